"""Charts of how customers buy, on hand-made answers: what is drawn, what is said, and in which words."""

import pandas as pd
import pytest

from crm_analysis.charts.activity import movement
from crm_analysis.charts.concentration import lorenz
from crm_analysis.charts.products import repeat_rates
from crm_analysis.charts.rhythm import rhythm
from crm_analysis.i18n import use_language


@pytest.fixture(autouse=True)
def english():
    use_language("en")


STEPS = pd.DataFrame(
    {
        "customer_share": [step / 10 for step in range(1, 11)],
        "customers": range(1, 11),
        "sales": [50.0, 70.0, 75.0, 80.0, 85.0, 88.0, 91.0, 94.0, 97.0, 100.0],
        "sales_share": [0.5, 0.7, 0.75, 0.8, 0.85, 0.88, 0.91, 0.94, 0.97, 1.0],
        "least_sales": [50.0, 20.0, 5.0, 5.0, 5.0, 3.0, 3.0, 3.0, 3.0, 3.0],
        "gini": [0.53] * 10,
    }
)


def test_the_curve_begins_at_nothing_and_says_what_the_best_fifth_brings():
    chart = lorenz(STEPS, "EUR")
    equal, curve, marks = chart.figure.data
    assert chart.title == "The best 20% of customers bring 70% of gross sales"
    assert chart.subtitle == "10 customers, guests left out. Dashed: all bring the same. Gini coefficient 0.53."
    assert (curve.x[0], curve.y[0], curve.x[-1], curve.y[-1]) == (0, 0, 1, 1)
    assert (list(equal.x), equal.line.dash) == ([0, 1], "dash")
    assert list(marks.text) == ["50%", "70%", "85%"]
    assert curve.hovertemplate == (
        "The best %{x:.0%} of customers (%{customdata[0]:,})<br>brought %{y:.1%} of gross sales, "
        "€%{customdata[1]:,.0f};<br>each of them €%{customdata[2]:,.2f} or more.<extra></extra>"
    )
    assert list(curve.customdata[2]) == [2, 70, 20]


def week(**more):
    return pd.DataFrame({"weekday": [7, 1], "hour": [None, None], "days": [2, 2], "order_share": [0.2, 0.8]} | more)


def test_a_file_of_days_has_bars_and_says_why_it_has_no_hours():
    chart = rhythm(week(orders=[1, 4], orders_per_day=[0.5, 2.0], untimed_orders=[1, 4]))
    assert chart.figure.data[0].type == "bar"
    assert chart.title == "Most orders come on Monday: 80% of all"
    assert "no hours to show" in chart.subtitle
    assert list(chart.figure.data[0].y) == ["Sunday", "Monday"]
    assert chart.figure.layout.yaxis.categoryarray == ("Monday", "Sunday")  # drawn from below


def hours_of_sunday(busy):
    return pd.DataFrame(
        {"weekday": 7, "hour": range(24), "days": 2, "untimed_orders": 0}
        | {"orders": [2 * (hour == busy) for hour in range(24)]}
        | {"orders_per_day": [1.0 * (hour == busy) for hour in range(24)], "order_share": 0.0}
    )


def test_hours_are_fields_and_orders_without_a_time_are_told():
    days = week(orders=[5, 0], orders_per_day=[2.5, 0.0], untimed_orders=[3, 0])
    chart = rhythm(pd.concat([days, hours_of_sunday(9)]))
    (fields,) = chart.figure.data
    assert chart.title == "Most orders come on Sunday between 9:00 and 10:00"
    assert "with 3 orders of files that tell no times" in chart.subtitle
    assert max(zip(fields.z, fields.x, fields.y, strict=True)) == (1.0, 9, "Sunday")
    assert "Sunday" in chart.figure.layout.yaxis.ticktext[0]
    assert "2.5" in chart.figure.layout.yaxis.ticktext[0]
    untold = rhythm(pd.concat([days.assign(untimed_orders=0), hours_of_sunday(9)]))
    assert "tell no times" not in untold.subtitle


