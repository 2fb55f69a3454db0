"""Charts of segments on hand-made answers: the cells of scores, ways from segment to segment, sizes month by month."""

import pandas as pd
import pytest

from crm_analysis.charts.movement import matrix, streams
from crm_analysis.charts.score_grid import score_grid
from crm_analysis.charts.segment_history import segment_history, shade
from crm_analysis.charts.theme import CARD, INK, SCALE

NAMES = {"best": "Best", "fair": "Fair", "poor": "Poor"}
FIELDS = pd.DataFrame(
    {
        "r": [2, 2, 1, 1],
        "across": [1, 2, 1, 2],
        "segment": ["fair", "best", "poor", "poor"],
        "customers": [30, 60, 0, 10],
        "net_sales": [300.0, 1_200.0, 0.0, 50.0],
    }
)
WAYS = pd.DataFrame(
    {
        "segment_before": ["best", "none", "best", "poor", "fair"],
        "segment_after": ["best", "fair", "poor", "best", "fair"],
        "customers": [600, 250, 100, 49, 1],
        "net_sales": [6_000.0, 2_500.0, 0.0, 490.0, 10.0],
    }
)
PEOPLE = {**NAMES, "none": "Not a customer yet"}
HISTORY = pd.DataFrame(
    {
        "month": pd.to_datetime(["2025-01-01"] * 3 + ["2025-02-01"] * 3),
        "scored_on": pd.to_datetime(["2025-01-31"] * 3 + ["2025-02-10"] * 3),
        "segment": ["best", "fair", "poor"] * 2,
        "customers": [1, 1, 2, 3, 0, 3],
        "customer_share": [0.25, 0.25, 0.5, 0.5, 0.0, 0.5],
    }
)


def test_each_cell_has_its_customers_and_what_they_bring():
    chart = score_grid(FIELDS, "eight", NAMES, "EUR")
    colours, labels = chart.figure.data
    assert list(labels.text) == ["<br>30", "<br>60", "<br>0", "<br>10"]
    assert colours.customdata[1] == "<b>Best</b><br>60 customers (60.0%) bring<br>€1,200 of net sales."
    assert chart.alt == "Customers in eight groups. The fullest cell is of Best: 60 customers, 60%."


def test_the_fullest_cell_is_the_strongest_and_every_label_can_be_read():
    colours, labels = score_grid(FIELDS, "eight", NAMES).figure.data
    assert list(colours.z) == [5, 9, 0, 1]
    assert list(labels.textfont.color) == [INK, CARD, INK, INK]


def test_a_frame_stands_between_segments_and_nowhere_else():
    figure = score_grid(FIELDS, "eight", NAMES).figure
    lines = {(line.x0, line.y0, line.x1, line.y1) for line in figure.layout.shapes}
    assert lines == {(1.5, 1.5, 1.5, 2.5), (0.5, 1.5, 1.5, 1.5), (1.5, 1.5, 2.5, 1.5)}
    assert [(name.x, name.text) for name in figure.layout.annotations] == [
        (1, "<b>Fair</b>"),
        (2, "<b>Best</b>"),
        (1, "<b>Poor</b>"),
    ]


def test_a_name_wider_than_its_cell_stands_in_lines():
    names = {**NAMES, **dict(zip(NAMES, ("Potential loyalists", "有流失风险的客户", "即将沉睡的客户"), strict=True))}
    told = {name.text for name in score_grid(FIELDS, "grid", names).figure.layout.annotations}
    assert told == {"<b>Potential<br>loyalists</b>", "<b>有流失风险的<br>客户</b>", "<b>即将沉睡的<br>客户</b>"}


def test_axes_say_scores_or_for_eight_what_they_mean():
    eight = score_grid(FIELDS, "eight", NAMES).figure.layout
    assert list(eight.xaxis.ticktext) == ["Seldom, little", "Often, little"]
    assert list(eight.yaxis.ticktext) == ["Silent", "Recent"]
    assert score_grid(FIELDS, "shopify", NAMES).figure.layout.xaxis.title.text.startswith("Mean of frequency")


def test_a_shop_of_nobody_has_cells():
    chart = score_grid(FIELDS.assign(customers=0, net_sales=0.0), "grid", NAMES)
    assert list(chart.figure.data[0].z) == [0, 0, 0, 0]


def test_streams_say_who_rose_fell_stayed_and_came():
    chart = streams(WAYS, PEOPLE, "EUR")
    (flow,) = chart.figure.data
    assert chart.title == "Customers: 49 rose, 100 fell, 601 stayed, 250 came"
    assert list(flow.node.label) == [
        "Best 700", "Poor 49", "Not a customer yet 250", "Best 649", "Fair 251", "Poor 100",
    ]  # fmt: skip
    assert list(flow.link.source) == [0, 2, 0, 1]
    assert list(flow.link.target) == [3, 4, 5, 3]
    assert list(flow.link.value) == [600, 250, 100, 49]
    assert "Customers on ways of less than 0.5%, in the table only: 1." in chart.subtitle
    assert flow.link.customdata[3] == (
        "<b>Poor → Best</b><br>49 of 49 customers (100.0%);<br>they brought €490 of net sales in between."
    )


def test_nodes_stand_in_the_order_of_segments():
    (flow,) = streams(WAYS, PEOPLE).figure.data
    left, right = flow.node.y[:3], flow.node.y[3:]
    assert list(left) == sorted(left)
    assert list(right) == sorted(right)
    assert 0 < left[0] < left[-1] < 1


def test_where_nobody_had_ordered_all_came():
    came = WAYS[WAYS["segment_before"] == "none"]
    assert streams(came, PEOPLE).title == "Customers: 250 came, nobody had ordered before"


def test_the_table_holds_every_way_and_frames_those_who_stayed():
    chart = matrix(WAYS, PEOPLE)
    colours, labels = chart.figure.data
    assert list(zip(colours.y, colours.x, labels.text, strict=True)) == [
        (0, 0, "600"), (3, 1, "250"), (0, 2, "100"), (2, 0, "49"), (1, 1, "1"),
    ]  # fmt: skip
    assert list(colours.z) == [8, 9, 1, 9, 9]
    assert list(chart.figure.layout.yaxis.ticktext)[3].startswith("Not a customer yet")
    assert {(box.x0 + 0.48, box.y0 + 0.47) for box in chart.figure.layout.shapes} == {(0, 0), (1, 1), (2, 2)}


def test_history_stacks_the_best_segment_first_and_names_what_is_large_enough():
    chart = segment_history(HISTORY, NAMES)
    assert [layer.name for layer in chart.figure.data] == ["Best", "Fair", "Poor"]
    assert list(chart.figure.data[0].y) == [1, 3]
    assert [(name.text, name.y) for name in chart.figure.layout.annotations] == [("Best", 1.5), ("Poor", 4.5)]
    assert chart.title == "Best: 25% of the customers at first, 50% at the end"
    assert "the last bar by Feb 10, 2025" in chart.subtitle


@pytest.mark.parametrize("count", [8, 10])
def test_layers_grow_lighter_from_the_best_to_the_last(count):
    shades = [SCALE.index(shade(place, count)) for place in range(count)]
    assert shades == sorted(set(shades), reverse=True)
