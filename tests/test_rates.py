"""Rates by day: the bank's on weekdays, the last one known on others, a shop's own where it has them."""

from datetime import date, timedelta

import pytest

from crm_analysis.store import Store, maintenance, rates, shops, uploads
from crm_analysis.store.shops import ShopSettings
from shops import open_shop, shop_in_memory

# As the bank published them: https://www.ecb.europa.eu/stats/eurofxref
USD_ON_FRIDAY_2024_01_05 = 1.0921
USD_ON_MONDAY_2024_01_08 = 1.0946
CNY_ON_FRIDAY_2024_01_05 = 7.813


def orders(*rows):
    """A file of orders: day and currency of each."""
    lines = [f"{number},{day},ann,10.00,{currency}" for number, (day, currency) in enumerate(rows, start=1)]
    return "\n".join(["Order No,Order date,Customer Id,Amount,Currency", *lines, ""])


def upload_rates(shop, *told):
    """Rates that the shop uploads: day, currency, base, rate."""
    with shop.store.writing() as cursor:
        upload_id = uploads.next_number(cursor)
        uploads.record(
            cursor,
            {"upload_id": upload_id, "file": "rates.csv", "shop": "My shop", "kind": "rates"}
            | {"orders_new": 0, "orders_replaced": 0, "rows_rejected": 0},
        )
        for line_no, (day, currency, base, rate) in enumerate(told, start=2):
            cursor.execute(
                "INSERT INTO rate_log (upload_id, line_no, rated_on, currency, base, rate) VALUES (?, ?, ?, ?, ?, ?)",
                [upload_id, line_no, day, currency, base, rate],
            )
        rates.refresh(cursor)
    return upload_id


def rate_of(shop, day, currency):
    """Rate, the day that it is really of, and who says so; nothing where there is none."""
    found = shop.rows(
        f"SELECT per_euro, CAST(rated_on AS VARCHAR), source FROM exchange_rates "
        f"WHERE day = '{day}' AND currency = '{currency}'"
    )
    return found[0] if found else None


@pytest.fixture
def shop(tmp_path):
    with shop_in_memory(tmp_path) as opened:
        yield opened


def test_a_day_of_the_bank_has_its_own_rate(shop):
    shop.upload(orders(("2024-01-05", "USD"), ("2024-01-05", "CNY")))
    assert rate_of(shop, "2024-01-05", "USD") == (USD_ON_FRIDAY_2024_01_05, "2024-01-05", "ECB")
    assert rate_of(shop, "2024-01-05", "CNY") == (CNY_ON_FRIDAY_2024_01_05, "2024-01-05", "ECB")
    assert rate_of(shop, "2024-01-05", "EUR") == (1.0, "2024-01-05", "ECB")


def test_a_weekend_takes_fridays_rate_and_never_mondays(shop):
    shop.upload(orders(("2024-01-06", "USD"), ("2024-01-07", "USD"), ("2024-01-08", "USD"), ("2024-01-08", "EUR")))
    for day in ("2024-01-06", "2024-01-07"):
        assert rate_of(shop, day, "USD") == (USD_ON_FRIDAY_2024_01_05, "2024-01-05", "ECB")
    assert rate_of(shop, "2024-01-08", "USD") == (USD_ON_MONDAY_2024_01_08, "2024-01-08", "ECB")


def test_a_day_after_the_banks_last_takes_its_last(shop):
    last = rates.history().index.max().date()
    later = last + timedelta(days=100)
    shop.upload(orders((later, "USD"), (later, "EUR")))
    assert rate_of(shop, later, "USD")[1:] == (str(last), "ECB")


def test_a_currency_that_ended_keeps_its_last_rate_with_its_day(shop):
    shop.upload(orders(("2023-06-01", "RUB"), ("2023-06-01", "EUR")))
    assert rate_of(shop, "2023-06-01", "RUB") == (117.201, "2022-03-01", "ECB")


def test_before_the_first_rate_there_is_none(shop):
    shop.upload(orders(("2005-03-31", "CNY"), ("2005-04-01", "CNY"), ("2005-04-01", "EUR")))
    assert rate_of(shop, "2005-03-31", "CNY") is None
    assert rate_of(shop, "2005-04-01", "CNY")[1] == "2005-04-01"


def test_a_currency_that_the_bank_does_not_know_has_no_rate_until_one_is_uploaded(shop):
    shop.upload(orders(("2024-01-05", "TWD"), ("2024-06-05", "TWD"), ("2024-01-05", "EUR")))
    assert rate_of(shop, "2024-01-05", "TWD") is None
    told = upload_rates(shop, ("2024-01-05", "TWD", "EUR", 34.0))
    assert rate_of(shop, "2024-01-05", "TWD") == (34.0, "2024-01-05", f"upload {told}")
    assert rate_of(shop, "2024-06-05", "TWD") == (34.0, "2024-01-05", f"upload {told}")
    uploads.undo(shop.store, told)
    assert rate_of(shop, "2024-01-05", "TWD") is None


def test_an_uploaded_rate_goes_before_the_banks_for_a_month_and_not_before_its_day(shop):
    days = ("2024-01-04", "2024-01-05", "2024-02-04", "2024-02-05")
    shop.upload(orders(*((day, "USD") for day in days), ("2024-01-05", "EUR")))
    told = upload_rates(shop, ("2024-01-05", "USD", "EUR", 1.5))
    assert [rate_of(shop, day, "USD")[2] for day in days] == ["ECB", f"upload {told}", f"upload {told}", "ECB"]


