"""The pictures of one customer: what is drawn, what is said, and when there is nothing to draw."""

import pandas as pd

from crm_analysis.charts.customer import rhythm_strip, score_history, timeline
from crm_analysis.i18n import use_language

NAMES = {"champions": "Champions", "loyal": "Loyal"}


def orders(*rows):
    """Rows of order number, day, kind and net sales, the newest first."""
    frame = pd.DataFrame(rows, columns=["order_id", "ordered_at", "kind", "reported_net_sales"])
    return frame.assign(
        shop="Corner",
        platform="etsy",
        ordered_at=pd.to_datetime(frame["ordered_at"]),
        reported_net_sales=frame["reported_net_sales"].astype(float),
    )


def gaps(*rows):
    """Rows of day, next day and days between; the mean is 15."""
    frame = pd.DataFrame(rows, columns=["ordered_on", "next_on", "days"])
    return frame.assign(
        ordered_on=pd.to_datetime(frame["ordered_on"]), next_on=pd.to_datetime(frame["next_on"]), mean_gap_days=15.0
    )


def scores(*rows):
    """Rows of month and segment; everything else is the best."""
    frame = pd.DataFrame(rows, columns=["month", "segment"]).assign(r=5, f=4, m=3, recency_days=1, frequency=2)
    return frame.assign(month=pd.to_datetime(frame["month"]), scored_on=pd.to_datetime(frame["month"]))


def test_orders_that_count_stand_on_their_days_and_what_was_given_back_hangs_below():
    found = orders(
        ("4", "2024-03-01", "refund", -7),
        ("3", "2024-02-10", "void", None),
        ("2", "2024-02-01", "sale", -5),
        ("1", "2024-01-05", "sale", 20),
    )
    chart = timeline(found, {("Corner", "etsy", "1"): ["<b>tea</b>", "cup", "pot", "ash", "note"]}, "EUR")
    sales, refunds = chart.figure.data
    assert (list(sales.y), list(refunds.y)) == ([20, -5], [-7])
    assert (list(sales.error_y.arrayminus), list(sales.error_y.array)) == ([20, 0], [0, 5])
    assert chart.title == "2 orders from Jan 5, 2024 to Feb 1, 2024"
    assert "€20.00" in sales.customdata[0]
    assert "<b>" not in sales.customdata[0]
    assert sales.customdata[0].endswith("<br>…")


def test_one_order_is_told_by_its_day_and_none_is_not_drawn():
    assert timeline(orders(("1", "2024-01-05", "sale", 20)), {}, None).title == "One order, on Jan 5, 2024"
    assert timeline(orders(("1", "2024-01-05", "refund", -5)), {}, None).title == "Nothing was kept of what was ordered"
    assert timeline(orders(("1", "2024-01-05", "void", None)), {}, "EUR") is None
    assert timeline(orders(), {}, "EUR") is None


def test_the_axis_of_orders_names_few_months_in_the_readers_language():
    def named(*days):
        chart = timeline(orders(*((str(place), day, "sale", 5) for place, day in enumerate(days))), {}, "EUR")
        return list(chart.figure.layout.xaxis.ticktext)

    assert named("2024-09-17", "2023-04-01") == ["Apr<br>2023", "Jul", "Oct", "Jan<br>2024", "Apr", "Jul"]
    assert named("2024-02-03", "2024-01-05") == ["Jan 5<br>2024", "Feb 3"]
    assert named("2024-01-05") == ["Jan 5<br>2024"]
    use_language("zh_CN")
    assert named("2024-04-17", "2024-01-05") == ["2月<br>2024", "3月", "4月"]


def test_a_month_is_named_below_the_first_of_its_gaps_alone():
    chart = rhythm_strip(
        gaps(
            ("2024-11-02", "2024-11-12", 10), ("2024-11-12", "2024-12-01", 19), ("2024-12-01", "2024-12-08", 7),
            ("2024-12-08", None, 30),
        )
    )  # fmt: skip
    axis = chart.figure.layout.xaxis
    assert (list(axis.tickvals), list(axis.ticktext)) == ([0, 2], ["Nov<br>2024", "Dec"])


def test_the_present_silence_is_the_hatched_bar_beside_the_gaps():
    chart = rhythm_strip(
        gaps(("2024-01-02", "2024-01-12", 10), ("2024-01-12", "2024-02-01", 20), ("2024-02-01", None, 30))
    )
    [bars] = chart.figure.data
    assert list(bars.y) == [10, 20, 30]
    assert list(bars.marker.pattern.shape) == ["", "", "/"]
    assert [line.y0 for line in chart.figure.layout.shapes] == [15]
    assert chart.title == "15 days between orders on average; silent for 30 days now"
    assert list(bars.customdata[1:]) == [
        "20 days from Jan 12, 2024 to Feb 1, 2024",
        "30 days of silence since Feb 1, 2024",
    ]


def test_whoever_ordered_on_one_day_has_no_rhythm():
    assert rhythm_strip(gaps(("2024-01-02", None, 3))) is None
    assert rhythm_strip(gaps()) is None


def test_scores_of_the_last_months_say_the_segment_and_the_one_before():
    months = [f"2023-{month:02}-01" for month in range(1, 13)] + ["2024-01-01"]
    chart = score_history(scores(*((month, "loyal") for month in months[:-1]), (months[-1], "champions")), NAMES)
    cells, labels = chart.figure.data
    assert len(labels.text) == 3 * 12
    assert labels.text[-1] == "5"
    assert chart.title == "Segment: Champions now, Loyal until Dec 2023"
    assert "Champions" in cells.customdata[-1]


def test_one_segment_all_along_is_told_alone_and_nobody_without_scores_is_drawn():
    assert score_history(scores(("2024-01-01", "loyal")), NAMES).title == "Segment: Loyal"
    assert score_history(scores(), NAMES) is None
