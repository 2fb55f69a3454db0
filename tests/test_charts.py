"""Charts on hand-made answers: what is drawn, what is left out, and whether it can be read."""

import re
import tomllib
from datetime import date
from itertools import combinations, pairwise
from math import dist
from operator import mul
from pathlib import Path
from urllib.parse import unquote

import pandas as pd
import plotly.graph_objects as go
import pytest

from crm_analysis.charts import sales
from crm_analysis.charts.curves import curves
from crm_analysis.charts.heatmap import CELL, MEAN_FACTS, Cell, clicked, heatmap
from crm_analysis.charts.metrics import METRICS, STEPS, offered
from crm_analysis.charts.periods import name_periods
from crm_analysis.charts.segments import treemap
from crm_analysis.charts.sparkline import HEIGHT, MARGIN, sparkline
from crm_analysis.charts.theme import CARD, CURVES, DASHES, INK, MUTED, SCALE, SYMBOLS, label_colour, step_of, stepped
from crm_analysis.charts.triangle import BEGINS_WITH_DATA, MEAN_ROW, triangle
from crm_analysis.i18n import use_language

CONFIG = tomllib.loads((Path(__file__).parent.parent / ".streamlit" / "config.toml").read_text(encoding="utf-8"))


@pytest.fixture(autouse=True)
def english():
    use_language("en")


def cell(cohort, size, age, customers, *, complete=True, net_sales=100.0):
    share = customers / size
    return {
        "slice": "",
        "cohort": pd.Timestamp(cohort),
        "cohort_size": size,
        "age": age,
        "customers": customers,
        "retention": share,
        "retention_low": max(0.0, share - 0.1),
        "retention_high": min(1.0, share + 0.1),
        "net_sales": net_sales,
        "cumulative_net_sales_per_customer": net_sales / size,
        "cumulative_repeat_rate": share,
        "complete": complete,
        "unbounded_retention": share,
        "orders": 2 * customers,
        "orders_per_customer": 2.0,
        "average_order_value": net_sales / (2 * customers) if customers else None,
        "left_censored": False,
        "gross_margin": net_sales / 2,
        "cumulative_margin_per_customer": net_sales / size / 2,
        "known_cost_share": 0.9,
    }


CELLS = pd.DataFrame(
    [
        cell("2025-01-01", 100, 0, 100),
        cell("2025-01-01", 100, 1, 40),
        cell("2025-01-01", 100, 2, 10, complete=False),
        cell("2025-02-01", 20, 0, 20),
        cell("2025-02-01", 20, 1, 1, complete=False),
    ]
)
MEAN = pd.DataFrame(
    [
        {
            "slice": "",
            "age": age,
            "cohorts": 1 + (age == 0),
            "cohort_customers": size,
            "customers": customers,
            "retention": customers / size,
            "retention_low": customers / size - 0.05,
            "retention_high": customers / size + 0.05,
            "cumulative_repeat_rate": customers / size,
            "net_sales_per_customer": 1.0,
            "cumulative_net_sales_per_customer": 2.0,
            "unbounded_retention": customers / size,
            "orders_per_customer": 2.0,
            "average_order_value": 5.0,
            "cumulative_margin_per_customer": 1.0,
            "known_cost_share": 0.9,
        }
        for age, size, customers in ((0, 120, 120), (1, 100, 40))
    ]
)


def cells_of(chart, kind):
    """The cells of one kind, complete, running or mean, as (age, row) → (colour, text, colour of the text)."""
    return {
        (age, round(base + CELL / 2, 9)): (colour, text, trace.textfont.color)
        for trace in chart.figure.data
        if kind == kind_of(trace)
        for age, base, colour, text in zip(trace.x, trace.base, colours(trace), texts(trace), strict=True)
    }


def kind_of(trace):
    if trace.marker.pattern.shape:
        return "running"
    mean = len(trace.customdata) and len(trace.customdata[0]) == len(MEAN_FACTS)
    return "mean" if mean else "complete"


def colours(trace):
    return [trace.marker.color] * len(trace.x) if isinstance(trace.marker.color, str) else trace.marker.color


def texts(trace):
    return trace.text or [None] * len(trace.x)


