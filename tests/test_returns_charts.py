"""Charts of returns on hand-made frames: what is drawn, what the title finds, and that every word is filled in."""

import re

import pandas as pd
import pytest

from crm_analysis.charts.curves import curves
from crm_analysis.charts.heatmap import clicked, draw
from crm_analysis.charts.ladder import ladder
from crm_analysis.charts.metrics import AVERAGE_FACTS, METRICS, STEPS
from crm_analysis.charts.projection import error_in_words, projection
from crm_analysis.charts.survival import MOST_BANDS, difference, survival
from crm_analysis.charts.triangle import triangle
from crm_analysis.i18n import use_language
from crm_analysis.models import survival as models
from crm_analysis.models.projection import project
from test_projection import cells

LANGUAGES = ["en", "zh_CN"]


@pytest.fixture(autouse=True)
def english():
    use_language("en")
    yield
    use_language("en")


def times(days, not_yet, group=""):
    counted = [{"slice": group, "days": day, "ordered_again": many, "not_yet": 0} for day, many in days.items()]
    waiting = [{"slice": group, "days": day, "ordered_again": 0, "not_yet": many} for day, many in not_yet.items()]
    return pd.DataFrame(counted + waiting)


# Of 100, 30 after 10 days, 30 after 40, and 40 seen for 200 days without a second order.
WEB = times({10: 30, 40: 30}, {200: 40}, "web")
APP = times({10: 5, 40: 5}, {200: 90}, "app")
ONE_SLICE = WEB.assign(slice="")


def drawn(frame):
    test = models.log_rank(frame)
    p_value = test.p_value if test else None
    return survival(models.curves(frame), models.summary(frame), p_value, str.upper)


def lines(chart):
    return [trace for trace in chart.figure.data if trace.mode == "lines" and trace.hovertemplate]


def test_the_curve_starts_with_everybody_waiting_and_steps_where_somebody_orders():
    (curve,) = lines(drawn(ONE_SLICE))
    assert list(zip(curve.x, (round(y, 9) for y in curve.y), strict=True)) == [(0, 0), (10, 0.3), (40, 0.6), (200, 0.6)]
    assert curve.line.shape == "hv"


def test_how_many_still_wait_stands_below():
    chart = drawn(ONE_SLICE)
    (waiting,) = [trace for trace in chart.figure.data if trace.yaxis == "y2"]
    waited = {0: "100", 60: "40", 120: "40", 180: "40"}
    assert dict(zip(waiting.x, waiting.text, strict=True)) == waited
    assert list(chart.figure.layout.yaxis2.ticktext) == ["Still waiting"]


def test_quartiles_that_are_reached_are_marked():
    marks = [trace for trace in drawn(ONE_SLICE).figure.data if trace.mode == "markers+text"]
    assert [(list(trace.x), list(trace.y)) for trace in marks] == [([10, 40], [0.25, 0.5])]


@pytest.mark.parametrize(
    ("frame", "title"),
    [
        (ONE_SLICE, "Half of all customers order a second time within 40 days"),
        (times({10: 30}, {200: 70}), "A quarter of all customers order a second time within 10 days"),
        (times({10: 10}, {200: 90}), "10.0% of all customers order a second time within 200 days"),
        (times({}, {1: 5}), "0.0% of all customers order a second time within 1 day"),
    ],
)
def test_the_title_says_how_soon(frame, title):
    assert drawn(frame).title == title


def test_slices_are_told_apart_by_colour_and_stroke_and_tested():
    chart = drawn(pd.concat([WEB, APP]))
    assert [trace.name for trace in lines(chart)] == ["APP: less than half", "WEB: half within 40 days"]
    assert len({trace.line.color for trace in lines(chart)}) == len({trace.line.dash for trace in lines(chart)}) == 2
    assert chart.title == "How soon customers order again differs between the slices (p below 0.001, log-rank test)"
    assert chart.subtitle.startswith("Within 180 days: WEB most with 60%, APP least with 10%. ")


