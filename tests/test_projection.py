"""Projections: the published model, curves that are known, bands that must hold, thin data that are refused."""

import numpy as np
import pandas as pd
import pytest

from crm_analysis.errors import NotEnoughEvidence
from crm_analysis.models.continuation import (
    BETA_GEOMETRIC,
    LAST_PERIOD,
    OLDER_COHORTS,
    expected,
    shifted_beta_geometric,
)
from crm_analysis.models.projection import FEWEST_CUSTOMERS, FEWEST_PERIODS, MOST_AHEAD, project
from crm_analysis.models.triangle import MEASURES, Triangle

RETENTION, REPEAT_RATE, VALUE = MEASURES
MONTHS = pd.date_range("2024-01-01", periods=40, freq="MS")


def cells(shares, cohorts=14, size=100, seconds=None, spent=10.0):
    """Monthly cohorts that all follow one curve: ``shares[a - 1]`` of them order at age a and spend the same each.

    The last age of each cohort still runs: half of what it will bring has come.
    """
    rows = []
    for cohort in range(cohorts):
        ages = cohorts - cohort
        visits = np.array([size, *(size * share for share in shares[: ages - 1])], float)
        visits[-1] /= 2 if ages > 1 else 1
        repeaters = np.cumsum([size * share for share in (seconds or shares)[:ages]]) if seconds else visits * 0
        rows.append(
            pd.DataFrame(
                {
                    "cohort": MONTHS[cohort],
                    "cohort_size": size,
                    "age": range(ages),
                    "customers": visits,
                    "net_sales": visits * spent,
                    "cumulative_repeat_rate": repeaters / size,
                    "complete": [True] * (ages - 1) + [False],
                }
            )
        )
    return pd.concat(rows, ignore_index=True)


def simulated(seed, cohorts=20, size=400):
    """Cohorts whose customers stop by chances of their own and else order in some months."""
    chance = np.random.default_rng(seed)
    rows = []
    for cohort in range(cohorts):
        stops, orders = chance.beta(0.7, 3, size), chance.beta(1.5, 3, size)
        left = np.ones(size, bool)
        for age in range(cohorts - cohort + MOST_AHEAD):
            visits = np.ones(size, bool) if age == 0 else left & (chance.random(size) < orders)
            rows.append((MONTHS[cohort], size, age, visits.sum(), visits.sum() * 12.5, age < cohorts - cohort))
            left &= chance.random(size) >= stops
    names = ["cohort", "cohort_size", "age", "customers", "net_sales", "complete"]
    return pd.DataFrame(rows, columns=names).assign(cumulative_repeat_rate=0.0)


def told(projection, metric, cohort):
    values = projection.values
    chosen = values[(values["metric"] == metric.metric) & (values["cohort"] == MONTHS[cohort])]
    return dict(zip(chosen["age"], chosen["value"], strict=True))


def used(projection, metric):
    table = projection.backtest
    return table[(table["metric"] == metric.metric) & table["used"]].iloc[0]


@pytest.mark.parametrize(
    ("lost", "left", "alpha", "beta"),
    [
        ([131, 126, 90, 60, 42, 34, 26], 491, 0.668, 3.806),
        ([369, 163, 86, 56, 37, 27, 21], 241, 0.704, 1.182),
    ],
    ids=["high end", "regular"],
)
def test_fader_and_hardie_2007(lost, left, alpha, beta):
    """Seven years of the two cohorts of 1,000 subscribers in their table 1, and the estimates that they print."""
    found = shifted_beta_geometric(np.array(lost, float), np.array([0, 0, 0, 0, 0, 0, left], float))
    assert [round(parameter, 3) for parameter in found] == [alpha, beta]


def by_hand():
    """Two cohorts of 100: 40 and 20 came back; 30 came back, and what is next?"""
    return Triangle(
        cohorts=MONTHS[:2],
        sizes=np.array([100.0, 100.0]),
        start=np.zeros(2),
        known=np.array([2, 1]),
        amounts=np.array([[40.0, 20.0], [30.0, np.nan]]),
        unit=1.0,
    )


def test_last_period_goes_on():
    assert expected(LAST_PERIOD, RETENTION, by_hand(), 2).tolist() == [[0.2, 0.2], [0.3, 0.3]]


def test_older_cohorts_by_hand():
    """Visits up to age 2 are 60/40 of those up to age 1, so that the curve is 2/3 and 1/3; 90 came where it says 500/3.

    So 54 and 36 are expected where 60 and 30 came: Q = 54·(1/9)² + 36·(1/6)² = 5/3, the variance of levels is
    (5/3 − 1) / (90 − (54² + 36²)/90) = 0.0154321, and the younger cohort lies at (1 + 30·v) / (1 + 36·v) = 0.9404762.
    """
    variance = (5 / 3 - 1) / (90 - (54**2 + 36**2) / 90)
    level = (1 + 30 * variance) / (1 + 36 * variance)
    found = expected(OLDER_COHORTS, RETENTION, by_hand(), 1)
    assert found[1, 0] == pytest.approx(90 / (500 / 3) / 3 * level)
    assert level == pytest.approx(0.9404762, abs=1e-7)


def test_what_adds_up_adds_up_from_now_on():
    assert expected(LAST_PERIOD, VALUE, by_hand(), 3)[1].tolist() == pytest.approx([0.3, 0.6, 0.9])


