"""Several currencies on the pages: the choice, the rates behind it, what is left out; and the settings of shops."""

import pytest

from crm_analysis.store import Store, shops
from crm_analysis.store.shops import ShopSettings

# One euro is 1.0921 dollars on the Friday, 1.0946 on the Monday: https://www.ecb.europa.eu/stats/eurofxref
MIXED = """Order No,Order date,Customer email,Country,Currency,Product,Quantity,Amount
1,2024-01-05,ann@x.org,DE,EUR,Tea,1,10.00
2,2024-01-08,ann@x.org,DE,EUR,Tea,1,20.00
3,2024-01-06,bob@x.org,US,USD,Tea,1,10.921
4,2024-01-08,cid@x.org,US,USD,Tea,1,10.946
"""
TAIWAN = MIXED + "5,2024-01-08,dan@x.org,TW,TWD,Cup,1,900\n"


@pytest.fixture
def mixed(fill, tmp_path):
    file = tmp_path / "mixed.csv"
    file.write_text(MIXED, encoding="utf-8")
    fill(file, shop="Corner")


@pytest.fixture
def taiwan(fill, tmp_path):
    file = tmp_path / "taiwan.csv"
    file.write_text(TAIWAN, encoding="utf-8")
    fill(file, shop="Corner")


def currency_choice(reader):
    return next(box for box in reader.app.selectbox if box.key == "filter_currency")


def net_sales(reader):
    return reader.metrics["Net sales"]


def test_several_currencies_are_shown_in_one(mixed, read):
    reader = read("en-GB", {"period": "all"})
    assert currency_choice(reader).options == ["All in EUR", "Only EUR", "Only USD"]
    assert net_sales(reader) == "€50.00"
    assert "USD → EUR by the ECB's daily rates, Jan 6, 2024 – Jan 8, 2024" in reader.words
    assert "European Central Bank" in reader.words
    assert not reader.app.warning


def test_one_currency_can_be_seen_alone(mixed, read):
    reader = read("en-GB", {"period": "all", "currency": "USD"})
    assert net_sales(reader) == "$21.87"
    assert "ECB" not in reader.words
    currency_choice(reader).set_value("all").run()
    assert net_sales(reader) == "€50.00"


def test_a_currency_follows_a_person_from_page_to_page(mixed, read):
    reader = read("en-GB", {"period": "all", "currency": "USD", "metric": "net_sales"}).open("retention")
    assert r"in \$" in reader.words
    assert (currency_choice(reader.open("overview")).value, net_sales(reader)) == ("currency USD", "$21.87")


def test_the_address_may_name_the_currency_to_report_in(mixed, read):
    reader = read("en-GB", {"period": "all", "report_in": "USD"})
    assert net_sales(reader) == "$54.68"  # 10 × 1.0921 + 20 × 1.0946 + 21.867
    assert "EUR → USD" in reader.words


def test_a_view_of_one_currency_stays_as_it_is(mixed, read):
    reader = read("en-GB", {"period": "all", "country": "US"})
    assert net_sales(reader) == "$21.87"
    assert currency_choice(reader).options[0] == "All in USD"


def test_the_shop_says_what_to_report_in(mixed, store_file, read):
    with Store.open(store_file) as store:
        shops.write(store, ShopSettings("Corner", currency="USD"))
    assert net_sales(read("en-GB", {"period": "all"})) == "$54.68"


def test_orders_without_a_rate_are_left_out_and_said(taiwan, read):
    reader = read("en-GB", {"period": "all"})
    assert net_sales(reader) == "€50.00"
    assert "1 order in TWD. Upload a table of its rates" in reader.app.warning[0].value
    for page in ("retention", "segments"):
        assert "1 order in TWD" in reader.open(page).app.warning[0].value


@pytest.mark.heavy
@pytest.mark.parametrize("page", ["overview", "retention", "segments"])
@pytest.mark.parametrize("address", [{"currency": "XYZ"}, {"report_in": "XYZ"}, {"currency": ""}])
def test_a_currency_that_is_none_does_no_harm(mixed, read, page, address):
    reader = read("en-GB", address).open(page)
    assert not reader.failures
    assert currency_choice(reader).value == "all"


def test_settings_of_a_shop_are_shown_and_kept(mixed, store_file, read):
    reader = read("en-GB").open("shops")
    assert not reader.failures
    assert [box.label for box in reader.app.selectbox] == [
        "Country",
        "Reporting currency",
        "Time zone",
        "Weeks begin on",
    ]
    for key, value in (("country", "US"), ("currency", "USD"), ("timezone", "America/New_York"), ("week_start", 7)):
        reader.app.selectbox(f"shop_{key}_0").set_value(value)
    reader.press("shop_save_0")
    assert not reader.failures
    assert "Saved." in reader.words
    assert net_sales(reader.open("overview").choose("filter_period", "all")) == "$54.68"
    reader.open("shops")
    assert reader.app.selectbox("shop_timezone_0").value == "America/New_York"
    assert reader.app.selectbox("shop_week_start_0").value == 7


def test_weeks_are_the_shops_and_where_shops_differ_the_page_says_whose(fill, store_file, tmp_path, read):
    for shop in ("North", "South"):
        file = tmp_path / f"{shop}.csv"
        file.write_text(MIXED.replace("2024-01-06", "2024-01-07"), encoding="utf-8")
        fill(file, shop=shop)
    with Store.open(store_file) as store:
        shops.write(store, ShopSettings("North", week_start=7))
    reader = read("en-GB", {"by": "week"}).open("retention")
    assert not reader.failures
    assert "Weeks begin on Sunday, as those of the shop North do." in reader.words
    assert "Weeks begin" not in read("en-GB", {"by": "week", "shop": "South"}).open("retention").words
