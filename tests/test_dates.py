"""Dates: every style that exports write, whole columns at a time, on the shop's clock."""

from __future__ import annotations

from datetime import datetime

import duckdb
import pytest

from crm_analysis.errors import AmbiguousDates
from crm_analysis.ingest import dates
from crm_analysis.ingest.dates import DateOrder


def read(
    *values: str, habit: DateOrder | None = None, timezone: str | None = None, clock: str | None = None
) -> list[datetime | None]:
    with duckdb.connect(config={"threads": 1}) as cursor:
        cursor.execute("CREATE TEMP TABLE staged (n INTEGER, c0 VARCHAR)")
        cursor.executemany("INSERT INTO staged VALUES (?, ?)", list(enumerate(values)))
        reading = dates.read_column(cursor, "staged", "c0", heading="Date", file="t.csv", habit=habit)
        moment = dates.moment(reading, "c0", timezone, f"'{clock}'" if clock else None)
        return [row[0] for row in cursor.execute(f"SELECT {moment} FROM staged ORDER BY n").fetchall()]


NIGHT = datetime(2026, 2, 28, 21, 5, 9)
MINUTE = datetime(2026, 2, 28, 21, 5)
DAY = datetime(2026, 2, 28)


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-02-28 21:05:09", NIGHT), ("2026-02-28T21:05:09", NIGHT),
        ("2026-02-28 21:05", MINUTE), ("2026-02-28", DAY),
        ("2026/2/28 21:05", MINUTE), ("2026/02/28", DAY),
        ("2026.2.28", DAY), ("20260228", DAY), ("20260228 21:05:09", NIGHT),
        ("2026年2月28日 21:05", MINUTE), ("2026年02月28日", DAY),
        ("Feb 28, 2026", DAY), ("Feb 28, 2026 9:05:09 PM", NIGHT),
        ("February 28, 2026", DAY), ("28 Feb 2026 9:05:09 PM", NIGHT),
        ("28 February 2026", DAY), ("Feb-28-26", DAY),
        ("28-Feb-26", DAY), ("28-Feb-2026", DAY), ("Feb-28-2026", DAY), ("2/28/2026", DAY), ("02/28/26", DAY),
        ("2/28/2026 21:05", MINUTE), ("28/2/2026", DAY),
        ("28.02.2026 21:05:09", NIGHT), ("28-02-2026", DAY), ("28.2.26", DAY),
        ("2/28/2026 9:05 PM", MINUTE),
        ("2026-02-28 21:05:09 +0100", NIGHT), ("2026-02-28T21:05:09+01:00", NIGHT),
        ("2026-02-28T21:05:09Z", NIGHT), ("2026-02-28 21:05:09 UTC", NIGHT), ("2026-02-28 21:05:09+01", NIGHT),
        ("28/02/2026 21:05 +0100", MINUTE), ("2026-02-28 21:05:09.000", NIGHT),
        ("Feb 28, 2026 9:05:09 PM PST", NIGHT), ("2026/02/28 21:05:09JST", NIGHT),
        ("28.02.2026 21:05:09 GMT+01:00", NIGHT), ("28 Feb 2026 9:05:09 PM GMT-8", NIGHT),
        ("28 de febrero de 2026 21:05 hs.", MINUTE), ("28 de fevereiro de 2026 21:05 hs.", MINUTE),
        ("28 févr. 2026 21:05:09 UTC", NIGHT), ("28. Februar 2026 21:05:09", NIGHT), ("28 febbraio 2026", DAY),
    ],
)  # fmt: skip
def test_styles(written: str, moment: datetime) -> None:
    assert read(written) == [moment]


@pytest.mark.parametrize(
    "written",
    [
        "soon",
        "2026-13-01",
        "2023-02-29",
        "31/31/2026",
        "30/2/2026",
        "2026",
        "21:05",
        "45123",
        "0000-00-00",
        "1/2/2026 25:00",
    ],
)
def test_what_is_no_date(written: str) -> None:
    assert read(written, "2026-01-05") == [None, datetime(2026, 1, 5)]


def test_leap_days() -> None:
    assert read("29/2/2024", "29.02.24") == [datetime(2024, 2, 29)] * 2


# ---------------------------------------------------------------- two-figure years


def test_two_figure_years_are_never_the_first_century() -> None:
    assert read("01/03/26", "12/31/25", habit="month") == [datetime(2026, 1, 3), datetime(2025, 12, 31)]
    assert read("13/02/23") == [datetime(2023, 2, 13)]
    assert read("1/2/99", "13/2/99") == [datetime(1999, 2, 1), datetime(1999, 2, 13)]


def test_long_and_short_years_in_one_column() -> None:
    assert read("1/13/2026", "01/14/26") == [datetime(2026, 1, 13), datetime(2026, 1, 14)]


