"""Olist's files as a set: whatever order they come in, the same orders, people and totals, and people who come back."""

import zipfile
from itertools import permutations
from pathlib import Path

import pytest

from crm_analysis.ingest.load import import_file
from crm_analysis.ingest.report import ImportOptions
from crm_analysis.store import Store, maintenance, uploads
from exports_support import EXPORTS, empty_store
from shops import Shop

FILES = ("olist_orders", "olist_order_items", "olist_customers", "olist_products", "olist_order_reviews")
# Of five orders one was cancelled and one never paid. The first two customer numbers are one person.
ORDERS = [(59.98, "sale"), (118.70, "sale"), (0, "void"), (120.00, "sale"), (0, "void")]


def upload(store: Store, *layouts: str) -> None:
    for layout in layouts:
        assert import_file(store, EXPORTS / layout / "sample.csv", ImportOptions()).platform == layout


def figures(store: Store) -> dict[str, list[tuple[object, ...]]]:
    return Shop(store, Path()).figures()


def rows(store: Store, query: str) -> list[tuple[object, ...]]:
    return Shop(store, Path()).rows(query)


def test_the_set_tells_orders_people_and_categories():
    with empty_store() as store:
        upload(store, *FILES)
        found = rows(store, "SELECT gross_sales, kind FROM orders ORDER BY ordered_at")
        assert [(float(gross), kind) for gross, kind in found] == ORDERS
        assert rows(store, "SELECT orders FROM customers WHERE orders > 0 ORDER BY orders") == [(1,), (2,)]
        assert rows(store, "SELECT matched_by FROM customers WHERE orders > 0") == [("id",), ("id",)]
        assert rows(store, "SELECT first_category FROM orders ORDER BY ordered_at LIMIT 2") == [
            ("perfumaria",), (None,)
        ]  # fmt: skip
        assert rows(store, "SELECT units FROM orders ORDER BY ordered_at LIMIT 1") == [(2,)]
        assert rows(store, "SELECT COUNT(*) FROM feedback") == [(3,)]
        assert maintenance.check(store) == []


def test_without_the_customers_all_are_guests_and_the_report_says_what_to_do():
    """Each customer number is new: taken for people, nobody would ever come back."""
    with empty_store() as store:
        report = import_file(store, EXPORTS / "olist_orders" / "sample.csv", ImportOptions())
        upload(store, "olist_order_items")
        assert rows(store, "SELECT COUNT(*), COUNT(customer_id) FROM orders WHERE kind = 'sale'") == [(3, 0)]
        assert rows(store, "SELECT COUNT(*) FROM customers") == [(0,)]
        assert any("upload the items" in str(warning) for warning in report.warnings)
        upload(store, "olist_customers")
        assert rows(store, "SELECT MAX(orders) FROM customers") == [(2,)]
        uploads.undo(store, 3)
        assert rows(store, "SELECT COUNT(customer_id) FROM orders") == [(0,)]
        assert maintenance.check(store) == []


@pytest.mark.heavy
@pytest.mark.parametrize("order", list(permutations(FILES[:4]))[1::4], ids=" ".join)
def test_any_order_of_uploading_gives_the_same(order):
    with empty_store() as store, empty_store() as other:
        upload(store, *FILES[:4])
        upload(other, *order)
        assert figures(other) == figures(store)


def test_a_zip_of_the_set_is_several_files(crm, tmp_path):
    archive = tmp_path / "olist.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for layout in FILES:
            packed.write(EXPORTS / layout / "sample.csv", f"archive/{layout}.csv")
        packed.writestr("__MACOSX/archive/._olist_orders.csv", "no table")
    code, _, told = crm("import", archive)
    assert code == 0
    assert all(f"olist.zip/archive/{layout}.csv: {layout}" in told for layout in FILES)
    code, listed, _ = crm("uploads")
    assert len(listed.splitlines()) == 1 + len(FILES)


@pytest.mark.real
def test_the_real_files(real_data):
    found = {}
    with empty_store() as store:
        for name in ("orders", "order_items", "customers", "products", "order_payments", "sellers"):
            path = real_data / "exports" / "olist" / f"olist_{name}_dataset.csv"
            report = import_file(store, path, ImportOptions())
            found[name] = (report.platform, report.rows_read, report.lines_stored)
    assert found == {
        "orders": ("olist_orders", 1, 1),
        "order_items": ("olist_order_items", 1, 1),
        "customers": ("olist_customers", 1, 1),
        "products": ("olist_products", 1, 1),
        "order_payments": ("olist_order_payments", 1, 0),
        "sellers": ("olist_sellers", 1, 0),
    }