def test_many_slices_have_no_bands_that_would_cover_each_other():
    many = pd.concat([WEB.assign(slice=str(number)) for number in range(MOST_BANDS + 1)])
    assert not [trace for trace in drawn(many).figure.data if trace.fill]
    assert [trace for trace in drawn(many[many["slice"] != "0"]).figure.data if trace.fill]


def test_a_difference_that_is_not_sure_is_not_claimed():
    assert (
        difference(0.2)
        == "How soon customers order again does not surely differ between the slices (p = 0.200, log-rank test)"
    )
    assert difference(None) == "There is nothing to compare: fewer than two slices, or nobody ordered again"


def test_a_small_slice_is_drawn_but_no_finding_rests_on_it():
    chart = drawn(pd.concat([WEB, APP, times({1: 3}, {200: 1}, "few")]))
    assert "FEW: half within 1 day" in [trace.name for trace in lines(chart)]
    assert "FEW" not in chart.subtitle


STEPS_TAKEN = pd.concat(
    [
        times({10: 30, 40: 30}, {400: 40}).assign(order_number=1),
        times({20: 48}, {400: 12}).assign(order_number=2),
        times({20: 3}, {400: 2}).assign(order_number=3),
    ]
)


def test_the_ladder_has_a_bar_for_each_step_that_enough_have_waited_on():
    frame = STEPS_TAKEN.copy()
    frame.loc[(frame["order_number"] == 2) & (frame["not_yet"] > 0), "not_yet"] = 32
    (bars,) = ladder(models.ladder(frame)).figure.data
    assert list(bars.x) == ["1 → 2<br>10 days", "2 → 3<br>20 days"]
    assert list(bars.y) == pytest.approx([0.6, 0.6])


def test_the_ladder_says_what_becomes_of_those_who_stay():
    assert ladder(models.ladder(STEPS_TAKEN)).title == "60% of customers order a second time; after order 2 it is 80%"
    assert ladder(models.ladder(STEPS_TAKEN.query("order_number == 1"))).title == "60% of customers order a second time"
    assert ladder(models.ladder(STEPS_TAKEN.query("order_number == 3"))) is None


BUSY = cells([0.4, 0.1, *[0.3, 0.1] * 6])
BUSY["retention"] = BUSY["customers"] / BUSY["cohort_size"]
BUSY["cumulative_net_sales_per_customer"] = BUSY.groupby("cohort")["net_sales"].cumsum() / BUSY["cohort_size"]
PROJECTED = project(BUSY)


def continued(metric="retention", by="month", currency=None):
    values, backtest = (table[table["metric"] == metric] for table in (PROJECTED.values, PROJECTED.backtest))
    return projection(BUSY, values, backtest, METRICS[metric], by, currency)


def test_what_is_expected_is_lighter_and_broken_and_goes_on_from_what_came():
    chart = continued()
    known = [trace for trace in chart.figure.data if trace.mode == "lines+markers"]
    expected = [trace for trace in chart.figure.data if trace.line.dash == "dot"]
    assert [trace.name for trace in known] == ["Oct 2024", "Nov 2024", "Dec 2024"]
    for came, coming in zip(known, expected, strict=True):
        assert (came.x[-1], came.y[-1]) == (coming.x[0], coming.y[0])
        assert coming.line.color.startswith(came.line.color) and len(coming.line.color) == 9
        assert list(coming.x) == list(range(came.x[-1], came.x[-1] + PROJECTED.ahead + 1))


GRID = BUSY.assign(retention_low=0.0, retention_high=1.0, known_cost_share=1.0, left_censored=False, slice="")
NO_MEAN = pd.DataFrame(columns=["age", *AVERAGE_FACTS, "retention", "cumulative_net_sales_per_customer"])


def in_the_triangle(metric="retention", **more):
    """The triangle of the busy shop with what is expected in it, and the values that fill its empty places."""
    shown = triangle(GRID, NO_MEAN, METRICS[metric], "month", "EUR")
    values = PROJECTED.values.query("metric == @metric")
    known = BUSY.set_index(["cohort", "age"]).index
    empty = values[~values.set_index(["cohort", "age"]).index.isin(known) & (values["age"] <= BUSY["age"].max())]
    return draw(shown, values), empty