# ---------------------------------------------------------------- day or month first


def test_one_date_settles_the_column() -> None:
    assert read("1/2/2026", "13/2/2026") == [datetime(2026, 2, 1), datetime(2026, 2, 13)]
    assert read("1/2/2026", "2/13/2026") == [datetime(2026, 1, 2), datetime(2026, 2, 13)]


def test_what_settles_may_be_one_among_thousands_in_another_style() -> None:
    many = [f"1/{day}/2026 {hour}:{minute:02}" for day in range(1, 13) for hour in range(10) for minute in range(30)]
    assert read(*many, "11/13/26")[-1] == datetime(2026, 11, 13)


def test_the_column_outweighs_the_habit() -> None:
    assert read("1/2/2026", "13/2/2026", habit="month")[0] == datetime(2026, 2, 1)


def test_habit_where_the_column_leaves_it_open() -> None:
    assert read("1/2/2026", habit="month") == [datetime(2026, 1, 2)]
    assert read("1/2/2026", habit="day") == [datetime(2026, 2, 1)]


def test_nothing_settles_it() -> None:
    with pytest.raises(AmbiguousDates, match="'1/2/2026' can be read"):
        read("1/2/2026", "2026-01-31", "28 Feb 2026")


def test_contradiction() -> None:
    with pytest.raises(AmbiguousDates, match="has the day first"):
        read("1/13/2026", "13/1/2026", habit="day")


def test_day_and_month_alike_need_no_order() -> None:
    assert read("5/5/2026", "11.11.2026") == [datetime(2026, 5, 5), datetime(2026, 11, 11)]


def test_the_end_of_a_day_first_date_is_no_offset() -> None:
    assert read("13-02-2010", timezone="Asia/Shanghai") == [datetime(2010, 2, 13)]


# ---------------------------------------------------------------- clocks


def test_without_a_zone_the_files_clock_is_kept() -> None:
    assert read("2026-07-01 23:30:00 -0500") == [datetime(2026, 7, 1, 23, 30)]


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-07-01T23:30:00Z", datetime(2026, 7, 2, 1, 30)),
        ("2026-07-01 23:30:00 -0500", datetime(2026, 7, 2, 6, 30)),
        ("2026-07-02 05:00:00 +0530", datetime(2026, 7, 2, 1, 30)),
        ("2026-07-01 23:30:00 UTC", datetime(2026, 7, 2, 1, 30)),
        ("2026-01-01 10:00:00+08", datetime(2026, 1, 1, 3, 0)),
        # The night in which the clock goes forward, and the one in which it goes back.
        ("2026-03-29T00:30:00Z", datetime(2026, 3, 29, 1, 30)),
        ("2026-03-29T01:30:00Z", datetime(2026, 3, 29, 3, 30)),
        ("2026-10-25T00:30:00Z", datetime(2026, 10, 25, 2, 30)),
        ("2026-10-25T01:30:00Z", datetime(2026, 10, 25, 2, 30)),
        ("2026-07-01 12:00:00", datetime(2026, 7, 1, 12, 0)),
    ],
)
def test_moments_with_an_offset_on_the_shops_clock(written: str, moment: datetime) -> None:
    assert read(written, "2026-01-05T00:00:00Z", timezone="Europe/Berlin")[0] == moment


def test_a_platforms_clock_on_the_shops() -> None:
    found = read("2026-07-01 05:00:00", timezone="Europe/Berlin", clock="Asia/Shanghai")
    assert found == [datetime(2026, 6, 30, 23, 0)]
    assert read("2026-07-01 05:00:00", clock="Asia/Shanghai") == [datetime(2026, 7, 1, 5, 0)]


def test_months_in_words_of_one_column_are_of_one_year() -> None:
    written = ("1 de mayo de 2026 0:12 hs.", "31 de ene. de 2026 9:00 hs.", "2 mar 2026", "1 de nunca de 2026")
    assert read(*written) == [datetime(2026, 5, 1, 0, 12), datetime(2026, 1, 31, 9), datetime(2026, 3, 2), None]


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        # 21:05 in Los Angeles is 06:05 the next morning in Berlin; in Tokyo it is 13:05 of the same day.
        ("Feb 28, 2026 9:05:09 PM PST", datetime(2026, 3, 1, 6, 5, 9)),
        ("2026/02/28 21:05:09JST", datetime(2026, 2, 28, 13, 5, 9)),
        ("28 févr. 2026 21:05:09 UTC", datetime(2026, 2, 28, 22, 5, 9)),
        ("28 Feb 2026 9:05:09 PM GMT-8", datetime(2026, 3, 1, 6, 5, 9)),
    ],
)
def test_named_zones_behind_a_time(written: str, moment: datetime) -> None:
    assert read(written, timezone="Europe/Berlin") == [moment]
