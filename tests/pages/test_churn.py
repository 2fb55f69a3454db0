"""The churn page: flags of the shop that is in view, seen from its last day, and why a thin one has none."""

from datetime import date, timedelta

import pytest


@pytest.fixture
def steady(fill, tmp_path):
    """Two hundred customers come back after ten days; half of them again, late in the year, and ten just now."""
    days = [(f"c{n}", f"2024-01-{1 + n % 10:02}") for n in range(200)]
    days += [(f"c{n}", f"2024-01-{11 + n % 10:02}") for n in range(200)]
    days += [(f"c{n}", f"2024-01-{21 + n % 10:02}") for n in range(100)]
    days += [(f"new{n}", f"2024-03-{20 + n % 10:02}") for n in range(10)]
    rows = [f"{number},{day},{who}@x.org,EUR,Tea,1,10.00" for number, (who, day) in enumerate(days)]
    file = tmp_path / "steady.csv"
    file.write_text("\n".join(["Order No,Order date,Customer email,Currency,Product,Quantity,Amount", *rows]))
    fill(file)


def test_flags_come_with_what_is_at_stake_their_rules_and_the_curve(steady, read):
    reader = read("en-GB").open("churn")
    assert not reader.failures
    assert "The lapse point is 10 days of silence" in reader.words
    assert "**Lost** (> 15): Silent for longer than 1.5 times the lapse point." in reader.words
    assert "210 customers" in reader.words


def test_channels_of_different_rhythm_are_named_with_their_lapse_points(fill, read, tmp_path):
    """Of each channel 150 customers order five times, with 10 days between by *web*, 40 by app."""
    start = date(2024, 1, 1)
    rows = [
        f"{channel}{who}-{step},{start + timedelta(days=who % 20 + step * gap)},{channel}{who}@x.org,EUR,Tea,1,5,{name}"
        for channel, name, gap in (("web", "*web*", 10), ("app", "app", 40))
        for who in range(150)
        for step in range(5)
    ]
    file = tmp_path / "channels.csv"
    file.write_text("\n".join(["Order No,Order date,Customer email,Currency,Product,Quantity,Amount,Channel", *rows]))
    fill(file)
    reader = read("en-GB").open("churn")
    assert not reader.failures
    assert "Rhythms differ between channels" in reader.words
    assert "40 days (40 to 40)" in reader.words and "10 days (10 to 10)" in reader.words
    assert "\\*web\\*" in reader.words


def test_the_list_is_of_one_flag(steady, read):
    reader = read("en-GB", {"flag": "active"}).open("churn")
    listed = reader.app.dataframe[0].value
    assert set(listed["flag"]) == {"Active"}
    assert f"{len(listed)} customers" in reader.words


def test_an_earlier_last_day_is_looked_from(steady, read):
    reader = read("en-GB", {"period": "custom", "since": "2024-01-01", "until": "2024-02-20"}).open("churn")
    assert "at the end of Feb 20, 2024" in reader.words
    assert reader.app.dataframe[0].value["days_since_last"].min() == 21
    assert "200 customers" in reader.words


def test_a_thin_shop_says_why_nobody_is_flagged_and_still_lists_silences(tiny, read):
    reader = read("en-GB").open("churn")
    assert not reader.failures
    assert "2 customers ordered on two days or more; 100 are needed" in reader.words
    assert len(reader.app.dataframe[0].value) == 4
