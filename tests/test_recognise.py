"""Which platform wrote a file: headings in other words, and tables that are known to be of no use."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm_analysis.errors import InputRefused, UnknownFormat
from crm_analysis.ingest.headings import HeadingRow, normalised
from crm_analysis.ingest.load import import_file
from crm_analysis.ingest.report import ImportOptions
from exports_support import EXPORTS, empty_store


@pytest.mark.parametrize(
    "headings",
    [
        "order_id,user_id,eval_set,order_number,order_dow,order_hour_of_day,days_since_prior_order",
        "order_id,product_id,add_to_cart_order,reordered",
        "product_id,product_name,aisle_id,department_id",
        "aisle_id,aisle",
        "department_id,department",
    ],
)
def test_instacart_is_refused_in_a_sentence(headings: str, tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text(headings + "\n" + ",".join("1" for _ in headings.split(",")) + "\n", encoding="utf-8")
    with empty_store() as store, pytest.raises(InputRefused, match="neither dates nor prices"):
        import_file(store, path, ImportOptions())


def test_a_table_with_more_than_two_such_columns_is_not_taken_for_it(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text("department_id,department,Order no,Order date,Amount\n1,Tea,A1,2026-03-01,5.00\n", encoding="utf-8")
    with empty_store() as store:
        assert import_file(store, path, ImportOptions()).platform == "generic"


@pytest.mark.parametrize(
    ("sample", "layout"), [("paypal/german.csv", "paypal"), ("amazon_date_range/japanese.csv", "amazon_date_range")]
)
def test_a_translated_export_can_be_named(sample: str, layout: str) -> None:
    with empty_store() as store:
        assert import_file(store, EXPORTS / sample, ImportOptions(layout=layout)).platform == layout


def test_a_named_export_says_which_columns_are_missing() -> None:
    with empty_store() as store, pytest.raises(UnknownFormat, match="Date created"):
        import_file(store, EXPORTS / "paypal" / "german.csv", ImportOptions(layout="wix"))


@pytest.mark.parametrize(
    ("heading", "bare"),
    [
        ("Total (MXN)", "total"), ("Total Discount(PHP)", "total discount"), ("Created (UTC)", "created (utc)"),
        ("Weight (KG)", "weight (kg)"), ("Subtotal ($)", "subtotal ($)"), ("Price (all)", "price (all)"),
    ],
)  # fmt: skip
def test_a_currency_in_brackets_takes_no_part(heading: str, bare: str) -> None:
    assert normalised(heading) == bare


@pytest.mark.parametrize(
    ("headings", "currency"),
    [
        (("Order", "Total (MXN)", "Fee (MXN)"), "MXN"), (("Order", "Total (MXN)", "Total (USD)"), None),
        (("Order", "Total"), None),
    ],
)  # fmt: skip
def test_the_currency_of_a_heading_row(headings: tuple[str, ...], currency: str | None) -> None:
    assert HeadingRow(1, ",", headings).currency == currency