def test_the_next_uploaded_rate_takes_over(shop):
    shop.upload(orders(("2024-01-09", "USD"), ("2024-01-10", "USD"), ("2024-01-10", "EUR")))
    upload_rates(shop, ("2024-01-05", "USD", "EUR", 1.5), ("2024-01-10", "USD", "EUR", 1.6))
    assert [rate_of(shop, day, "USD")[0] for day in ("2024-01-09", "2024-01-10")] == [1.5, 1.6]


def test_an_uploaded_rate_newer_than_a_banks_that_ended_holds_on(shop):
    shop.upload(orders(("2024-06-01", "RUB"), ("2024-06-01", "EUR")))
    upload_rates(shop, ("2024-01-01", "RUB", "EUR", 99.0))
    assert rate_of(shop, "2024-06-01", "RUB")[:2] == (99.0, "2024-01-01")


def test_the_newest_upload_speaks_for_a_day_that_was_told_twice(shop):
    shop.upload(orders(("2024-01-05", "TWD"), ("2024-01-05", "EUR")))
    upload_rates(shop, ("2024-01-05", "TWD", "EUR", 34.0))
    newest = upload_rates(shop, ("2024-01-05", "TWD", "USD", 31.0))
    assert rate_of(shop, "2024-01-05", "TWD")[2] == f"upload {newest}"


def test_a_rate_against_the_dollar_goes_through_the_dollars_own(shop):
    shop.upload(orders(("2024-01-06", "TWD"), ("2024-01-06", "EUR")))
    upload_rates(shop, ("2024-01-06", "TWD", "USD", 31.0))
    assert rate_of(shop, "2024-01-06", "TWD")[0] == pytest.approx(31.0 * USD_ON_FRIDAY_2024_01_05)


def test_the_bases_own_uploaded_rate_goes_before_the_banks(shop):
    shop.upload(orders(("2024-01-06", "TWD"), ("2024-01-06", "USD")))
    upload_rates(shop, ("2024-01-01", "USD", "EUR", 1.5), ("2024-01-06", "TWD", "USD", 30.0))
    assert rate_of(shop, "2024-01-06", "TWD")[0] == pytest.approx(45.0)


def test_a_rate_of_the_euro_is_turned_round(shop):
    shop.upload(orders(("2024-01-06", "TWD"), ("2024-01-06", "EUR")))
    upload_rates(shop, ("2024-01-06", "EUR", "TWD", 0.04))
    assert rate_of(shop, "2024-01-06", "TWD")[0] == pytest.approx(25.0)


def test_a_store_of_one_currency_needs_no_rate_and_reads_no_history(shop, monkeypatch):
    monkeypatch.setattr(rates, "history", lambda: pytest.fail("the bank's history was read"))
    shop.upload(orders(("2024-01-05", "USD"), ("2024-01-06", "USD")))
    shops.write(shop.store, ShopSettings("My shop", currency="USD"))
    assert shop.rows("FROM exchange_rates") == []


def test_a_reporting_currency_of_its_own_brings_rates(shop):
    shop.upload(orders(("2024-01-05", "USD")))
    shops.write(shop.store, ShopSettings("My shop", currency="CNY"))
    assert rate_of(shop, "2024-01-05", "CNY")[0] == CNY_ON_FRIDAY_2024_01_05


def test_orders_without_a_currency_have_no_rate(shop):
    shop.upload(orders(("2024-01-05", "USD"), ("2024-01-05", "EUR"), ("2024-01-05", "")))
    assert {currency for (currency,) in shop.rows("SELECT DISTINCT currency FROM exchange_rates")} == {"USD", "EUR"}


def test_rates_follow_undo_and_redo_and_a_rebuild_makes_the_same(shop):
    shop.upload(orders(("2024-01-05", "USD")))
    shop.upload("Order No,Order date,Customer Id,Amount,Currency\n9,2024-01-09,bob,5,GBP\n", "other.csv")
    both = shop.rows("FROM exchange_rates ORDER BY ALL")
    assert {day for day, *_ in both} == {date(2024, 1, 5), date(2024, 1, 9)}
    uploads.undo(shop.store, 2)
    assert shop.rows("FROM exchange_rates") == []
    uploads.redo(shop.store, 2)
    assert shop.rows("FROM exchange_rates ORDER BY ALL") == both
    maintenance.rebuild(shop.store)
    assert shop.rows("FROM exchange_rates ORDER BY ALL") == both
    assert maintenance.check(shop.store) == []


def test_a_store_takes_in_what_the_bank_has_published_since(tmp_path):
    with open_shop(tmp_path) as shop:
        shop.upload(orders(("2024-01-05", "USD"), ("2024-01-05", "EUR")))
        shop.change("UPDATE exchange_rates SET per_euro = 1.0 WHERE currency = 'USD'")
    with Store.open(tmp_path / "store.duckdb") as store, store.cursor() as cursor:
        (rate,) = cursor.execute("SELECT per_euro FROM exchange_rates WHERE currency = 'USD'").fetchone()
    assert rate == USD_ON_FRIDAY_2024_01_05
