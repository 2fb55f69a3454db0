"""Pictures of clusters, on hand-made figures: what is drawn, what is said, and in which words."""

import pandas as pd
import pytest

from crm_analysis.charts.clusters import by_k, comparison, feature_value, plane, profiles, radar
from crm_analysis.charts.theme import SCALE

TRIED = pd.DataFrame(
    {"k": [2, 3], "inertia": [90.0, 60.0], "silhouette": [0.4, 0.55], "stability": [0.9, 0.8]},
)
NAMES = ["Frequent buyers", "Few orders"]
MEANS = pd.DataFrame({"frequency": [9.5, 1.26], "monetary": [500.0, 20.0], "discount_share": [0.5, float("nan")]})
DIFFERENCES = pd.DataFrame({"frequency": [1.9, -0.5], "monetary": [2.5, -3.0], "discount_share": [0.0, 0.1]})


def test_both_measures_are_told_apart_without_colours_and_the_level_is_named():
    chart = by_k(TRIED, 0.31, 3, declined=False)
    silhouette, stability, level = chart.figure.data
    assert chart.title == "3 clusters"
    assert chart.subtitle == "The silhouette of 3 clusters is 0.55; figures without groups give 0.31."
    assert list(silhouette.y) == [0.4, 0.55]
    assert silhouette.line.dash != stability.line.dash
    assert silhouette.marker.symbol != stability.marker.symbol
    assert list(level.y) == [0.31, 0.31]
    assert by_k(TRIED, 0.53, 3, declined=True).title == "No number of clusters stands out"


def test_a_cell_tells_the_mean_and_is_darker_the_higher_above_all_it_is():
    chart = profiles(MEANS, DIFFERENCES, NAMES, "EUR")
    (cells,) = chart.figure.data
    assert list(cells.text) == [["9.5", "€500", "50%"], ["1.3", "€20", "–"]]
    assert list(cells.y) == ["1 Frequent buyers", "2 Few orders"]
    assert (cells.zmin, cells.zmax) == (-2, 2)
    assert cells.colorscale[0][1] == SCALE[0]
    assert [note.text for note in chart.figure.layout.annotations] == ["9.5", "€500", "50%", "1.3", "€20", "–"]


@pytest.mark.parametrize(
    ("feature", "value", "says"),
    [
        ("recency", 12.4, "12"),
        ("frequency", 2.25, "2.2"),
        ("average_order", 1234.5, "€1,234"),
        ("weekend_share", 0.126, "13%"),
        ("usual_gap", float("nan"), "–"),
    ],
)
def test_values_are_written_in_their_own_unit(feature, value, says):
    assert feature_value(feature, value, "EUR") == says


def test_the_outline_is_closed_and_stays_within_its_rings():
    one, other = radar(DIFFERENCES, NAMES).figure.data
    assert list(one.r) == [1.9, 2.0, 0.0, 1.9]
    assert list(other.r) == [-0.5, -2.0, 0.1, -0.5]
    assert one.line.dash != other.line.dash


def test_points_are_told_apart_by_their_mark():
    points = pd.DataFrame({"x": [0.0, 1.0, 2.0], "y": [0.0, 0.0, 1.0], "cluster": [1, 2, 2]})
    chart = plane(points, NAMES, 0.875, 3_000)
    one, other = chart.figure.data
    assert (list(one.x), list(other.x)) == ([0], [1, 2])
    assert one.marker.symbol != other.marker.symbol
    assert "3 customers of 3,000 are drawn; two dimensions keep 88%" in chart.subtitle


def test_clusters_beside_segments_are_shares_of_the_cluster():
    counts = pd.DataFrame({"champions": [3, 0], "lost": [1, 4]})
    (cells,) = comparison(counts, NAMES, {"champions": "Our champions", "lost": "Lost"}).figure.data
    assert list(cells.text) == [["75%", "25%"], ["", "100%"]]
    assert list(cells.x) == ["Our<br>champions", "Lost"]
