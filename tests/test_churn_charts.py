"""What the pictures of churn say, and that what they draw are the figures they were given."""

from datetime import date

import pandas as pd
import pytest

from crm_analysis.charts.churn import course, silences, stakes
from crm_analysis.rules.churn import FLAGS

NAMES = {"active": "Active", "cooling": "Cooling", "at_risk": "At risk", "lost": "Lost"}


def totals(as_of, customers, sales=(0, 0, 0, 0)):
    everybody = sum(customers)
    return pd.DataFrame(
        {
            "as_of": pd.Timestamp(as_of),
            "flag": FLAGS,
            "customers": customers,
            "share": [count / everybody for count in customers],
            "recent_sales": sales,
        }
    )


def test_what_is_at_stake_are_the_cooling_and_those_at_risk():
    chart = stakes(totals(date(2024, 3, 1), (50, 20, 10, 20), (600, 150, 50, 200)), NAMES, "EUR")
    assert chart.title == "30 customers are cooling or at risk; they brought €200 in the last 12 months"
    customers, sales = chart.figure.data
    assert list(customers.y) == [0.5, 0.2, 0.1, 0.2]
    assert list(sales.y) == [0.6, 0.15, 0.05, 0.2]
    assert list(sales.customdata) == ["€600", "€150", "€50", "€200"]


def test_customers_who_brought_nothing_for_a_year_draw_nothing_at_stake():
    _customers, sales = stakes(totals(date(2024, 3, 1), (0, 0, 0, 2)), NAMES, None).figure.data
    assert list(sales.y) == [0, 0, 0, 0]


def test_the_course_is_of_the_ends_of_months():
    months = [totals(date(2024, 2, 1), (5, 2, 2, 1)), totals(date(2024, 3, 1), (4, 2, 2, 2))]
    chart = course(pd.concat(months), NAMES)
    assert chart.title == "At risk or lost: 30% of the customers in Jan 2024, 40% at the end"
    assert [trace.name for trace in chart.figure.data] == ["Active", "Cooling", "At risk", "Lost"]
    assert list(chart.figure.data[0].x) == ["2024-01-31", "2024-02-29"]
    assert list(chart.figure.data[3].y) == [1, 2]


CURVE = pd.DataFrame(
    {
        "customer_group": [None, None, None, "app", "web", None],
        "days": [2, 4, 8, 4, 9, 50],
        "returned": [0.1, 0.5, 0.7, 0.5, 0.6, 1.0],
    }
)
POINTS = pd.DataFrame(
    {
        "customer_group": [None, "app", "web"],
        "returned": [0.7, 0.5, 0.6],
        "followed_days": [40] * 3,
        "usual_gap_days": [4, 4, None],
        "lapse_point_days": [8, 4, None],
    }
)
RANGES = pd.DataFrame(
    {
        "customer_group": [None, "app", "web"],
        "lapse_point_days": [8, 4, None],
        "lapse_point_low": [7, 3, None],
        "lapse_point_high": [1300, 5, None],
    }
)


@pytest.mark.parametrize("groups", [1, 3])
def test_the_curve_ends_where_silences_are_no_longer_followed(groups):
    chart = silences(CURVE, POINTS[:groups], RANGES[:groups])
    assert chart.title == "The lapse point is 8 days of silence"
    assert "Within the 40 days that silences can be followed, 70% of customers return" in chart.subtitle
    assert "by the lapse point, whose 95 % interval is 7 to 1,300 days." in chart.subtitle
    shop, mark = chart.figure.data[:2]
    assert (list(shop.x), list(shop.y)) == ([0, 2, 4, 8], [0, 0.1, 0.5, 0.7])
    assert (list(mark.x), list(mark.y)) == ([8], [0.7])


def test_groups_without_a_lapse_point_of_their_own_are_not_drawn():
    chart = silences(CURVE, POINTS, RANGES)
    assert [trace.name for trace in chart.figure.data if trace.mode == "lines"] == ["The whole shop", "app"]