def labels(chart):
    """(age, row) → (text, colour) of every number written in a cell."""
    cells = [cells_of(chart, kind) for kind in ("complete", "running", "mean")]
    return {place: tuple(words) for part in cells for place, (_, *words) in part.items() if words[0] is not None}


COUNTED = METRICS["retention"].counted()


def test_heatmap_colours_complete_cells_only():
    chart = heatmap(CELLS, MEAN)
    assert {place: colour for place, (colour, *_) in cells_of(chart, "complete").items()} == {(1, 0): SCALE[-1]}
    assert {place: colour for place, (colour, *_) in cells_of(chart, "running").items()} == {(2, 0): CARD, (1, 1): CARD}
    assert {place: colour for place, (colour, *_) in cells_of(chart, "mean").items()} == {(1, MEAN_ROW): SCALE[-1]}


def test_heatmap_leaves_out_the_first_period_of_retention_but_keeps_that_of_value():
    assert min(age for age, _row in cells_of(heatmap(CELLS, MEAN), "complete")) == 1
    value = heatmap(CELLS, MEAN, METRICS["cumulative_net_sales_per_customer"])
    assert min(age for age, _row in cells_of(value, "complete")) == 0


def test_heatmap_hatches_exactly_the_cells_that_still_run():
    hatched = [trace for trace in heatmap(CELLS, MEAN).figure.data if trace.marker.pattern.shape == "/"]
    assert [list(trace.x) for trace in hatched] == [[2, 1]]


def test_heatmap_writes_percent_in_cells_and_greys_those_that_still_run():
    written = labels(heatmap(CELLS, MEAN))
    assert written[(1, 0)] == ("40", CARD)
    assert written[(2, 0)] == ("10", MUTED)
    assert written[(1, 1)] == ("5", MUTED)
    assert written[(1, MEAN_ROW)] == ("40", CARD)


def test_heads_stand_for_shares_and_are_never_averaged():
    chart = heatmap(CELLS, MEAN, COUNTED)
    assert labels(chart) == {(1, 0): ("40", CARD), (2, 0): ("10", MUTED), (1, 1): ("1", MUTED)}
    repeaters = heatmap(CELLS, MEAN, METRICS["cumulative_repeat_rate"].counted())
    assert labels(repeaters)[(0, 1)][0] == "20"
    assert hover(chart, "complete") == hover(heatmap(CELLS, MEAN), "complete")


def test_a_margin_says_how_many_costs_are_known():
    chart = heatmap(CELLS, MEAN, METRICS["cumulative_margin_per_customer"], currency="EUR")
    for kind in ("complete", "mean"):
        sentence, facts = hover(chart, kind)
        assert "costs are known for %{customdata[6]:.0%} of sales so far" in sentence
        assert {fact[6] for fact in facts} == {0.9}


def test_margins_are_offered_only_where_costs_are_known():
    unknown = CELLS.assign(gross_margin=None, cumulative_margin_per_customer=None)
    assert set(METRICS) - set(offered(unknown)) == {"gross_margin", "cumulative_margin_per_customer"}
    assert offered(CELLS) == METRICS


def test_a_cell_without_a_value_is_not_drawn():
    unknown = CELLS.assign(average_order_value=[1.0, None, None, 1.0, None])
    chart = heatmap(unknown, MEAN, METRICS["average_order_value"])
    assert {*cells_of(chart, "complete"), *cells_of(chart, "running")} == {(0, 0), (0, 1)}


def test_the_cohort_in_which_the_data_begin_is_marked_and_explained():
    begun = CELLS.assign(left_censored=CELLS["cohort"] == pd.Timestamp("2025-01-01"))
    chart = heatmap(begun, MEAN)
    assert [name.startswith("Jan 2025*") for name in chart.figure.layout.yaxis.ticktext] == [True, False, False]
    assert BEGINS_WITH_DATA in chart.subtitle
    assert BEGINS_WITH_DATA not in heatmap(CELLS, MEAN).subtitle


@pytest.mark.parametrize("by", STEPS)
def test_the_convention_of_ages_stands_on_every_chart(by):
    for chart in (heatmap(CELLS, MEAN, by=by), curves(CELLS, MEAN, by=by)):
        assert "0 = the first" in chart.figure.layout.xaxis.title.text