ITEMS = pd.DataFrame(
    {
        "item": ["Tea", "A cup of a name that is longer than its line"],
        "customers": [100, 40],
        "repeaters": [60, 12],
        "repeat_rate": [0.6, 0.3],
        "repeat_low": [0.5, 0.18],
        "repeat_high": [0.69, 0.45],
        "all_customers": [400, 400],
        "all_repeat_rate": [0.4, 0.4],
    }
)


def test_repeat_rates_carry_their_interval_and_the_usual_rate():
    chart = repeat_rates(ITEMS, 90)
    (dots,) = chart.figure.data
    assert chart.title == "After a first order with Tea, 60% come back"
    assert "Dashed: all customers, 40.0%" in chart.subtitle
    assert [round(value, 2) for value in dots.error_x.arrayminus] == [0.1, 0.12]
    assert [round(value, 2) for value in dots.error_x.array] == [0.09, 0.15]
    assert chart.figure.layout.shapes[0].x0 == 0.4
    assert chart.figure.layout.yaxis.ticktext[1] == "A cup of a name tha… "
    assert "within 90 days" in chart.figure.layout.xaxis.title.text


def test_nothing_is_claimed_of_the_best_where_the_usual_rate_lies_within_its_interval():
    chart = repeat_rates(ITEMS.assign(all_repeat_rate=0.55), 30, "category")
    assert chart.title == "After which first category do customers come back?"


def ways(*rows):
    names = ["state_before", "state_after", "customers", "share"]
    return pd.DataFrame(rows, columns=names).assign(net_sales=7.0, cooling_days=32, lapse_days=40, lost_days=60)


def test_movement_says_who_stayed_and_who_came_back():
    chart = movement(
        ways(
            ("new", "active", 0, None),
            ("active", "active", 60, 0.6),
            ("active", "cooling", 37, 0.37),
            ("active", "at_risk", 0, 0.0),
            ("active", "lost", 3, 0.03),
            ("cooling", "active", 4, 1.0),
            ("cooling", "cooling", 0, 0.0),
            ("cooling", "at_risk", 0, 0.0),
            ("cooling", "lost", 0, 0.0),
            ("at_risk", "active", 2, 1.0),
            ("at_risk", "lost", 0, 0.0),
            ("lost", "active", 1, 1.0),
            ("lost", "cooling", 0, 0.0),
            ("lost", "lost", 0, 0.0),
        ),
        "EUR",
    )
    assert chart.title == "60% of active customers stayed active; 7 came back from cooling, at risk or lost"
    assert chart.subtitle.startswith("Cooling: silent for 32 days or longer. At risk: for more than 40 days")
    active = chart.figure.data[0]
    assert [trace.name for trace in chart.figure.data] == [
        "Active at its end", "Cooling at its end", "At risk at its end", "Lost at its end"
    ]  # fmt: skip
    assert [part.text[0] for part in chart.figure.data] == ["60%", "37%", "", ""]  # no room for three percent
    assert list(active.customdata[0]) == [60, 100, 7]
    assert len({trace.marker.color for trace in chart.figure.data}) == 4


def test_over_all_time_movement_is_a_count():
    chart = movement(ways(("new", "active", 2, 0.5), ("new", "cooling", 1, 0.25), ("new", "lost", 1, 0.25)))
    assert chart.title == "2 customers are active, 1 cooling, 0 at risk, 1 lost"


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_every_chart_has_words_and_axes_in_both_languages(language):
    use_language(language)
    days = week(orders=[1, 4], orders_per_day=[0.5, 2.0], untimed_orders=[1, 4])
    charts = (lorenz(STEPS), rhythm(days), repeat_rates(ITEMS, 90), movement(ways(("active", "active", 1, 1.0))))
    for chart in charts:
        assert chart.title
        assert chart.subtitle
        assert chart.alt.startswith(chart.title)
        assert chart.figure.layout.xaxis.title.text
        assert chart.figure.to_json()
