"""Orders that are worth nothing: a quiet switch on every page with filters, and a chip while they count."""

import pytest

GIFTS = """Order No,Order date,Customer email,Currency,Product,Quantity,Amount
1,2025-01-05,ann@x.org,EUR,Tea,1,10.00
2,2025-02-03,ann@x.org,EUR,Sample,1,0.00
3,2025-02-10,bob@x.org,EUR,Tea,1,30.00
4,2025-03-10,bob@x.org,EUR,Cup,1,40.00
"""
COUNTED = {"period": "all", "free_orders": "count"}
CHIP = "filter_free_orders_chip"


@pytest.fixture
def gifts(fill, tmp_path):
    """A shop of two customers, of whom one was sent a sample."""
    file = tmp_path / "gifts.csv"
    file.write_text(GIFTS, encoding="utf-8")
    fill(file)


def chips(reader):
    return [button.label for button in reader.app.button if button.key == CHIP]


def test_they_are_left_out_until_somebody_asks(gifts, read):
    reader = read("en-GB", {"period": "all"})
    assert (reader.metrics["Orders"], reader.metrics["Repeat rate"], chips(reader)) == ("3", "50.0%", [])
    assert "Gifts, samples and replacements: 1 order in your files." in reader.words
    reader.choose("filter_free_orders", "count")
    assert (reader.metrics["Orders"], reader.metrics["Repeat rate"]) == ("4", "100.0%")
    assert chips(reader) == ["Orders worth nothing count"]
    assert reader.app.query_params["free_orders"] == "count"


@pytest.mark.parametrize("take_back", [CHIP, "filter_reset"])
def test_the_chip_and_reset_take_it_back(gifts, read, take_back):
    reader = read("en-GB", COUNTED).press(take_back).choose("filter_period", "all")
    assert (reader.metrics["Orders"], chips(reader)) == ("3", [])
    assert "free_orders" not in reader.app.query_params


def test_the_address_lets_them_count_on_every_page_with_filters(gifts, read):
    reader = read("en-GB", COUNTED)
    assert reader.metrics["Orders"] == "4"
    for page in ("retention", "segments"):
        assert not reader.open(page).failures
        assert chips(reader) == ["Orders worth nothing count"]
    retention = read("en-GB", COUNTED).open("retention")
    assert "Came back: 100.0% in month 1" in retention.words  # without ann's sample, 50 %
    listed = read("en-GB", {**COUNTED, "who": "repeat"}).open("customers")
    assert [frame.value["orders"].to_list() for frame in listed.app.dataframe] == [[2, 2]]


def test_cards_lead_on_with_the_same_orders(gifts, read):
    reader = read("en-GB", COUNTED)
    links = [link.proto.query_string for link in reader.app.get("page_link")]
    assert links and all("free_orders=count" in link for link in links)


@pytest.mark.parametrize("said", ["ignore", "perhaps"])
def test_anything_else_in_the_address_leaves_them_out(gifts, read, said):
    assert read("en-GB", {"period": "all", "free_orders": said}).metrics["Orders"] == "3"


def test_a_shop_without_any_has_no_switch(tiny, read):
    reader = read("en-GB", COUNTED)
    assert not reader.failures
    assert chips(reader) == []
    assert "filter_free_orders" not in [switch.key for switch in reader.app.segmented_control]
