"""Pictures of who returns: what they say in their titles, and what stands where."""

import pandas as pd
import pytest

from crm_analysis.charts import returning as charts

TOLD = {"Trees": ([0.1, 0.4, 0.9], [0.2, 0.4, 0.8]), "Silence": ([0.3, 0.4, 0.5], [0.1, 0.4, 0.9])}


def effects(*rows):
    columns = ["factor", "customers", "share_with", "share_without", "effect", "low", "high", "sure"]
    return pd.DataFrame(rows, columns=columns)


def test_what_was_told_stands_beside_what_came():
    chart = charts.reliability(TOLD, 0.0871, 0.0209)
    diagonal, used, rule = chart.figure.data
    assert (list(diagonal.x), list(diagonal.y)) == ([0, 1], [0, 1])
    assert (list(used.x), list(used.y), used.name) == ([0.1, 0.4, 0.9], [0.2, 0.4, 0.8], "Trees")
    assert rule.line.dash != used.line.dash and rule.marker.symbol != used.marker.symbol
    assert chart.title == "What was told is off by 8.7 points on average"
    assert "off by 2.1 points" in chart.subtitle


def test_gains_say_what_the_first_fifth_hold():
    chart = charts.gains({"Trees": ([0, 0.1, 0.3, 1], [0, 0.4, 0.6, 1]), "Silence": ([0, 1], [0, 1])})
    assert chart.title == "The first fifth of customers hold 50% of those who returned"
    assert "Trees" in chart.subtitle and len(chart.figure.data) == 3


@pytest.mark.parametrize(
    ("sure", "title"),
    [
        (True, "Goes most with leaving: a refund (4.0 points fewer return)"),
        (False, "Nothing that is known of customers surely goes together with leaving"),
    ],
)
def test_only_a_sure_difference_makes_the_title(sure, title):
    chart = charts.causes(
        effects(["refund", 30, 0.2, 0.3, -0.04, -0.07, -0.01, sure], ["late", 40, 0.5, 0.4, 0.02, -0.01, 0.05, False]),
        {"refund": "a refund", "late": "a late second"},
    )
    assert chart.title == title
    assert "need not be its cause" in chart.alt
    (points,) = chart.figure.data
    assert list(points.y) == ["a late second", "a refund"]
    assert list(points.error_x.array) == pytest.approx([0.03, 0.03])
    assert list(points.error_x.arrayminus) == pytest.approx([0.03, 0.03])
    assert (points.marker.color[1] != points.marker.color[0]) == sure


def test_a_larger_difference_that_is_not_sure_gives_way_in_the_title():
    chart = charts.causes(
        effects(["refund", 30, 0.2, 0.3, -0.09, -0.2, 0.02, False], ["late", 400, 0.5, 0.4, -0.03, -0.04, -0.02, True]),
        {"refund": "a refund", "late": "a late second"},
    )
    assert chart.title == "Goes most with leaving: a late second (3.0 points fewer return)"