def test_a_click_on_a_cell_names_the_cell():
    trace = next(trace for trace in heatmap(CELLS, MEAN).figure.data if kind_of(trace) == "complete" and len(trace.x))
    point = {"x": trace.x[0], "customdata": list(trace.customdata[0])}
    assert clicked([point]) == Cell("", date(2025, 1, 1), 1)


def test_a_click_on_the_mean_or_on_nothing_names_no_cell():
    trace = next(trace for trace in heatmap(CELLS, MEAN).figure.data if kind_of(trace) == "mean")
    assert clicked([{"x": trace.x[0], "customdata": list(trace.customdata[0])}]) is None
    assert clicked([]) is None


def test_the_strongest_colour_is_not_left_to_tiny_cohorts():
    large = [cell("2025-01-01", 1000, 1, 300), cell("2025-02-01", 1, 1, 1)]
    assert triangle(pd.DataFrame(large), MEAN, METRICS["retention"], "month").top == 0.3


def test_cells_lose_their_numbers_only_where_there_is_no_room():
    def grid(ages):
        return pd.DataFrame([cell("2025-01-01", 100, age, 40) for age in range(ages + 1)])

    assert labels(heatmap(grid(37), MEAN))
    assert not labels(heatmap(grid(38), MEAN))
    assert heatmap(grid(37), MEAN).room > heatmap(grid(12), MEAN).room > 390


def test_small_shares_get_a_decimal():
    small = CELLS.assign(retention=CELLS["retention"] / 10)
    assert labels(heatmap(small, MEAN))[(1, 0)][0] == "4.0"


def test_heatmap_names_rows_with_their_size():
    names = heatmap(CELLS, MEAN).figure.layout.yaxis.ticktext
    assert [re.sub(r"<[^>]+>|\s+", " ", name).split() for name in names] == [
        ["Jan", "2025", "100"],
        ["Feb", "2025", "20"],
        ["All", "cohorts", "100"],
    ]


def hover(chart, kind):
    """The sentence of a kind of cells, and the facts that fill it, cell by cell."""
    traces = [trace for trace in chart.figure.data if kind_of(trace) == kind and len(trace.x)]
    (sentence,) = {trace.hovertemplate for trace in traces}
    return sentence, [list(facts) for trace in traces for facts in trace.customdata]


def test_hover_speaks_in_plain_words():
    chart = heatmap(CELLS, MEAN)
    sentence, facts = hover(chart, "complete")
    assert sentence == (
        "Of %{customdata[0]:,} customers who first bought in %{customdata[1]},<br>"
        "%{customdata[2]:,} (%{customdata[5]:.1%}, 95 % interval %{customdata[3]:.1%} to %{customdata[4]:.1%}) "
        "ordered again in month %{x}.<extra></extra>"
    )
    assert [fact[:3] + fact[5:6] for fact in facts] == [[100, "Jan 2025", 40, 0.4]]
    assert "not over yet" in hover(chart, "running")[0]
    sentence, facts = hover(chart, "mean")
    assert "not over yet" not in sentence
    assert facts == [[100, 1, 40, pytest.approx(0.35), pytest.approx(0.45), 0.4, 0.9]]


def test_totals_are_never_averaged():
    chart = heatmap(CELLS, MEAN, METRICS["net_sales"], currency="GBP")
    assert not cells_of(chart, "mean")
    assert "All cohorts" not in " ".join(chart.figure.layout.yaxis.ticktext)
    assert [trace.name for trace in curves(CELLS, MEAN, METRICS["net_sales"], currency="GBP").figure.data] == [
        "Each cohort"
    ]


def test_curves_draw_complete_cells_and_break_between_cohorts():
    cohorts = curves(CELLS, MEAN, METRICS["cumulative_repeat_rate"]).figure.data[0]
    assert list(cohorts.x) == [0, 1, None, 0, None]
    assert list(cohorts.y) == [1.0, 0.4, None, 1.0, None]


