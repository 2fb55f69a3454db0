"""What has changed, in words, on the overview: a sentence with its evidence, and the way to its chart."""

import pytest

MONTHS = [f"{year}-{month:02}" for year in (2022, 2023) for month in range(1, 13)][:16]
NEWCOMERS = 200


def orders(last_returners):
    """Two hundred new customers a month, about sixty of whom order again in the next one; so many of the last ones."""
    rows = ["Order No,Order date,Customer Id,Product,Quantity,Amount,Currency"]
    for place, month in enumerate(MONTHS[:-1]):
        returners = last_returners if place == len(MONTHS) - 2 else 57 + place * 5 % 7
        for who in range(NEWCOMERS):
            rows.append(f"{place}-{who},{month}-{1 + who % 28:02},c{place}-{who},Tea,1,10.00,EUR")
            if who < returners:
                rows.append(f"{place}-{who}-again,{MONTHS[place + 1]}-{1 + who % 28:02},c{place}-{who},Tea,1,10.00,EUR")
    rows.append(f"last,{MONTHS[-1]}-30,late,Tea,1,10.00,EUR")
    return "\n".join(rows) + "\n"


@pytest.fixture
def shop(fill, tmp_path):
    def made(last_returners):
        file = tmp_path / "orders.csv"
        file.write_text(orders(last_returners), encoding="utf-8")
        fill(file)

    return made


def test_a_cohort_that_comes_back_less_is_told_with_its_evidence_and_its_chart(shop, read):
    shop(20)
    reader = read("en-GB")
    assert not reader.failures
    assert "Customers who first bought in Mar 2023 come back less: 10.0% by month 1 against" in reader.words
    assert "200 customers · " in reader.words
    links = [it.proto for it in reader.app.get("page_link") if it.proto.label == "Look closer"]
    assert links[0].page == "retention"
    assert links[0].query_string == "period=all&metric=cumulative_repeat_rate&by=month&slice=none"


def test_nothing_is_told_where_nothing_has_changed_but_how_much_was_compared(shop, read):
    shop(60)
    words = read("en-GB").words
    assert "come back less" not in words
    assert "Nothing has surely changed: " in words


def test_a_young_shop_is_told_how_long_it_takes(tiny, read):
    assert "What is usual is not known yet: that takes 12 whole months" in read("en-GB").words
