"""Tables that no platform recognises: what the headings are taken for, and what is refused with a sentence."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from crm_analysis.errors import AmbiguousDates, InputRefused, NothingUsable, RulesRefused, UnknownFormat
from crm_analysis.ingest.guessing import guess
from crm_analysis.ingest.load import import_file
from crm_analysis.ingest.report import ImportOptions, ImportReport
from crm_analysis.rules.synonyms import read_synonyms, synonyms
from crm_analysis.store import Store
from exports_support import empty_store

ORDERS = """
SELECT order_id, CAST(ordered_on AS VARCHAR), customer_id, kind, gross_sales, refunds, currency
FROM orders ORDER BY order_id
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "table.csv"
    path.write_text(text, encoding="utf-8")
    return path


def imported(folder: Path, text: str, **options) -> tuple[ImportReport, list[tuple]]:
    with empty_store() as store:
        report = import_file(store, write(folder, text), ImportOptions(**options))
        return report, orders(store)


def orders(store: Store) -> list[tuple]:
    with store.cursor() as cursor:
        rows = cursor.execute(ORDERS).fetchall()
    return [tuple(float(value) if isinstance(value, Decimal) else value for value in row) for row in rows]


# ---------------------------------------------------------------- one shop, many ways to name its columns

TABLES = {
    "English, plain": "Order ID,Order date,Email,Product,Quantity,Amount",
    "snake case": "order_id,created_at,customer_email,product_name,qty,line total",
    "invoices": "Invoice No,Invoice Date,E-mail,Description,Units,Line Total",
    "receipts": "Receipt number,Date of purchase,Customer email,Item,Pieces,Sales",
    "transactions": "Transaction ID,Transaction date,Email address,Item name,Count,Revenue",
    "capitals": "ORDER NUMBER,PURCHASE DATE,BUYER EMAIL,TITLE,QUANTITY,ITEM TOTAL",
    "简体": "订单编号,下单时间,邮箱,商品名称,数量,金额",
    "简体, 销售": "订单号,订单日期,客户邮箱,品名,件数,销售金额",
    "简体, 交易": "交易编号,交易时间,买家邮箱,宝贝标题,购买数量,成交金额",
    "简体, 小票": "小票号,购买日期,电子邮箱,产品名称,销售数量,小计",
    "繁體": "訂單編號,訂單日期,email,商品名稱,數量,金額",
    "two languages": "Order No.,日期,Email,商品,Qty.,销售额",
}
ROWS = """
1,2026-01-03,anna@example.com,Mug,2,25.00
1,2026-01-03,anna@example.com,Cup,1,10.00
2,2026-01-13,ben@example.com,Mug,1,12.50
3,2026-02-01,ANNA@example.com,Cup,3,30.00
"""
SHOP = [
    ("1", "2026-01-03", "anna@example.com", "sale", 35.00, 0.0, "EUR"),
    ("2", "2026-01-13", "ben@example.com", "sale", 12.50, 0.0, "EUR"),
    ("3", "2026-02-01", "anna@example.com", "sale", 30.00, 0.0, "EUR"),
]


@pytest.mark.heavy
@pytest.mark.parametrize("table", TABLES)
def test_headings_in_both_languages(table: str, tmp_path: Path) -> None:
    report, found = imported(tmp_path, TABLES[table] + ROWS, currency="EUR")
    assert report.platform == "generic"
    assert (report.rows_read, report.lines_stored, report.rows_rejected) == (4, 4, 0)
    assert found == SHOP


def test_no_synonym_stands_under_two_fields() -> None:
    names = [name for role in synonyms().headings for name in synonyms().spellings[role]]
    assert len(names) == len(set(names))
    assert synonyms().perhaps_of_order <= synonyms().spellings["amount"].keys()
    assert synonyms().customer_anyhow <= synonyms().spellings["buyer_id"].keys()
    assert synonyms().name_of_anything <= synonyms().spellings["name"].keys()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("headings = [", "cannot be read as TOML"),
        ('[headings.email]\nen = ["mail"]\n[headings.phone]\nde = ["Mail"]', r"mail \(email, phone\) stand under"),
    ],
)
def test_faulty_synonyms_are_refused(text: str, sentence: str, tmp_path: Path) -> None:
    (tmp_path / "synonyms.toml").write_text(text, encoding="utf-8")
    with pytest.raises(RulesRefused, match=sentence):
        read_synonyms(tmp_path / "synonyms.toml")