def test_only_retention_has_an_interval():
    assert [trace.name for trace in curves(CELLS, MEAN).figure.data if trace.fill] == ["95 % interval"]
    assert not [trace for trace in curves(CELLS, MEAN, METRICS["cumulative_repeat_rate"]).figure.data if trace.fill]


def test_a_late_age_that_few_have_lived_through_is_no_finding():
    late = MEAN.iloc[1:].assign(age=9, cohort_customers=49, retention=0.9)
    assert "90.0%" not in curves(CELLS, pd.concat([MEAN, late])).title
    most = late.assign(cohort_customers=50)
    assert curves(CELLS, pd.concat([MEAN, most])).title == "Came back: 40.0% in month 1, 90.0% in month 9"


def test_curves_say_what_they_found():
    assert curves(CELLS, MEAN).title == "Came back: 40.0% in month 1, 40.0% in month 1"
    assert curves(CELLS, MEAN, METRICS["net_sales"]).title == METRICS["net_sales"].title


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("by", STEPS)
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_every_chart_has_words_in_every_metric_step_and_language(metric, by, language):
    use_language(language)
    for chart in (heatmap(CELLS, MEAN, METRICS[metric], by, "CNY"), curves(CELLS, MEAN, METRICS[metric], by, "CNY")):
        assert chart.title and chart.subtitle and chart.alt
        assert not re.search(r"\{[a-z_]+\}", chart.title + chart.subtitle + chart.alt)


@pytest.mark.parametrize("metric", METRICS)
def test_a_shop_without_cohorts_draws_empty_charts(metric):
    for chart in (
        heatmap(CELLS.iloc[:0], MEAN.iloc[:0], METRICS[metric]),
        curves(CELLS.iloc[:0], MEAN.iloc[:0], METRICS[metric]),
    ):
        assert chart.figure.to_json()


def test_one_customer_who_never_came_back():
    alone = pd.DataFrame([cell("2025-01-01", 1, 0, 1), cell("2025-01-01", 1, 1, 0)])
    mean = MEAN.assign(cohort_customers=1, customers=[1, 0], retention=[1.0, 0.0])
    assert labels(heatmap(alone, mean))[(1, 0)] == ("0.0", INK)


PERIODS = pd.DataFrame(
    {
        "period": pd.to_datetime(["2025-01-01", "2025-02-01", "2025-03-01"]),
        "as_of": pd.to_datetime(["2025-03-10"] * 3),
        "net_sales": [100.0, 300.0, 400.0],
        "new_net_sales": [90.0, 100.0, 50.0],
        "returning_net_sales": [0.0, 200.0, 350.0],
        "new_customers": [3, 2, 1],
        "returning_customers": [0, 5, 2],
    }
)


def test_a_period_partly_in_view_is_hatched():
    assert list(sales.sales(PERIODS).figure.data[0].marker.pattern.shape) == ["", "", "/"]
    cut = sales.sales(PERIODS, since=pd.Timestamp("2025-01-15").date()).figure.data[0]
    assert list(cut.marker.pattern.shape) == ["/", "", "/"]


def test_a_period_that_goes_on_after_the_days_in_view_is_hatched():
    ended = PERIODS.assign(as_of=pd.Timestamp("2025-04-01"))
    until = pd.Timestamp("2025-03-15").date()
    assert list(sales.sales(ended, until=until).figure.data[0].marker.pattern.shape) == ["", "", "/"]
    assert list(sales.whole_periods(ended, "month", None, until)["net_sales"]) == [100.0, 300.0]


def test_a_period_that_ends_on_the_last_day_seen_is_whole():
    ended = PERIODS.assign(as_of=pd.Timestamp("2025-04-01"))
    assert list(sales.sales(ended).figure.data[0].marker.pattern.shape) == ["", "", ""]


def bars(chart):
    """Name → heights of the bars that are drawn."""
    return {trace.name: list(trace.y) for trace in chart.figure.data if trace.x != (None,)}


def test_sales_are_stacked_by_who_brought_them():
    assert bars(sales.sales(PERIODS)) == {
        "Returning customers": [0, 200, 350],
        "New customers": [90, 100, 50],
        "Without a customer": [10, 0, 0],
    }
    without_guests = PERIODS.assign(net_sales=PERIODS["new_net_sales"] + PERIODS["returning_net_sales"])
    assert list(bars(sales.sales(without_guests))) == ["Returning customers", "New customers"]


