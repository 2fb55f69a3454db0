"""What becomes of a row that speaks of another: refunds of earlier sales, items of a package, notes below a table."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from crm_analysis.ingest.load import import_file
from crm_analysis.ingest.report import ImportOptions, ImportReport
from crm_analysis.store import Store, uploads
from exports_support import empty_store

SQUARE = "Date,Time,Time Zone,Item,Qty,Price Point Name,Gross Sales,Net Sales,Transaction ID,Event Type,Customer ID\n"
SALE = "2026-06-30,12:00:00,Eastern Time (US & Canada),Mug,1.0,Regular,$20.00,$20.00,tx1,Payment,C1\n"
REFUND = "2026-07-14,09:30:00,Eastern Time (US & Canada),Mug,-1.0,Regular,-$20.00,-$20.00,tx1,Refund,C1\n"
PART = "2026-07-20,09:30:00,Eastern Time (US & Canada),Mug,-1.0,Regular,-$5.00,-$5.00,tx1,Refund,C1\n"
MERCADO = (
    "# de venta,Fecha de venta,Estado,Paquete de varios productos,Unidades,Ingresos por productos (MXN),SKU,"
    "Precio unitario de venta de la publicación (MXN)\n"
)


def imported(store: Store, folder: Path, text: str, **options) -> ImportReport:
    path = folder / "export.csv"
    path.write_text(text, encoding="utf-8")
    return import_file(store, path, ImportOptions(**options))


def orders(store: Store) -> list[tuple]:
    with store.cursor() as cursor:
        return cursor.execute("SELECT order_id, kind, gross_sales, refunds FROM orders ORDER BY order_id").fetchall()


def amounts(store: Store) -> list[Decimal | None]:
    with store.cursor() as cursor:
        return [row[0] for row in cursor.execute("SELECT amount FROM line_log ORDER BY line_no").fetchall()]


# ---------------------------------------------------------------- refunds


@pytest.mark.parametrize("rows", [SALE + REFUND, REFUND + SALE])
def test_a_refund_lowers_the_sale_of_the_same_file(rows: str, tmp_path: Path) -> None:
    with empty_store() as store:
        imported(store, tmp_path, SQUARE + rows)
        assert orders(store) == [("tx1", "sale", Decimal(20), Decimal(20))]


def test_a_refund_of_another_file_does_not_take_the_place_of_its_sale(tmp_path: Path) -> None:
    with empty_store() as store:
        imported(store, tmp_path, SQUARE + SALE)
        imported(store, tmp_path, SQUARE + REFUND + PART)
        assert orders(store) == [
            ("tx1", "sale", Decimal(20), Decimal(0)),
            ("tx1 refund 2026-07-14 09:30:00", "refund", Decimal(0), Decimal(20)),
            ("tx1 refund 2026-07-20 09:30:00", "refund", Decimal(0), Decimal(5)),
        ]


def test_the_same_refunds_again_change_nothing(tmp_path: Path) -> None:
    with empty_store() as store:
        imported(store, tmp_path, SQUARE + REFUND)
        once = orders(store)
        again = imported(store, tmp_path, SQUARE + REFUND)
        assert (orders(store), again.orders_new, again.orders_replaced) == (once, 0, 1)


def test_a_refund_that_only_points_to_a_sale_says_nothing_of_the_buyer(tmp_path: Path) -> None:
    headings = "Date,Time,TimeZone,Type,Gross,Fee,Net,Currency,From Email Address,Transaction ID,Reference Txn ID\n"
    refund = "2026-07-02,10:00:00,PDT,Payment Refund,-5.00,0.00,-5.00,USD,shop@example.com,R1,S1\n"
    sale = "2026-07-01,10:00:00,PDT,Website Payment,20.00,-1.00,19.00,USD,ann@example.com,S1,\n"
    with empty_store() as store:
        imported(store, tmp_path, headings + refund + sale)
        with store.cursor() as cursor:
            found = cursor.execute("SELECT order_id, customer_id, refunds FROM orders").fetchall()
    assert found == [("S1", "ann@example.com", Decimal(5))]


# ---------------------------------------------------------------- packages


@pytest.mark.parametrize(
    ("money", "items", "shares"),
    [
        ("100.00", [(1, "30"), (1, "60")], ["33.33", "66.67"]),
        ("100.00", [(1, "10"), (1, "10"), (1, "10")], ["33.33", "33.34", "33.33"]),
        ("0.01", [(1, "10"), (1, "10")], ["0.01", "0.00"]),
        ("90.00", [(2, ""), (1, "")], ["60.00", "30.00"]),
        ("100.00", [(3, "20"), (1, "40")], ["60.00", "40.00"]),
    ],
)
def test_shares_of_a_package(money: str, items: list[tuple[int, str]], shares: list[str], tmp_path: Path) -> None:
    rows = [f"1,31 de agosto de 2026 23:59 hs.,Paquete de {len(items)} productos,,,{money},,"]
    rows += [f"{number},,Entregado,Sí,{units},,S{number},{price}" for number, (units, price) in enumerate(items, 2)]
    with empty_store() as store:
        report = imported(store, tmp_path, MERCADO + "\n".join(rows) + "\n")
        assert amounts(store) == [Decimal(share) for share in shares]
        assert [order[0] for order in orders(store)] == ["1"]
    assert report.rows_ruled == {"money of a package": 1}


def test_an_item_without_its_package_is_rejected(tmp_path: Path) -> None:
    rows = "1,31 de agosto de 2026 23:59 hs.,Entregado,,1,10.00,A,10\n3,,Entregado,Sí,1,,B,10\n"
    with empty_store() as store:
        report = imported(store, tmp_path, MERCADO + rows)
        with store.cursor() as cursor:
            rejects = cursor.execute("SELECT line_no, reason FROM rejects").fetchall()
    assert (report.lines_stored, rejects) == (1, [(3, "the order has no amount in any of its rows")])


# ---------------------------------------------------------------- notes below a table


def test_notes_below_the_orders_are_a_footer(tmp_path: Path) -> None:
    with empty_store() as store:
        report = imported(store, tmp_path, SQUARE + SALE + "\n2 rows exported\nby Northern Pottery\n")
    assert (report.lines_stored, report.rows_rejected, report.rows_ruled) == (1, 0, {"footer": 2})


def test_a_lone_cell_between_orders_is_no_footer(tmp_path: Path) -> None:
    with empty_store() as store:
        report = imported(store, tmp_path, SQUARE + "what is this\n" + SALE)
    assert (report.lines_stored, report.rows_rejected, report.rows_ruled) == (1, 1, {})


# ---------------------------------------------------------------- zones and currencies that the file names


@pytest.mark.parametrize(
    ("zone", "timezone", "moment"),
    [
        ("Eastern Time (US & Canada)", "Asia/Shanghai", "2026-07-01 00:00:00"),
        ("Tokyo", "Asia/Shanghai", "2026-06-30 11:00:00"),
        ("CEST", "Asia/Shanghai", "2026-06-30 18:00:00"),
        ("Europe/London", "Asia/Shanghai", "2026-06-30 19:00:00"),
        ("Nowhere", "Asia/Shanghai", "2026-06-30 12:00:00"),
        ("Tokyo", None, "2026-06-30 12:00:00"),
    ],
)
def test_noon_in_the_files_own_zone_on_the_shops_clock(
    zone: str, timezone: str | None, moment: str, tmp_path: Path
) -> None:
    with empty_store() as store:
        imported(store, tmp_path, SQUARE + SALE.replace("Eastern Time (US & Canada)", zone), timezone=timezone)
        with store.cursor() as cursor:
            assert str(cursor.execute("SELECT ordered_at FROM orders").fetchone()[0]) == moment


def test_the_currency_that_headings_name_comes_before_what_is_said(tmp_path: Path) -> None:
    row = "1,31 de agosto de 2026 23:59 hs.,Entregado,,1,10.00,A,10\n"
    with empty_store() as store:
        assert imported(store, tmp_path, MERCADO + row, currency="EUR").currency == "MXN"
        assert imported(store, tmp_path, MERCADO.replace(" (MXN)", "") + row, currency="EUR").currency == "EUR"
        with store.cursor() as cursor:
            assert uploads.newest_currency(cursor, "My shop", "XXX") == "EUR"


def test_of_two_columns_that_differ_by_currency_the_one_that_was_named_counts(tmp_path: Path) -> None:
    table = "Order no,Order date,Amount (USD),Amount (EUR)\nA1,2026-03-01,11.00,10.00\n"
    mapping = {"order_id": "Order no", "ordered_at": "Order date", "amount": "Amount (EUR)"}
    with empty_store() as store:
        imported(store, tmp_path, table, mapping=mapping)
        assert orders(store) == [("A1", "sale", Decimal(10), Decimal(0))]