@pytest.mark.parametrize("metric", ["retention", "cumulative_net_sales_per_customer"])
def test_the_empty_places_of_young_cohorts_are_filled_apart_from_what_came(metric):
    chart, empty = in_the_triangle(metric)
    bare = draw(triangle(GRID, NO_MEAN, METRICS[metric], "month", "EUR"))
    *came, coming = chart.figure.data
    assert came == list(bare.figure.data)
    assert chart.subtitle == f"{bare.subtitle} Dotted: expected, and in no mean."
    assert coming.marker.pattern.shape == "."
    assert sorted(coming.x) == sorted(empty["age"]) and len(coming.x) > 0
    assert sorted(facts[1] for facts in coming.customdata) == sorted(empty["value"])
    assert all(text.startswith("~") for text in coming.text)
    assert coming.hovertemplate.startswith("%{customdata[0]}, month %{x}: ")
    assert clicked([{"x": 3, "customdata": list(coming.customdata[0])}]) is None


def test_the_curves_go_on_as_broken_lines_from_where_they_are():
    values = PROJECTED.values.query("metric == 'retention'")
    came = curves(GRID, NO_MEAN)
    known, coming = curves(GRID, NO_MEAN, expected=values).figure.data
    assert list(came.figure.data) == [known]
    assert (known.line.dash, coming.line.dash) == ("solid", "dot")
    assert coming.name == "Expected of each"
    lived = set(zip(known.x, known.y, strict=True))
    starts = [0, *(place + 1 for place, age in enumerate(coming.x[:-1]) if age is None)]
    assert all((coming.x[start], coming.y[start]) in lived for start in starts)
    assert max(age for age in coming.x if age is not None) == max(age for age in known.x if age is not None)


def test_the_error_stands_beside_what_is_expected():
    table = pd.DataFrame(
        {
            "method": ["last_period", "older_cohorts", "shifted_beta_geometric"],
            "relative_error": [0.2, 0.1, 0.15],
            "used": [False, True, False],
            "coverage": [None, 0.62, None],
        }
    )
    assert "Shaded: 62% of values not seen lay so close" in error_in_words(table)
    assert "expected by the curve of older cohorts" in error_in_words(table)
    assert "off by 10% of what came; taking the last period to go on, by 20%" in error_in_words(table)
    plain = table.assign(relative_error=[0.1, 0.3, 0.2], used=[True, False, False], coverage=[0.8, None, None])
    assert "off by 10% of what came; the best model by 20%" in error_in_words(plain)


def test_small_cohorts_are_not_continued():
    few = BUSY.assign(cohort_size=20)
    values, backtest = (table.query("metric == 'retention'") for table in (PROJECTED.values, PROJECTED.backtest))
    assert projection(few, values, backtest, METRICS["retention"], "month") is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_chart_has_words_an_alt_text_and_named_axes(language):
    use_language(language)
    charts = [drawn(ONE_SLICE), drawn(pd.concat([WEB, APP])), ladder(models.ladder(STEPS_TAKEN))]
    charts += [continued(metric, by, "CNY") for metric in PROJECTED.backtest["metric"].unique() for by in STEPS]
    for chart in charts:
        assert chart.title and chart.subtitle and chart.alt
        hovers = [trace.hovertemplate for trace in chart.figure.data if trace.hovertemplate]
        for words in (chart.title, chart.subtitle, chart.alt, *hovers):
            assert not re.search(r"(?<!%)\{[a-z_]+\}", words)
        assert chart.figure.layout.xaxis.title.text and chart.figure.layout.yaxis.title.text


def test_nobody_is_no_failure():
    nobody = ONE_SLICE.iloc[:0]
    assert drawn(nobody).figure.to_json()
    assert ladder(models.ladder(nobody.assign(order_number=1))) is None
