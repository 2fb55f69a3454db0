"""When an order was shipped and delivered: read where a file tells it, blank and said where it cannot be."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from crm_analysis.ingest.load import import_file, inspect
from crm_analysis.ingest.report import ImportOptions
from crm_analysis.store import maintenance, migrations, uploads
from shops import Shop, open_shop, shop_in_memory

HEADINGS = "Order No,Order date,Customer Id,Product,Quantity,Amount,Currency,Shipped at,Delivered at\n"
DAYS = "SELECT order_id, shipped_at, delivered_at FROM orders ORDER BY order_id"


def on(day: int, hour: int = 0) -> datetime:
    return datetime(2024, 1, day, hour)


def days(shop: Shop) -> dict[object, tuple[object, object]]:
    return {order: (shipped, delivered) for order, shipped, delivered in shop.rows(DAYS)}


def test_an_order_is_delivered_when_the_last_of_it_is(tmp_path):
    with shop_in_memory(tmp_path) as shop:
        report = shop.upload(
            HEADINGS + "1,2024-01-01 10:00,ann,Tea,1,5,EUR,2024-01-02,2024-01-05 09:00\n"
            "1,2024-01-01 10:00,ann,Cup,1,5,EUR,2024-01-03,2024-01-04\n"
            "2,2024-01-02 10:00,bob,Tea,1,5,EUR,2024-01-02,\n"
        )
        assert days(shop) == {"1": (on(3), on(5, 9)), "2": (on(2), None)}
        assert report.warnings == ()
        assert maintenance.check(shop.store) == []


def test_what_cannot_be_read_is_left_blank_and_said_while_its_order_is_stored(tmp_path):
    with shop_in_memory(tmp_path) as shop:
        report = shop.upload(
            HEADINGS + "1,2024-01-05,ann,Tea,1,5,EUR,soon,2024-01-07\n"
            "2,2024-01-05,bob,Tea,1,5,EUR,-,N/A\n"
            "3,2024-01-05,cat,Tea,1,5,EUR,2024-01-06,2024-01-04\n"
        )
        assert (report.lines_stored, report.rows_rejected) == (3, 0)
        assert days(shop) == {"1": (None, on(7)), "2": (None, None), "3": (on(6), None)}
        assert shop.row("SELECT delivered_at FROM order_log WHERE order_id = '3'") == (on(4),)  # what the file says
        assert [str(warning).partition(". ")[0] for warning in report.warnings] == [
            "1 orders have a date of shipping or delivery that lies before the order itself, such as 2024-01-04",
            "Column Shipped at: 1 cells hold no date that can be read, such as soon",
        ]


def test_a_day_alone_is_as_good_as_any_hour_of_it(tmp_path):
    with shop_in_memory(tmp_path) as shop:
        report = shop.upload(HEADINGS + "1,2024-01-05 23:59,ann,Tea,1,5,EUR,2024-01-05,2024-01-04 23:59:30\n")
        assert days(shop) == {"1": (on(5), datetime(2024, 1, 4, 23, 59, 30))}
        assert report.warnings == ()


@pytest.mark.parametrize(
    ("ordered", "shipped", "found"),
    [
        # In doubt as the dates of the orders …
        ("13/01/2024", "02/03/2024", datetime(2024, 3, 2)),
        ("01/13/2024", "02/03/2024", datetime(2024, 2, 3)),
        # … unless the column itself tells.
        ("01/13/2024", "31/03/2024", datetime(2024, 3, 31)),
        # Where nothing tells, nothing is guessed.
        ("2024-01-13", "02/03/2024", None),
    ],
)
def test_dates_that_can_be_read_in_two_ways_never_refuse_a_file(ordered, shipped, found, tmp_path):
    with shop_in_memory(tmp_path) as shop:
        report = shop.upload(HEADINGS + f"1,{ordered},ann,Tea,1,5,EUR,{shipped},\n")
        assert days(shop) == {"1": (found, None)}
        unread = [warning for warning in report.warnings if "no date that can be read" in str(warning)]
        assert bool(unread) == (found is None)


def test_a_column_with_both_orders_of_day_and_month_is_read_as_the_orders_are(tmp_path):
    with shop_in_memory(tmp_path) as shop:
        report = shop.upload(
            HEADINGS + "1,13/01/2024,ann,Tea,1,5,EUR,31/01/2024,\n2,14/01/2024,bob,Tea,1,5,EUR,01/31/2024,\n"
        )
        assert days(shop) == {"1": (on(31), None), "2": (None, None)}
        assert "such as 01/31/2024" in str(report.warnings[-1])


def test_the_newest_file_tells_and_undoing_it_brings_back_what_was_known(tmp_path):
    with shop_in_memory(tmp_path) as shop:
        shop.upload(HEADINGS + "1,2024-01-01,ann,Tea,1,5,EUR,2024-01-02,\n", "first.csv")
        second = shop.upload(HEADINGS + "1,2024-01-01,ann,Tea,1,5,EUR,2024-01-02,2024-01-09\n", "second.csv")
        assert days(shop) == {"1": (on(2), on(9))}
        assert second.upload_id is not None
        uploads.undo(shop.store, second.upload_id)
        assert days(shop) == {"1": (on(2), None)}
        assert maintenance.check(shop.store) == []


def test_a_preview_says_what_would_be_left_blank(tmp_path):
    path = tmp_path / "orders.csv"
    path.write_text(HEADINGS + "1,2024-01-05,ann,Tea,1,5,EUR,2024-01-01,\n", encoding="utf-8")
    told = [str(warning) for warning in inspect(path, ImportOptions()).warnings]
    assert any("lies before the order itself" in warning for warning in told)


def test_a_promise_is_not_taken_for_the_day_and_an_only_day_is_the_orders(tmp_path):
    rows = "1,2024-01-01,2024-01-03,ann,5,EUR\n2,2024-01-02,2024-01-05,bob,5,EUR\n3,2024-01-04,2024-01-06,cat,5,EUR\n"
    promised = "Order No,Order date,Ship by date,Customer Id,Amount,Currency\n"
    with shop_in_memory(tmp_path) as shop:
        report = shop.upload(promised + rows)
        assert set(days(shop).values()) == {(None, None)}
        assert report.warnings == ()
    path = tmp_path / "shipped.csv"
    path.write_text("Order No,Shipped on,Customer Id,Amount,Currency\n1,2024-01-01,ann,5,EUR\n", encoding="utf-8")
    found = inspect(path, ImportOptions())
    assert (found.guesses["ordered_at"].heading, found.guesses["ordered_at"].by) == ("Shipped on", "values")


def test_the_roles_are_known_in_chinese_and_a_confirmed_receipt_is_no_delivery(tmp_path):
    with shop_in_memory(tmp_path) as shop:
        shop.upload(
            "订单号,下单时间,客户,金额,币种,订单发货时间,签收时间,订单确认收货时间,承诺发货时间\n"
            "1,2024-01-01 10:00,王小明,5,CNY,2024-01-02 09:00,2024-01-04 09:00,2024-01-14 09:00,2024-01-03\n"
        )
        assert days(shop) == {"1": (on(2, 9), on(4, 9))}


def test_a_store_from_before_keeps_its_orders_and_knows_no_delivery(tmp_path, monkeypatch):
    older = next(place for place, step in enumerate(migrations.steps()) if "delivered_at" in step)
    with monkeypatch.context() as patch:
        before = migrations.steps()[:older]
        patch.setattr(migrations, "steps", lambda: before)
        with duckdb.connect(str(tmp_path / "store.duckdb")) as older_store:
            migrations.migrate(older_store, "store.duckdb")
            older_store.execute(
                "INSERT INTO uploads BY NAME SELECT 1 AS upload_id, 'orders' AS kind, 'S' AS shop, 'x' AS platform"
            )
            older_store.execute(
                "INSERT INTO order_log BY NAME SELECT 1 AS upload_id, 2 AS line_no, 'A' AS order_id, "
                "'EUR' AS currency, TIMESTAMP '2024-01-01 10:00' AS ordered_at, 5 AS goods_total, 'spring' AS campaign"
            )
    with open_shop(tmp_path) as shop:
        assert days(shop) == {"A": (None, None)}
        assert shop.row("SELECT gross_sales, campaign FROM orders") == (5, "spring")
        assert shop.row("SELECT campaign, shipped_at, delivered_at FROM order_log") == ("spring", None, None)


def test_olist_tells_both(tmp_path):
    with shop_in_memory(tmp_path) as shop:
        for layout in ("olist_orders", "olist_order_items"):
            import_file(shop.store, Path(__file__).parent / "exports" / layout / "sample.csv", ImportOptions())
        known = shop.row("SELECT COUNT(*), COUNT(shipped_at), COUNT(delivered_at) FROM orders")
        assert known == (5, 3, 2)


@pytest.mark.real
@pytest.mark.parametrize(
    ("file", "orders", "shipped", "median_days", "longest"),
    [
        ("etsy/EtsySoldOrders_excel_resaved_tab.csv", 400, 400, 6, 16),
        # All the others were cancelled.
        ("shopee_vn/Order.all.2023_subset.xlsx", 322, 261, 1, 4),
        ("shopify/orders_export_refunds_multiline.csv", 137, 128, 1, 143),
        ("superstore/sample_superstore_utf8bom_crlf_first_300.csv", 137, 137, 4, 7),
    ],
)
def test_real_exports_tell_when_orders_were_shipped(file, orders, shipped, median_days, longest, real_data, tmp_path):
    with shop_in_memory(tmp_path) as shop:
        report = import_file(shop.store, real_data / "exports" / file, ImportOptions())
        days = "DATE_DIFF('day', ordered_on, CAST(shipped_at AS DATE))"
        told = shop.row(f"SELECT COUNT(*), COUNT(shipped_at), MEDIAN({days}), MAX({days}) FROM orders")
        assert told == (orders, shipped, median_days, longest)
        assert not [
            warning for warning in map(str, report.warnings) if "It counts" in warning or "They count" in warning
        ]