# ---------------------------------------------------------------- guesses that would be absurd


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        # A state of the USA is no state of an order; a rate of discount is no amount.
        ("Order ID,Order Date,Customer ID,State,Discount,Sales", {"region": "State"}),
        # Order-level net amount beside price and quantity: the line is worth price × quantity.
        ("Order number,Date created,Contact email,Item,Qty,Price,Net amount", {"unit_price": "Price"}),
        # An amount that can only be the line's is better than a price without the discount.
        ("Order ID,Date,Email,Product,Qty,Price,Line total", {"amount": "Line total"}),
        # The name beside a quantity is the product's, not a customer who is called Mug.
        ("Order ID,Date,Name,Qty,Price", {"product": "Name"}),
        ("Order ID,Date,Name,Product,Amount", {"name": "Name", "product": "Product"}),
        ("订单号,日期,单价,数量,总价", {"unit_price": "单价", "quantity": "数量", "order_total": "总价"}),
    ],
)  # fmt: skip
def test_guess(headings: str, expected: dict[str, str]) -> None:
    found = {role: told.heading for role, told in guess(headings.split(",")).items()}
    assert expected.items() <= found.items()
    assert not {"status", "order_discount"} & found.keys()
    assert not {"amount", "unit_price"} <= found.keys()
    assert len(set(found.values())) == len(found)


def test_a_heading_that_stands_twice_counts_once() -> None:
    assert guess(["Order ID", "Date", "Amount", "AMOUNT (2)"])["amount"].heading == "Amount"


# ---------------------------------------------------------------- which money


def test_unit_price_times_quantity(tmp_path: Path) -> None:
    _, found = imported(tmp_path, "order id,date,email,unit price,quantity\n1,2026-01-03,a@example.com,2.50,4\n")
    assert found[0][4] == 10.00


def test_price_alone_is_the_line(tmp_path: Path) -> None:
    _, found = imported(tmp_path, "order id,date,email,price\n1,2026-01-03,a@example.com,2.50\n1,2026-01-03,,4\n")
    assert found[0][4] == 6.50


def test_order_total_repeated_on_every_line_counts_once(tmp_path: Path) -> None:
    text = (
        "order id,date,email,product,order total\n1,2026-01-03,a@x.com,Mug,35\n1,2026-01-03,a@x.com,Cup,35\n"
        "2,2026-01-13,b@x.com,Cup,10\n"
    )
    _, found = imported(tmp_path, text)
    assert [row[4] for row in found] == [35.00, 10.00]


def test_totals_that_differ_within_an_order_are_its_lines(tmp_path: Path) -> None:
    text = "订单号,日期,客户,总价\n1,2026-01-03,甲,20\n1,2026-01-03,甲,20\n2,2026-01-13,乙,10\n2,2026-01-13,乙,5\n"
    _, found = imported(tmp_path, text)
    assert [row[4] for row in found] == [40.00, 15.00]


def test_order_total_on_the_first_line_only(tmp_path: Path) -> None:
    text = (
        "order id,date,email,order total\n1,2026-01-03,a@x.com,35\n1,,,\n2,2026-01-13,b@x.com,8\n"
        "3,2026-01-14,b@x.com,\n"
    )
    report, found = imported(tmp_path, text)
    assert [row[4] for row in found] == [35.00, 8.00]
    assert report.rows_rejected == 1, "order 3 has no amount in any row"


def test_refunds_and_returns(tmp_path: Path) -> None:
    text = (
        "order id,date,email,quantity,amount,refund amount\n1,2026-01-03,a@x.com,1,30,-12\n"
        "2,2026-01-13,a@x.com,-1,-10,\n3,2026-01-14,a@x.com,1,5,0\n"
    )
    _, found = imported(tmp_path, text)
    assert [(row[3], row[4], row[5]) for row in found] == [("sale", 30, 12), ("refund", 0, 10), ("sale", 5, 0)]


@pytest.mark.parametrize(
    ("amounts", "currency"),
    [
        (("£1,200.00", "£5"), "GBP"),
        (("12,50 €", "3,00 €"), "EUR"),
        (("￥88.00", "9元"), "CNY"),
        (("12.50", "3"), "XXX"),
    ],
)
def test_currency_from_the_sign(amounts: tuple[str, str], currency: str, tmp_path: Path) -> None:
    first, second = amounts
    text = f'order id;date;email;amount\n1;2026-01-03;a@x.com;"{first}"\n2;2026-01-13;a@x.com;"{second}"\n'
    _, found = imported(tmp_path, text)
    assert {row[6] for row in found} == {currency}


