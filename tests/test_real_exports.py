"""Every public export at hand: recognised, all rows accounted for, and its totals reckoned without our code.

Each file is reckoned by its grain: where a file repeats an order's fields on every line they count once, where it gives
none the lines are summed. A file that nobody has reckoned fails.
"""

from __future__ import annotations

import csv
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pytest
from python_calamine import CalamineWorkbook

from conftest import REAL_DATA
from crm_analysis.ingest.load import import_file
from crm_analysis.ingest.reading import open_source
from crm_analysis.ingest.recognise import candidates
from crm_analysis.ingest.report import ImportOptions
from exports_support import empty_store

Row = dict[str, str]


class Reckoned(NamedTuple):
    """What a file holds: its rows, its sale orders and their people, and their money."""

    rows: int
    orders: int
    customers: int
    gross: Decimal
    discounts: Decimal = Decimal(0)
    refunds: Decimal = Decimal(0)


def rows_of(path: Path, delimiter: str = ",") -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def number(text: str) -> Decimal:
    return Decimal(text.replace("$", "").replace(",", "") or 0)


def people(values: Iterable[str]) -> int:
    return len(set(values) - {""})


# ---------------------------------------------------------------- order fields on an order's first line only


def shopify(path: Path) -> Reckoned:
    rows = rows_of(path)
    first: dict[str, Row] = {}
    gross: defaultdict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        first.setdefault(row["Name"], row)
        price, pieces = Decimal(row["Lineitem price"]), Decimal(row["Lineitem quantity"])
        gross[row["Name"]] += price * pieces - number(row["Lineitem discount"])
    sale = [name for name, row in first.items() if gross[name] > 0 and not row["Cancelled at"]]
    keys = {
        name: row["Email"].lower() or row["Phone"] or row["Billing Phone"] or row["Billing Name"] + row["Billing Zip"]
        for name, row in first.items()
    }
    return Reckoned(
        len(rows),
        len(sale),
        people(keys[name] for name in sale),
        sum((gross[name] for name in sale), Decimal(0)),
        sum((number(first[name]["Discount Amount"]) for name in sale), Decimal(0)),
        sum((number(first[name]["Refunded Amount"]) for name in sale), Decimal(0)),
    )


# ---------------------------------------------------------------- order fields repeated on every line


def wix(path: Path) -> Reckoned:
    rows = rows_of(path)
    first = {row["Order number"]: row for row in reversed(rows)}
    gross: defaultdict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        gross[row["Order number"]] += Decimal(row["Price"]) * int(row["Qty"])
    for order, row in first.items():  # the file's own total, told once, is the goods and the shipping
        assert Decimal(row["Total"]) == gross[order] + Decimal(row["Shipping rate"]) + Decimal(row["Total tax"])
    sale = [order for order, row in first.items() if row["Fulfillment status"] != "Canceled"]
    return Reckoned(
        len(rows),
        len(sale),
        people(first[order]["Contact email"] for order in sale),
        sum((gross[order] for order in sale), Decimal(0)),
        refunds=sum((Decimal(first[order]["Refunded amount"]) for order in sale), Decimal(0)),
    )


def shopee(path: Path) -> Reckoned:
    headings, *cells = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    names = [unicodedata.normalize("NFC", str(name)) for name in headings]
    rows = [dict(zip(names, map(str, row), strict=True)) for row in cells]
    sale = [row for row in rows if row["Trạng Thái Đơn Hàng"] != "Đã hủy"]
    worth = [(row, Decimal(row["Giá ưu đãi"]) * int(row["Số lượng"])) for row in sale]
    first = {row["Mã đơn hàng"]: row for row in reversed(sale)}
    back = [amount for row, amount in worth if row["Trạng thái Trả hàng/Hoàn tiền"] == "Đã Chấp Thuận Yêu Cầu"]
    return Reckoned(
        len(rows),
        len(first),
        people(row["Người Mua"] for row in sale),
        sum((amount for _, amount in worth), Decimal(0)),
        sum((Decimal(row["Mã giảm giá của Shop"]) for row in first.values()), Decimal(0)),
        sum(back, Decimal(0)),
    )


# ---------------------------------------------------------------- no order total: the lines are summed


def square(path: Path) -> Reckoned:
    rows = rows_of(path)
    gross: defaultdict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        gross[row["Transaction ID"]] += number(row["Net Sales"])
    buyers = {row["Transaction ID"]: row["Customer ID"] for row in rows}
    sale = [order for order, amount in gross.items() if amount > 0]
    total = sum((gross[order] for order in sale), Decimal(0))
    return Reckoned(len(rows), len(sale), people(buyers[order] for order in sale), total)


