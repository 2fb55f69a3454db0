"""How many customers were lost: the figure where silences could be seen, and its reason where they could not."""

import pytest

RETURNERS = 100


@pytest.fixture
def quick_shop(fill, tmp_path):
    """A hundred customers who came back after ten days and then no more; somebody else ordered later."""
    days = [(f"c{n}", day) for n in range(RETURNERS) for day in ("2025-01-01", "2025-01-11")]
    orders = [*days, ("late", "2025-03-01")]
    rows = [f"{number},{day},{who}@x.org,EUR,Tea,1,10.00" for number, (who, day) in enumerate(orders)]
    file = tmp_path / "quick.csv"
    file.write_text("\n".join(["Order No,Order date,Customer email,Currency,Product,Quantity,Amount", *rows]))
    fill(file)


def lost(reader):
    return reader.metrics["Lost customers"]


@pytest.mark.parametrize("period", ["all", "12m"])
def test_a_period_that_begins_with_the_data_tells_who_was_lost_and_since_when_it_is_seen(quick_shop, read, period):
    reader = read("en-GB", {"period": period})
    assert lost(reader) == "100"
    assert "Counted from Jan 17, 2025 on: a silence of 15 days has to be seen first." in reader.words
    listed = read("en-GB", {"period": period, "who": "lost"}).open("customers")
    assert "100 customers" in listed.words


def test_a_period_of_which_every_silence_is_seen_needs_no_words(quick_shop, read):
    reader = read("en-GB", {"period": "custom", "since": "2025-01-17", "until": "2025-03-01"})
    assert lost(reader) == "100"
    assert "Counted from" not in reader.words


def test_a_period_that_ends_before_says_from_when_on_it_will_be_known(quick_shop, read):
    reader = read("en-GB", {"period": "custom", "since": "2025-01-01", "until": "2025-01-11"})
    assert lost(reader) == "–"
    assert "Nobody can be seen to be lost before Jan 17, 2025." in reader.words


def test_a_shop_to_which_too_few_have_returned_says_so(tiny, read):
    reader = read("en-GB", {"period": "all"})
    assert lost(reader) == "–"
    assert "Not known yet: too few have returned, or the history is too short." in reader.words


def test_a_period_is_not_compared_with_one_of_which_silences_are_seen_in_part(quick_shop, read):
    reader = read("en-GB", {"period": "custom", "since": "2025-01-31", "until": "2025-03-01"})
    assert lost(reader) == "0"
    assert next(metric.delta for metric in reader.app.metric if metric.label == "Lost customers") == ""