# ---------------------------------------------------------------- which orders count


@pytest.mark.heavy
@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("Completed", "sale"), ("cancelled", "void"), ("Canceled", "void"), ("VOIDED", "void"), ("Unpaid", "void"),
        ("Pending payment", "void"), ("shipped", "sale"), ("refunded", "sale"), ("交易成功", "sale"),
        ("交易关闭", "void"), ("已取消", "void"),
        ("等待买家付款", "void"), ("待付款", "void"), ("已发货", "sale"), ("", "sale"),
    ],
)  # fmt: skip
def test_status_in_both_languages(word: str, kind: str, tmp_path: Path) -> None:
    text = f"order id,date,email,amount,order status\n1,2026-01-03,a@x.com,30,{word}\n2,2026-01-03,a@x.com,30,ok\n"
    _, found = imported(tmp_path, text)
    assert [row[3] for row in found] == [kind, "sale"]


def test_masked_customers_are_guests(tmp_path: Path) -> None:
    text = (
        "订单号,日期,手机号,姓名,金额\n1,2026-01-03,139****0001,张**,10\n2,2026-01-13,13900000002,李四,10\n"
        "3,2026-01-14,139****0001,张**,10\n"
    )
    _, found = imported(tmp_path, text)
    assert [row[2] for row in found] == [None, "13900000002", None]


def test_a_table_without_customers_says_so(tmp_path: Path) -> None:
    report, found = imported(tmp_path, "order id,date,amount\n1,2026-01-03,10\n")
    assert found[0][2] is None
    assert any("names no buyer" in str(warning) for warning in report.warnings)


def test_customers_by_name_alone_are_told(tmp_path: Path) -> None:
    report, found = imported(
        tmp_path, "order id,date,customer name,amount\n1,2026-01-03,Anna,10\n2,2026-01-04,ANNA,10\n"
    )
    assert {row[2] for row in found} == {"anna"}
    assert any("by name alone" in str(warning) for warning in report.warnings)


# ---------------------------------------------------------------- no order number


def test_no_order_number_is_refused_with_both_ways_out(tmp_path: Path) -> None:
    with pytest.raises(UnknownFormat, match=r"--map order_id=HEADING.*order_id=customer-day"):
        imported(tmp_path, "date,email,amount\n2026-01-03,a@x.com,10\n")


def test_one_customers_day_as_one_order(tmp_path: Path) -> None:
    text = (
        "date,email,amount\n2026-01-03 09:00,a@x.com,10\n2026-01-03 18:00,A@x.com,5\n"
        "2026-01-04 09:00,a@x.com,7\n2026-01-03 09:00,b@x.com,1\n2026-01-03 09:00,,2\n"
    )
    report, found = imported(tmp_path, text, mapping={"order_id": "customer-day"})
    assert [(row[0], row[4]) for row in found] == [
        ("a@x.com 2026-01-03", 15), ("a@x.com 2026-01-04", 7), ("b@x.com 2026-01-03", 1),
    ]  # fmt: skip
    assert report.rows_rejected == 1, "nobody's day is no order"
    assert any("one customer's day counts as one order" in str(warning) for warning in report.warnings)


def test_customer_days_need_a_customer(tmp_path: Path) -> None:
    with pytest.raises(UnknownFormat, match="buyer_id"):
        imported(tmp_path, "date,amount\n2026-01-03,10\n", mapping={"order_id": "customer-day"})


# ---------------------------------------------------------------- what is missing, and what the owner says


@pytest.mark.parametrize(
    ("text", "lacking"),
    [
        ("order id,email,amount\n1,a@x.com,10\n", "ordered_at (order date)"),
        ("order id,date,email\n1,2026-01-03,a@x.com\n", "amount (amount of the line or order)"),
        (
            "shape,colour,weight\nround,red,5\n",
            "order_id (order number), ordered_at (order date), amount (amount of the line or order)",
        ),
    ],
)
def test_missing_column_is_named(text: str, lacking: str, tmp_path: Path) -> None:
    with pytest.raises(UnknownFormat, match=re.escape(f"no column was recognised for {lacking}.")):
        imported(tmp_path, text)


def test_the_owner_corrects_the_guess(tmp_path: Path) -> None:
    text = "ref,date,shipped on,email,sum\n7,2026-01-03,2026-01-09,a@x.com,10\n"
    mapping = {"order_id": "ref", "ordered_at": "shipped on", "amount": "SUM"}
    report, found = imported(tmp_path, text, mapping=mapping)
    assert found[0][:5] == ("7", "2026-01-09", "a@x.com", "sale", 10)
    assert report.recognised_by.startswith("mapping: ")