def superstore(path: Path) -> Reckoned:
    rows = rows_of(path)
    gross = sum((Decimal(row["Sales"]) for row in rows), Decimal(0))
    return Reckoned(
        len(rows), len({row["Order ID"] for row in rows}), people(row["Customer ID"] for row in rows), gross
    )


def online_retail(path: Path) -> Reckoned:
    rows = rows_of(path)
    sale = [row for row in rows if int(row["Quantity"]) > 0 and Decimal(row["UnitPrice"]) > 0]
    gross = sum((int(row["Quantity"]) * Decimal(row["UnitPrice"]) for row in sale), Decimal(0))
    return Reckoned(
        len(rows), len({row["InvoiceNo"] for row in sale}), people(row["CustomerID"] for row in sale), gross
    )


def cdnow(path: Path) -> Reckoned:
    rows = [line.split() for line in path.read_text(encoding="ascii").splitlines()[1:]]
    sale = [row for row in rows if Decimal(row[3]) > 0]
    gross = sum((Decimal(row[3]) for row in sale), Decimal(0))
    return Reckoned(len(rows), len({(row[0], row[1]) for row in sale}), people(row[0] for row in sale), gross)


# ---------------------------------------------------------------- a row an order


def etsy(path: Path) -> Reckoned:
    rows = rows_of(path, "\t")
    sale = [row for row in rows if Decimal(row["Order Value"]) > 0]
    gross, discounts = (
        sum((Decimal(row[name]) for row in sale), Decimal(0)) for name in ("Order Value", "Discount Amount")
    )
    return Reckoned(len(rows), len(sale), people(row["Buyer User ID"] for row in sale), gross, discounts)


def tmall(path: Path) -> Reckoned:
    rows = rows_of(path)
    sale = [row for row in rows if row["订单付款时间 "] and Decimal(row["总金额"]) > 0]
    gross, back = (sum((Decimal(row[name]) for row in sale), Decimal(0)) for name in ("总金额", "退款金额"))
    return Reckoned(len(rows), len(sale), 0, gross, refunds=back)


def stripe(path: Path) -> Reckoned:
    rows = rows_of(path)
    sale = [row for row in rows if row["Status"] in ("Paid", "Refunded") and Decimal(row["Amount"]) > 0]
    gross, back = (sum((Decimal(row[name]) for row in sale), Decimal(0)) for name in ("Amount", "Amount Refunded"))
    buyers = people(row["Customer Email"] or row["Customer ID"] for row in sale)
    return Reckoned(len(rows), len(sale), buyers, gross, refunds=back)


RECKONED: dict[str, tuple[str, Callable[[Path], Reckoned]]] = {
    "cdnow/*": ("cdnow", cdnow),
    "etsy/EtsySoldOrders*": ("etsy_orders", etsy),
    "shopee_vn/*": ("shopee_vn", shopee),
    "shopify/*": ("shopify", shopify),
    "square/items_*": ("square_items", square),
    "stripe/*": ("stripe", stripe),
    "superstore/*": ("superstore", superstore),
    "taobao/tianchi_tmall_order_report*": ("taobao_report", tmall),
    "uci_online_retail/*": ("online_retail", online_retail),
    "wix/*": ("wix", wix),
}
"""Pattern of a file's path → its export, and who reckons it. Olist's set is read as a whole in a test of its own."""

FOLDER = REAL_DATA / "exports"
FILES = [
    path.relative_to(FOLDER).as_posix()
    for path in sorted(FOLDER.rglob("*"))
    if path.is_file() and path.suffix != ".md" and path.parent.name != "olist"
]


@pytest.mark.real
@pytest.mark.parametrize("name", FILES)
def test_real_export(name: str, real_data: Path, tmp_path: Path) -> None:
    path = real_data / "exports" / name
    platform, reckon = next(told for pattern, told in RECKONED.items() if Path(name).match(pattern))
    truth = reckon(path)
    source = open_source(path, path.name, tmp_path)
    assert [found.id for found, _ in candidates(source.heading.headings)] == [platform]
    with empty_store() as store:
        report = import_file(store, path, ImportOptions())
        with store.cursor() as cursor:
            found = cursor.execute("""
                SELECT COUNT(*), COUNT(DISTINCT customer_id), SUM(gross_sales), SUM(order_discount), SUM(refunds)
                FROM orders WHERE kind = 'sale'
            """).fetchone()
    assert (report.platform, report.rows_read, report.rows_rejected) == (platform, truth.rows, 0)
    assert report.rows_read == report.lines_stored + sum(report.rows_ruled.values())
    assert found == truth[1:]


@pytest.mark.real
def test_every_kind_of_file_is_there(real_data: Path) -> None:
    """A pattern that no file fits any more would leave its reckoning untested."""
    assert [pattern for pattern in RECKONED if not list((real_data / "exports").glob(pattern))] == []
