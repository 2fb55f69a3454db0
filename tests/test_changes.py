"""What is judged to have changed: the arithmetic by hand, the limits, and the sentences."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from changing_shops import Nature, courses
from crm_analysis.analysis import changes as asked
from crm_analysis.analysis.filters import Filters
from crm_analysis.charts.changes import course
from crm_analysis.errors import RulesRefused
from crm_analysis.findings.changes import evidence, sentence, why_nothing
from crm_analysis.models.changes import Finding, judge, months_of
from crm_analysis.models.expectation import Course, Variation, expect
from crm_analysis.models.holm import holm
from crm_analysis.rules import changes as rules
from questions_support import MemoryStore

RULES = rules.changes_rules()
STILL = Variation(scatter=1e-9, drift=1e-9, season=1e-9, trend=False)
WILD = Variation(scatter=0.005, drift=0.001, season=0.004, trend=False)
FOUND = Finding(
    kind="returning",
    figure="came_back",
    slice_by="none",
    slice="",
    month=date(2024, 3, 1),
    age=2,
    value=0.18,
    usual=0.23,
    usual_low=0.2,
    usual_high=0.26,
    cases=412,
    months=24,
    currency="EUR",
    p_value=0.001,
    adjusted=0.005,
)


def months(values, variances):
    return Course(np.arange(len(values)), np.array(values, float), np.array(variances, float))


def share(totals, cases=1000, kind="returning", figure="came_back", slice_by="none", value="", age=1):
    """The course of one share: how many of so many cases, month by month from January 2022 on."""
    return pd.DataFrame(
        {
            "kind": kind,
            "slice_by": slice_by,
            "slice": value,
            "figure": figure,
            "age": age,
            "month": pd.date_range("2022-01-01", periods=len(totals), freq="MS"),
            "cases": cases,
            "total": np.array(totals, float),
            "squares": np.nan,
            "weight": 30.0,
            "currency": "EUR",
        }
    )


def test_without_other_variation_the_expectation_is_the_weighted_mean():
    # Weights 1/1, 1/1 and 1/4 of 0, 2 and 10: mean 4.5 / 2.25 = 2; variance 1 / 2.25 of the mean, and 3 of the month.
    expected = expect(months([0, 2, 10, np.nan], [1, 1, 4, 3]), STILL)
    assert expected.mean == pytest.approx(2)
    deviation = np.sqrt(3 + 1 / 2.25)
    assert expected.p_value(2 + deviation) == pytest.approx(2 * norm.sf(1), rel=1e-6)
    assert expected.p_above(2 - deviation) == pytest.approx(norm.cdf(1), rel=1e-6)
    assert expected.quantile(0.975) == pytest.approx(2 + norm.ppf(0.975) * deviation, rel=1e-6)


def test_a_steady_trend_goes_on():
    expected = expect(months([1, 2, 3, 4, 5, np.nan], [1] * 6), replace(STILL, trend=True))
    assert expected.mean == pytest.approx(6)
    assert expected.deviations == pytest.approx(np.sqrt(1 + 1 / 5 + 3**2 / 10))  # of a new value of a straight line


def test_cohorts_that_scatter_more_than_chance_make_the_test_less_sure():
    counting = 1 / 4000
    scattered = np.resize([-0.05, 0.05, 0.02, -0.03, 0.04, -0.06, 0.03], 25)
    calm = np.zeros(25)
    drop = -0.06
    sure, unsure = (expect(months([*it[:-1], drop], [counting] * 25), WILD).p_value(drop) for it in (calm, scattered))
    assert sure < 0.001
    assert unsure > 0.1


def test_the_same_month_of_other_years_says_what_is_usual():
    season = np.tile([0.3, *[0.0] * 11], 3)[:25]  # the judged month is the third January
    expected = expect(months([*season[:-1], np.nan], [1e-4] * 25), WILD)
    assert expected.mean > 0.2
    assert expect(months([*np.roll(season, 5)[:-1], np.nan], [1e-4] * 25), WILD).mean < 0.1


def test_a_level_that_drifts_is_followed():
    drifting = np.linspace(0, 0.4, 24)
    expected = expect(months([*drifting, np.nan], [1e-4] * 25), WILD)
    assert expected.mean > 0.3 > drifting.mean()


def test_chances_are_adjusted_by_holm():
    # Holm 1979 with equal weights: the smallest of three times 3, the next times 2, the last as it is, none below the
    # one before.
    assert holm([0.01, 0.04, 0.03], [1, 1, 1]) == pytest.approx([0.03, 0.06, 0.06])
    # Weights 0.8 and 0.2: 0.01 / 0.8 comes first and is multiplied by 1 / 0.8; what is left is 0.2 of 0.2.
    assert holm([0.02, 0.01], [0.2, 0.8]) == pytest.approx([0.02, 0.0125])
    assert holm([0.9], [0.5]) == pytest.approx([0.9])
    assert holm([], []) == []


def test_a_cohort_that_comes_back_less_is_told_and_one_as_usual_is_not():
    usual = [200, 210, 190, 205, 195, 203, 197, 201, 199, 208, 192, 204, 196]
    (told,) = judge(share([*usual, 130]), RULES).told
    assert (told.kind, told.month, told.age, told.value, told.cases) == ("returning", date(2023, 2, 1), 1, 0.13, 1000)
    assert 0.19 < told.usual < 0.21
    assert told.usual_low < told.usual < told.usual_high
    assert told.months == 13
    assert judge(share([*usual, 203]), RULES).told == ()


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param(share([200] * 11 + [50]), id="eleven earlier months"),
        pytest.param(share([20] * 13 + [2], cases=99), id="too few customers"),
        pytest.param(
            share([200] * 5 + [0] + [200] * 11 + [50], cases=[1000] * 5 + [0] + [1000] * 12), id="a silent month"
        ),
        pytest.param(share([0] * 13 + [9]), id="too few who are counted"),
        pytest.param(
            share([-1] + [100] * 13 + [500], figure="net_sales", kind="figure", age=None).assign(squares=1.0),
            id="a net loss",
        ),
    ],
)
def test_what_is_too_thin_is_not_looked_at(rows):
    assert judge(rows, RULES).looks == ()


def test_many_looks_must_be_surer_each():
    usual = [200, 210, 190, 205, 195, 203, 197, 201, 199, 208, 192, 204, 196]
    low = share([*usual, 158])
    alone = judge(low, RULES)
    assert len(alone.told) == 1
    others = pd.concat([low, *(share([*usual, 200], age=age) for age in range(2, 40))])
    assert judge(others, RULES).told == ()


def test_fewer_refunds_are_not_told_more_are():
    few, many = (share([50] * 13 + [it], kind="figure", figure="refunded", age=None) for it in (5, 120))
    assert judge(few, RULES).told == ()
    assert len(judge(many, RULES).told) == 1


def test_what_is_sure_but_small_is_not_told():
    crowd = share([2_000_000] * 13 + [1_920_000], cases=10_000_000)
    judged = judge(crowd, RULES)
    assert judged.looks[0].adjusted < 0.05
    assert judged.told == ()


def test_the_five_largest_are_told_and_no_more_than_three_of_a_kind():
    cohorts = [share([200] * 13 + [it], age=age) for age, it in enumerate((20, 40, 60, 80), start=1)]
    products = [
        share([100] * 13 + [it], kind="product", slice_by="product", figure="bought", value=str(it), age=None)
        for it in (0, 10, 30, 300)
    ]
    told = judge(pd.concat([*cohorts, *products]), RULES).told
    assert [found.kind for found in told].count("product") < 4
    assert len(told) == 5
    assert [found.size for found in told] == sorted((found.size for found in told), reverse=True)


def test_the_chart_shows_the_months_as_they_are_and_what_was_expected():
    rows = share([200] * 13 + [100])
    (found,) = judge(pd.concat([rows, share([300] * 14, age=2)]), RULES).told
    months = months_of(rows, found)
    assert months["value"].to_list() == pytest.approx([0.2] * 13 + [0.1])
    chart = course(months, (found.usual_low, found.usual, found.usual_high), "share", None, sentence(found))
    earlier, expected, newest = chart.figure.data
    assert (len(earlier.y), list(newest.y)) == (13, pytest.approx([0.1]))
    assert list(expected.y) == [found.usual_low, found.usual, found.usual_high]
    assert chart.alt == "Customers who first bought in Feb 2023 come back less: 10.0% by month 1 against 20.0% usually."


def test_an_empty_shop_is_told_why():
    judged = judge(share([]), RULES)
    assert judged.told == judged.looks == ()
    assert why_nothing(judged, RULES.limits).startswith("What is usual is not known yet: that takes 12 whole months")


@pytest.mark.parametrize(
    ("found", "says"),
    [
        (FOUND, "Customers who first bought in Mar 2024 come back less: 18.0% by month 2 against 23.0% usually."),
        (
            replace(FOUND, slice_by="country", slice="DE", value=0.3),
            "Customers from DE who first bought in Mar 2024 come back more: 30.0% by month 2 against 23.0% usually.",
        ),
        (
            replace(FOUND, figure="net_sales", value=90.5, usual=1200.4),
            "Net sales of Mar 2024 were lower than usual: €90.50 against €1,200 to be expected.",
        ),
        (
            replace(FOUND, figure="orders", value=1500, usual=1200.4),
            "Mar 2024 brought more orders than usual: 1,500 against 1,200 to be expected.",
        ),
        (
            replace(FOUND, figure="bought", slice="{Mug}", value=0.05, usual=0.002),
            "“{Mug}” is new in Mar 2024: it is in 5.0% of orders and was hardly ever bought before.",
        ),
        (
            replace(FOUND, figure="bought", slice="Mug", value=0.0, usual=0.05),
            "“Mug” was not sold at all in Mar 2024; usually it is in 5.0% of orders.",
        ),
    ],
)
def test_a_change_is_a_sentence(found, says):
    assert sentence(found) == says


def test_a_sentence_names_its_evidence():
    assert evidence(FOUND) == (
        "412 customers · 20.0% to 26.0% would be usual, by 24 earlier months · very unlikely to be chance"
    )
    assert evidence(replace(FOUND, figure="bought", adjusted=0.03)).startswith("412 orders · ")
    assert evidence(replace(FOUND, adjusted=0.5)).endswith("may well be chance")


def test_what_lies_after_the_days_in_view_is_unseen_and_what_lies_before_counts():
    query = asked.courses(Filters(since=date(2024, 1, 1), until=date(2024, 3, 31), shops=("Corner",)))
    assert (query.parameters["as_of"], query.parameters["since"]) == (date(2024, 4, 1), None)
    assert query.parameters["shop"] == "\nCorner\n"
    earlier = asked.courses(Filters(as_of=date(2024, 2, 1), until=date(2024, 3, 31)))
    assert earlier.parameters["as_of"] == date(2024, 2, 1)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("chance = 0.05", "chance = 1"), "Write shares that add up to 1"),
        (("returning = 0.70", "returning = 0.90"), "Write shares that add up to 1"),
        (("most_age = 2", "most_age = 0"), "most_age is 0"),
        (("relative = 0.10", ""), "relative is None"),
        (("relative = 0.10", "relative ="), "cannot be read as TOML"),
    ],
)
def test_rules_make_sense_or_are_refused(change, says):
    text = rules.CHANGES_FILE.read_text(encoding="utf-8")
    with pytest.raises(RulesRefused) as refused:
        rules.read(text.replace(*change))
    assert says in str(refused.value)


def test_the_command_tells_a_planted_drop_and_why_nothing_else(crm, tmp_path):
    store = MemoryStore()
    courses(store, Nature(months=16, newcomers=600, dropped_age=2, cohort_scatter=0, cohort_drift=0), seed=5)
    with store.cursor() as cursor:
        cursor.execute(
            'COPY (SELECT order_id AS "Order No", strftime(ordered_at, \'%Y-%m-%d %H:%M:%S\') AS "Order date",'
            ' customer_id AS "Customer Id", gross_sales AS "Amount", 1 AS "Quantity", currency AS "Currency"'
            f" FROM orders ORDER BY ordered_at) TO '{tmp_path / 'orders.csv'}' (HEADER)"
        )
    assert crm("import", tmp_path / "orders.csv")[0] == 0
    code, out, _err = crm("changes", "--looks")
    assert code == 0
    heading, *rows = out.splitlines()
    assert heading.startswith("sentence,evidence,kind,figure,slice_by,slice,month,age,value,usual,")
    assert any("by month 2" in row and "come back less" in row for row in rows)
    code, out, _err = crm("changes", "--json", "--until", "2023-12-31")
    assert code == 0
    assert '"looks": 0' in out
    assert "What is usual is not known yet" in out