@pytest.mark.parametrize(
    ("mapping", "sentence"),
    [({"order": "ref"}, "order is not a known role"), ({"order_id": "reff"}, "has no column reff")],
)
def test_wrong_mapping_is_refused(mapping: dict[str, str], sentence: str, tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match=sentence):
        imported(tmp_path, "ref,date,email,amount\n7,2026-01-03,a@x.com,10\n", mapping=mapping)


def test_bad_cells_are_rejects_with_their_place(tmp_path: Path) -> None:
    text = (
        "order id,date,email,quantity,amount\n1,2026-01-03,a@x.com,1,10\n2,soon,a@x.com,1,10\n"
        "3,2026-01-05,a@x.com,x,10\n4,2026-01-06,a@x.com,1,ten\n,2026-01-07,a@x.com,1,10\n6,2026-01-08,a@x.com,1,\n5.08E+18,2026-01-09,a@x.com,1,10\n"
    )
    with empty_store() as store:
        report = import_file(store, write(tmp_path, text), ImportOptions())
        with store.cursor() as cursor:
            rejects = cursor.execute("SELECT line_no, heading, value FROM rejects ORDER BY line_no").fetchall()
    assert (report.lines_stored, report.rows_rejected) == (1, 6)
    assert rejects == [
        (3, "date", "soon"), (4, "quantity", "x"), (5, "amount", "ten"), (6, "order id", None), (7, "amount", None),
        (8, "order id", "5.08E+18"),
    ]  # fmt: skip


def test_nothing_usable_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NothingUsable, match="none of its 2 rows can be stored"):
        imported(tmp_path, "order id,date,email,amount\n1,soon,a@x.com,10\n2,later,a@x.com,10\n")


# ---------------------------------------------------------------- day or month first


def dated(*days: str) -> str:
    rows = "".join(f"{number},{day},a@x.com,10\n" for number, day in enumerate(days, start=1))
    return "order id,date,email,amount\n" + rows


def test_dates_that_nothing_settles_are_refused(tmp_path: Path) -> None:
    with pytest.raises(AmbiguousDates, match="no date in the file settles it"):
        imported(tmp_path, dated("1/2/2026", "3/4/2026"))


@pytest.mark.parametrize(("order", "first"), [("day", "2026-02-01"), ("month", "2026-01-02")])
def test_the_owner_settles_them(order: str, first: str, tmp_path: Path) -> None:
    _, found = imported(tmp_path, dated("1/2/2026", "3/4/2026"), date_order=order)
    assert found[0][1] == first


@pytest.mark.parametrize(
    ("days", "first", "warning"),
    [(("1/2/2026", "13/2/2026"), "2026-02-01", "day first"), (("1/2/2026", "2/13/2026"), "2026-01-02", "month first")],
)
def test_one_date_settles_all_and_it_is_told(days: tuple[str, ...], first: str, warning: str, tmp_path: Path) -> None:
    report, found = imported(tmp_path, dated(*days))
    assert found[0][1] == first
    assert any(warning in str(said) for said in report.warnings)


def test_contradicting_dates_are_refused(tmp_path: Path) -> None:
    with pytest.raises(AmbiguousDates, match=r"'13/2/2026' has the day first and '1/13/2026' the month"):
        imported(tmp_path, dated("1/2/2026", "1/13/2026", "13/2/2026"))


def test_dates_that_read_the_same_either_way_settle_themselves(tmp_path: Path) -> None:
    _, found = imported(tmp_path, dated("5/5/2026", "6/6/2026"))
    assert [row[1] for row in found] == ["2026-05-05", "2026-06-06"]


def test_orders_of_a_platform_that_hides_its_buyers_count_as_sales(tmp_path: Path) -> None:
    text = (
        "商品,订单号,订单状态,用户实付金额(元),商品数量(件),商品id,订单成交时间\n"
        "茶,260517-1\t,已收货,28,1,77,2026-05-17 10:00:00\n"
        "茶,260517-2\t,已取消,28,1,77,2026-05-18 10:00:00\n"
    )
    report, found = imported(tmp_path, text, currency="CNY")
    assert report.platform == "generic"
    assert [(order[0], 28.0 in order) for order in found] == [("260517-1", True), ("260517-2", False)]
    assert (report.orders_new, report.customers_new) == (2, 0)
    assert "names no buyer" in str(report.warnings[0])
