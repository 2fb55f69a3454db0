"""The chart of what customers cost: which cohorts have paid back, in words and marks."""

import pandas as pd
import pytest

from crm_analysis.charts.payback import latest, payback
from crm_analysis.i18n import use_language


def row(cohort, age, cost, margin, paid_at=None, left_censored=False):
    return {
        "cohort": pd.Timestamp(cohort),
        "new_customers": 1200,
        "acquisition_cost": cost,
        "age": age,
        "cumulative_margin_per_customer": margin,
        "payback_age": paid_at,
        "left_censored": left_censored,
    }


ROWS = pd.DataFrame(
    [
        row("2024-01-01", 0, 8.0, 5.0, 1.0, left_censored=True),
        row("2024-01-01", 1, 8.0, 9.0, 1.0, left_censored=True),
        row("2024-02-01", 0, 6.5, 2.0),
        row("2024-03-01", 0, float("nan"), 4.0),
        row("2024-04-01", 0, 3.0, float("nan")),
    ]
)


@pytest.fixture(autouse=True)
def english():
    use_language("en")


def test_each_cohort_stands_as_it_is_by_now_where_its_cost_is_known():
    assert latest(ROWS)[["cohort", "age"]].astype(str).values.tolist() == [
        ["2024-01-01", "1"], ["2024-02-01", "0"], ["2024-04-01", "0"],
    ]  # fmt: skip


def test_bars_are_margins_and_lines_are_costs():
    bars, lines = payback(ROWS, currency="EUR").figure.data
    assert list(bars.x) == list(lines.x) == ["Jan 2024", "Feb 2024", "Apr 2024"]
    assert list(bars.y)[:2] == [9.0, 2.0]
    assert list(lines.y) == [8.0, 6.5, 3.0]


def test_the_title_counts_those_whose_margin_is_known():
    chart = payback(ROWS, currency="EUR")
    assert chart.title == chart.alt == "Earned back what it cost to win them: 1 of 2 cohorts"
    assert payback(ROWS.iloc[-1:], currency="EUR").title == "What did it cost to win a customer?"


def test_the_hover_says_what_a_customer_cost_and_brought():
    january, february, april = payback(ROWS, currency="EUR").figure.data[0].customdata
    assert january == (
        "1,200 customers first bought in Jan 2024.<br>Each cost €8.00 of advertising and has brought €9.00 of gross "
        "margin so far:<br>paid back in month 1.<br>Some of them may have been customers before."
    )
    assert february.endswith("and has brought €2.00 of gross margin so far:<br>not yet paid back.")
    assert april.endswith("; too few costs are known to tell what they brought.")