def test_a_loss_is_stacked_below_the_axis():
    loss = PERIODS.assign(new_net_sales=[-5.0, 100.0, 50.0], net_sales=[-5.0, 300.0, 400.0])
    chart = sales.sales(loss)
    assert bars(chart)["New customers"][0] == -5
    assert chart.figure.layout.barmode == "relative"


def test_customers_chart_speaks_of_the_last_whole_period():
    assert sales.customers(PERIODS).title == "Customers in Feb 2025: 5 returning, 2 new"
    assert sales.customers(PERIODS.tail(1)).title == "Customers in Mar 2025: 2 returning, 1 new"


def test_period_names_never_crowd():
    many = pd.concat([PERIODS] * 20).assign(period=pd.date_range("2020-01-01", periods=60, freq="MS"))
    axis = sales.sales(many).figure.layout.xaxis
    assert list(axis.ticktext) == ["Jan<br>2020", "Jan<br>2021", "Jan<br>2022", "Jan<br>2023", "Jan<br>2024"]
    assert list(axis.tickvals) == ["Jan 2020", "Jan 2021", "Jan 2022", "Jan 2023", "Jan 2024"]


def test_few_customers_are_counted_in_whole_numbers():
    assert sales.customers(PERIODS.tail(1)).figure.layout.yaxis.dtick == 1
    many = PERIODS.assign(returning_customers=500)
    assert sales.customers(many).figure.layout.yaxis.dtick is None


@pytest.mark.parametrize(
    ("by", "frequency", "count", "told"),
    [
        ("month", "MS", 7, ["Nov<br>2024", "Dec", "Jan<br>2025", "Feb", "Mar", "Apr", "May"]),
        ("month", "MS", 13, ["Nov<br>2024", "Jan<br>2025", "Mar", "May", "Jul", "Sep", "Nov"]),
        (
            "month",
            "MS",
            121,
            [f"Nov<br>{year}" for year in range(2024, 2035, 2)],
        ),
        ("quarter", "QS", 6, ["Q1<br>2025", "Q3", "Q1<br>2026"]),
        ("week", "W-MON", 4, ["Nov 4<br>2024", "Nov 11", "Nov 18", "Nov 25"]),
        ("year", "YS", 3, ["2025", "2026", "2027"]),
    ],
)
def test_an_axis_tells_the_year_below_the_first_period_named_of_it(by, frequency, count, told):
    figure = go.Figure()
    name_periods(figure, list(pd.date_range("2024-11-01", periods=count, freq=frequency)), by)
    assert list(figure.layout.xaxis.ticktext) == told


SEGMENTS = pd.DataFrame(
    {
        "segment": ["champions", "new", "lost"],
        "customers": [10, 30, 0],
        "customer_share": [0.25, 0.75, 0.0],
        "net_sales": [900.0, 100.0, 0.0],
        "net_sales_share": [0.9, 0.1, 0.0],
    }
)
NAMES = {"champions": "Champions", "new": "New", "lost": "Lost"}


def test_treemap_draws_segments_that_hold_someone():
    chart = treemap(SEGMENTS, NAMES, "EUR")
    assert list(chart.figure.data[0].labels) == ["Champions", "New"]
    assert list(chart.figure.data[0]["values"]) == [10, 30]
    assert chart.title == "Champions: 25% of the customers bring 90% of net sales"


def test_treemap_of_nobody():
    assert treemap(SEGMENTS.iloc[:0], NAMES).title == "No customer is in any segment yet."


def test_steps_of_the_scale():
    assert [step_of(value, 1.0) for value in (0, 0.05, 0.1, 0.95, 1.0, 7.0)] == [0, 0, 1, 9, 9, 9]
    assert step_of(0.5, 0) == 0
    assert stepped(("a", "b")) == [[0.0, "a"], [0.5, "a"], [0.5, "b"], [1.0, "b"]]


def luminance(colour):
    """Relative luminance of WCAG 2.1."""
    shares = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize("step", range(len(SCALE)))