def test_cohorts_that_follow_one_curve_are_continued_along_it():
    """Customers who come every other month: no model of who stops says that, the older cohorts do."""
    projection = project(cells([0.4, 0.1, *[0.3, 0.1] * 6]))
    assert used(projection, RETENTION)["method"] == OLDER_COHORTS
    assert told(projection, RETENTION, 8) == pytest.approx({5: 0.3, 6: 0.1, 7: 0.3, 8: 0.1})
    # 10 at first, then 10 at each visit: by age 4 they have brought 10 · (1 + 0.4 + 0.1 + 0.3 + 0.1).
    assert told(projection, VALUE, 8) == pytest.approx({5: 22, 6: 23, 7: 26, 8: 27})


def test_where_all_err_alike_the_plain_rule_is_used():
    projection = project(cells([0.25] * 13))
    assert used(projection, RETENTION)["method"] == LAST_PERIOD
    assert used(projection, RETENTION)["error"] == 0
    assert set(told(projection, RETENTION, 5).values()) == {0.25}


def test_second_orders_follow_the_paper():
    """Chances to make it in each period as in Fader and Hardie's equation 2, with alpha 1 and beta 2."""
    left = np.cumprod([(2 + age) / (3 + age) for age in range(20)])
    seconds = list(-np.diff(left, prepend=1.0))
    projection = project(cells([0.1] * 13, seconds=seconds))
    assert used(projection, REPEAT_RATE)["method"] == BETA_GEOMETRIC
    assert told(projection, REPEAT_RATE, 3) == pytest.approx({age: 1 - left[age] for age in range(10, 14)}, rel=1e-3)


def test_a_period_that_still_runs_is_expected_not_read():
    known = cells([0.4, 0.3, 0.25, 0.2, 0.18, 0.16, 0.15, 0.14, 0.13, 0.12, 0.11, 0.1, 0.09])
    running = ~known["complete"]
    changed = known.assign(customers=known["customers"].where(~running, 99), net_sales=known["net_sales"] - 5 * running)
    pd.testing.assert_frame_equal(project(known).values, project(changed).values)


def test_the_order_of_rows_changes_nothing():
    known = simulated(1).query("complete")
    shuffled = known.sample(frac=1, random_state=1)
    pd.testing.assert_frame_equal(project(known).values, project(shuffled).values)


@pytest.mark.heavy
def test_eight_in_ten_true_values_lie_in_the_band():
    """Six periods that nobody has seen, in 12 simulated shops of 20 cohorts: 1,368 values of retention."""
    inside = []
    for seed in range(12):
        shop = simulated(seed)
        truth = shop[~shop["complete"]].set_index(["cohort", "age"])["customers"] / 400
        values = project(shop).values
        values = values[values["metric"] == "retention"].set_index(["cohort", "age"])
        came = truth.reindex(values.index)
        assert came.notna().all()
        inside.append(came.between(values["low"], values["high"]))
    assert 0.75 <= pd.concat(inside).mean() <= 0.92


def test_shops_whose_customers_stop_as_in_the_model_are_told_by_it():
    """It beats the plain rule in the trials of every one of 5 shops, and is off by chance alone on the whole."""
    for seed in range(5):
        table = project(simulated(seed)).backtest.query("metric == 'retention'").set_index("method")
        assert table.loc[BETA_GEOMETRIC, "error"] < table.loc[LAST_PERIOD, "error"]
        assert abs(table.loc[BETA_GEOMETRIC, "bias"]) < 0.05


def test_bands_hold_their_value_and_no_share_is_above_one():
    seconds = [0.5, 0.3, 0.15] + [0.01] * 20
    values = project(cells([0.9] * 13, seconds=seconds)).values
    assert (values["low"] <= values["value"]).all() and (values["value"] <= values["high"]).all()
    assert (values.loc[values["metric"] != VALUE.metric, "high"] <= 1).all()
    assert (values["low"] >= 0).all()


def test_ages_come_next_and_no_farther_than_was_tried():
    projection = project(simulated(2).query("complete"))
    assert projection.ahead == MOST_AHEAD
    for metric in MEASURES:
        assert list(told(projection, metric, 0)) == [20, 21, 22, 23, 24, 25]
        assert list(told(projection, metric, 18)) == [2, 3, 4, 5, 6, 7]
        assert not told(projection, metric, 19), "of the youngest cohort no period after the first is complete"


def test_nobody_ever_came_back():
    values = project(cells([0.0] * 13)).values
    assert (values.loc[values["metric"] != VALUE.metric, ["value", "low", "high"]] == 0).all(axis=None)
    assert (values.loc[values["metric"] == VALUE.metric, ["value", "low", "high"]] == 10).all(axis=None)


def test_money_given_back_does_not_break_the_value():
    known = cells([0.3] * 13)
    known.loc[known["age"] == 2, "net_sales"] = -50.0
    values = project(known).values
    assert values[["value", "low", "high"]].notna().all(axis=None)


@pytest.mark.parametrize(
    ("thin", "says"),
    [
        (cells([0.3] * 40, cohorts=FEWEST_PERIODS + 1), f"complete periods: {FEWEST_PERIODS - 1} of {FEWEST_PERIODS}"),
        (cells([0.3] * 40, size=20), f"customers: 240 of {FEWEST_CUSTOMERS}"),
        (cells([0.3] * 40).query("cohort < '2024-03-01'"), "cohorts: 2 of 3"),
        (cells([0.3] * 13).iloc[:0], "cohorts: 0 of 3"),
    ],
    ids=["too short", "too small", "too few", "nobody"],
)
def test_thin_data_are_refused_with_what_is_missing(thin, says):
    with pytest.raises(NotEnoughEvidence, match="not enough evidence") as refusal:
        project(thin)
    assert says in str(refusal.value)


def test_just_enough_is_enough():
    assert project(cells([0.3] * 40, cohorts=FEWEST_PERIODS + 2)).ahead == FEWEST_PERIODS // 3
