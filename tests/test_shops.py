"""What an owner says of a shop: kept, refused, taken by imports that say nothing themselves."""

import pytest

from crm_analysis.errors import InputRefused
from crm_analysis.store import shops
from crm_analysis.store.shops import ShopSettings
from shops import JANUARY, shop_in_memory

WITH_OFFSETS = """Order No,Order date,Customer Id,Amount
1,2024-03-09T23:30:00-05:00,ann,10.00
2,2024-03-10T23:30:00-04:00,ann,20.00
3,2024-11-03 05:30:00 +0000,bob,30.00
"""
"""New York's clocks go forward on 10 March 2024 and back on 3 November."""


@pytest.fixture
def shop(tmp_path):
    with shop_in_memory(tmp_path) as open_shop:
        yield open_shop


def settings_of(shop, name):
    with shop.store.cursor() as cursor:
        return shops.settings_of(cursor, name)


def test_a_shop_that_said_nothing_has_blanks(shop):
    shop.upload(JANUARY, shop="Corner")
    assert settings_of(shop, "Corner") == ShopSettings("Corner")
    assert shops.all_settings(shop.store) == [ShopSettings("Corner")]


def test_what_was_said_last_is_kept_and_moves_the_data_version(shop):
    shops.write(shop.store, ShopSettings("Corner", "DE", "EUR", "Europe/Berlin", 1))
    shops.write(shop.store, ShopSettings("Corner", "US", "USD", "America/New_York", 7))
    assert shops.all_settings(shop.store) == [ShopSettings("Corner", "US", "USD", "America/New_York", 7)]
    assert shop.store.data_version() == 2


def test_shops_are_listed_by_name_whether_they_have_uploads_or_settings(shop):
    shop.upload(JANUARY, shop="North")
    shops.write(shop.store, ShopSettings("Corner", week_start=7))
    listed = shops.listing(shop.store)
    assert listed["shop"].tolist() == ["Corner", "North"]
    assert listed["week_start"].fillna(0).tolist() == [7, 0]


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"country": "Germany"}, "Corner: 'Germany' is not a country. Write it as two letters"),
        ({"currency": "euro"}, "Corner: 'euro' is not a currency"),
        ({"timezone": "Berlin"}, "Corner: 'Berlin' is not a time zone"),
        ({"week_start": 8}, "weeks cannot begin on day 8"),
        ({"week_start": 0}, "weeks cannot begin on day 0"),
    ],
)
def test_what_is_none_of_its_kind_is_refused(said, sentence):
    with pytest.raises(InputRefused, match=sentence):
        ShopSettings("Corner", **said)


def test_an_import_takes_the_shops_zone_and_currency_where_it_says_none(shop):
    shops.write(shop.store, ShopSettings("Corner", currency="USD", timezone="America/New_York"))
    report = shop.upload(WITH_OFFSETS, shop="Corner")
    assert report.currency == "USD"
    assert [str(at) for (at,) in shop.rows("SELECT ordered_at FROM orders ORDER BY order_id")] == [
        "2024-03-09 23:30:00",
        "2024-03-10 23:30:00",
        "2024-11-03 01:30:00",
    ]
    assert shop.row("SELECT timezone FROM uploads") == ("America/New_York",)


def test_what_an_import_says_itself_goes_before_the_shops_settings(shop):
    shops.write(shop.store, ShopSettings("Corner", currency="USD", timezone="America/New_York"))
    report = shop.upload(WITH_OFFSETS, shop="Corner", currency="CNY", timezone="Asia/Shanghai")
    assert report.currency == "CNY"
    assert shop.row("SELECT MIN(ordered_at) FROM orders")[0].isoformat() == "2024-03-10T12:30:00"


def test_a_new_zone_concerns_later_imports_only(shop):
    shop.upload(WITH_OFFSETS, shop="Corner", timezone="Asia/Shanghai")
    before = shop.rows("SELECT ordered_at FROM orders ORDER BY order_id")
    shops.write(shop.store, ShopSettings("Corner", timezone="America/New_York"))
    assert shop.rows("SELECT ordered_at FROM orders ORDER BY order_id") == before


def test_a_file_without_offsets_stands_on_the_shops_clock(shop):
    shops.write(shop.store, ShopSettings("Corner", timezone="America/New_York"))
    shop.upload("Order No,Order date,Amount\n1,2024-03-09 23:30:00,10.00\n", shop="Corner")
    assert shop.row("SELECT ordered_at FROM orders")[0].isoformat() == "2024-03-09T23:30:00"


def test_settings_from_the_command_line(crm):
    assert crm("shop", "Corner", "--country", "de", "--currency", "eur", "--week-start", "7")[0] == 0
    assert crm("shop", "Corner", "--timezone", "Europe/Berlin", "--country", "")[0] == 0
    assert crm("shops")[1].splitlines() == [
        "shop,country,currency,timezone,week_start",
        "Corner,,EUR,Europe/Berlin,7",
    ]
    crm("shop", "South", "--country", "CN")
    assert crm("shops")[1].splitlines()[1:] == ["Corner,,EUR,Europe/Berlin,7", "South,CN,,,"]
    code, _answer, said = crm("shop", "Corner", "--timezone", "Berlin")
    assert code == 3
    assert "'Berlin' is not a time zone" in said