def test_labels_can_be_read_on_every_step(look, step):
    theme = CONFIG["theme"][look]
    ink = {INK: theme["chartCategoricalColors"][9], CARD: theme["backgroundColor"]}[label_colour(step)]
    assert contrast(theme["chartSequentialColors"][step], ink) >= 4.5


@pytest.mark.parametrize("look", ["light", "dark"])
def test_the_scale_reads_in_greyscale(look):
    """Each step is lighter or darker than the one before, in one direction, by more than an eye overlooks."""
    steps = [lightness(colour) for colour in CONFIG["theme"][look]["chartSequentialColors"]]
    rises = [after - before for before, after in pairwise(steps)]
    assert all(rise < 0 for rise in rises) if look == "light" else all(rise > 0 for rise in rises)
    assert min(map(abs, rises)) >= 1.9
    assert abs(steps[-1] - steps[0]) >= 60


def lightness(colour):
    """L* of CIE 1976: 0 black … 100 white."""
    share = luminance(colour)
    return 116 * share ** (1 / 3) - 16 if share > 0.008856 else 903.3 * share


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize("eyes", ["deuteranopia", "protanopia"])
def test_curves_are_told_apart_without_red_and_green(look, eyes):
    """To such eyes some colours come close, whatever the palette: there, stroke and mark have to tell."""
    colours = [seen_by(eyes, colour) for colour in CONFIG["theme"][look]["chartCategoricalColors"]]
    close = [
        (one, other) for one, other in combinations(range(len(CURVES)), 2) if dist(colours[one], colours[other]) < 20
    ]
    assert close
    assert [pair for pair in close if len({DASHES[place] for place in pair}) == 1] == []
    assert [pair for pair in close if len({SYMBOLS[place] for place in pair}) == 1] == []


@pytest.mark.parametrize("eyes", ["deuteranopia", "protanopia"])
@pytest.mark.parametrize("look", ["light", "dark"])
def test_the_scale_keeps_its_order_without_red_and_green(look, eyes):
    seen = [seen_by(eyes, colour) for colour in CONFIG["theme"][look]["chartSequentialColors"]]
    assert all(dist(one, other) >= 3 for one, other in pairwise(seen))
    assert dist(seen[0], seen[-1]) >= 60


DICHROMATS = {
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
}
"""What such eyes make of linear red, green and blue: Machado, Oliveira and Fernandes 2009, table 1, severity 1."""


def seen_by(eyes, colour):
    """L*, a* and b* of CIE 1976 of a colour as dichromats see it."""
    linear = [linear_share(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5)]
    red, green, blue = (sum(map(mul, row, linear)) for row in DICHROMATS[eyes])
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089
    fx, fy, fz = (cube_root(max(0.0, value)) for value in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def linear_share(share):
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4


def cube_root(share):
    return share ** (1 / 3) if share > 0.008856 else 7.787 * share + 16 / 116


@pytest.mark.parametrize("look", ["light", "dark"])
def test_words_can_be_read_on_cards(look):
    theme = CONFIG["theme"][look]
    muted, ink = theme["chartCategoricalColors"][8:10]
    assert ink == theme["textColor"]
    for colour in (muted, ink, theme["primaryColor"], theme["grayTextColor"], theme["greenTextColor"]):
        assert contrast(colour, theme["backgroundColor"]) >= 4.5


def drawn_points(html: str) -> list[tuple[float, float]]:
    line = re.search(r"<polyline points='([^']*)'", unquote(html))
    assert line is not None
    return [tuple(map(float, point.split(","))) for point in line[1].split()]


def test_sparkline_runs_from_lowest_to_highest_across_its_width():
    points = drawn_points(sparkline([10, 30, 20], "good"))
    assert [x for x, _y in points] == [0, 50, 100]
    lowest, highest, between = (y for _x, y in points)
    assert highest == MARGIN
    assert lowest == HEIGHT - MARGIN
    assert between == HEIGHT / 2


def test_sparkline_of_a_figure_that_never_moved_is_flat():
    assert len({y for _x, y in drawn_points(sparkline([5, 5, 5], "neutral"))}) == 1


def test_sparkline_says_its_tone_to_the_style_sheet():
    assert 'class="sparkline bad"' in sparkline([1, 2], "bad")
