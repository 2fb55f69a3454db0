"""The invented shop: always the same, true to its parameters, and its exports true to their platforms."""

from __future__ import annotations

import csv
import gzip
import io
import json
import math
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from crm_analysis.errors import InputRefused
from crm_analysis.sample_shop import Habits, Purchasing, Seasons, Shop, Totals, Truth, Welcome, rebuild, simulate
from crm_analysis.sample_shop.block import GUEST, Block
from crm_analysis.sample_shop.export import write_export, write_shop
from crm_analysis.sample_shop.formats import FORMATS
from crm_analysis.sample_shop.formats.ebay import dollars
from crm_analysis.sample_shop.formats.shopify import with_offset
from crm_analysis.sample_shop.parameters import LAST_DAY

SAMPLE = Path(__file__).parent.parent / "data" / "sample_shop"
PLATFORMS = sorted(FORMATS)
STEADY = Seasons(growth_per_year=1.0, winter_swing=0.0, saturday=1.0, sunday=1.0, sale_factor=1.0)


def export_of(folder: Path, platform: str, **size: int) -> tuple[Path, Truth]:
    """An export of a small shop and its truth."""
    path = folder / f"{platform}.csv"
    return path, write_export(path, platform=platform, **(size or {"customers": 300, "seed": 5}))


def text_of(path: Path, encoding: str = "utf-8-sig") -> str:
    """The text of an export, unpacked where it is packed."""
    data = path.read_bytes()
    return (gzip.decompress(data) if path.suffix == ".gz" else data).decode(encoding)


def table_of(text: str, **options: str) -> pd.DataFrame:
    """The table in a text, every cell as it stands, blank cells as empty text."""
    return pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False, **options)


def dec(values: pd.Series) -> pd.Series:
    """Exact decimals; blank is nothing."""
    return values.map(lambda it: Decimal(re.sub(r"[$€,]", "", it) or 0))


def total(values: pd.Series) -> Decimal:
    """Exact sum."""
    return sum(values, Decimal(0))


# ---------------------------------------------------------------- the same seed, the same bytes


@pytest.mark.parametrize("platform", PLATFORMS)
def test_same_seed_writes_the_same_bytes_and_another_seed_does_not(tmp_path: Path, platform: str) -> None:
    first, again, other = (tmp_path / name for name in ("first.csv", "again.csv", "other.csv"))
    for path, seed in ((first, 7), (again, 7), (other, 8)):
        write_export(path, customers=40, seed=seed, platform=platform)
    assert first.read_bytes() == again.read_bytes()
    assert first.read_bytes() != other.read_bytes()


def test_packed_and_plain_export_hold_the_same(tmp_path: Path) -> None:
    write_export(tmp_path / "shop.csv", customers=40)
    write_export(tmp_path / "shop.csv.gz", customers=40)
    assert text_of(tmp_path / "shop.csv.gz") == text_of(tmp_path / "shop.csv")


def test_committed_sample_is_what_its_recipe_makes(tmp_path: Path) -> None:
    rebuild(SAMPLE, into=tmp_path)
    written = sorted(path.name for path in tmp_path.iterdir())
    assert written == sorted(path.name for path in SAMPLE.iterdir() if path.name != "recipe.toml")
    for name in written:
        made, committed = (tmp_path / name).read_bytes(), (SAMPLE / name).read_bytes()
        if name.endswith(".gz"):
            made, committed = gzip.decompress(made), gzip.decompress(committed)
        assert made == committed, name


def test_committed_sample_is_under_a_megabyte() -> None:
    assert sum(path.stat().st_size for path in SAMPLE.iterdir()) < 1_000_000


# ---------------------------------------------------------------- the size that was asked for


@pytest.mark.parametrize(("customers", "orders"), [(None, 1), (None, 700), (200, 900), (1, 1), (500, 560)])
def test_orders_are_met_exactly(tmp_path: Path, customers: int | None, orders: int) -> None:
    path = tmp_path / "shop.csv"
    truth = write_export(path, customers=customers, orders=orders, seed=3)
    assert truth.totals.orders_in_file == orders == table_of(text_of(path))["Name"].nunique()


def test_customers_are_met_exactly_when_both_sizes_are_given() -> None:
    blocks = [it.block for it in simulate(Shop(customers=250, orders=1000))]
    people = {int(it) for block in blocks for it in block.customer[block.customer != GUEST]}
    assert people == set(range(250))


def test_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="there is no such folder"):
        write_export(tmp_path / "nowhere" / "shop.csv", customers=5)


def test_large_shops_come_in_blocks_with_running_numbers() -> None:
    blocks = [it.block for it in simulate(Shop(orders=250_000, years=1))]
    assert len(blocks) == 3
    numbers = np.concatenate([block.number for block in blocks])
    assert np.array_equal(numbers, np.arange(1, 250_001))
    people = [set(block.customer[block.customer != GUEST].tolist()) for block in blocks]
    assert not people[0] & people[1] and not people[1] & people[2]
    guests = np.concatenate([block.person[block.is_guest] for block in blocks])
    assert len(np.unique(guests)) == len(guests)


@pytest.mark.parametrize(
    ("wish", "sentence"),
    [
        ({"customers": 0}, "customers is 0"),
        ({"years": 0}, "years is 0"),
        ({"orders": 10, "customers": 20}, "10 orders are too few for 20 customers"),
        ({"orders": 100_000, "customers": 3}, "3 customers leave before"),
        ({"platform": "wish"}, "no platform is called wish"),
    ],
)
def test_impossible_wishes_are_refused_and_write_nothing(tmp_path: Path, wish: dict[str, int], sentence: str) -> None:
    with pytest.raises(InputRefused, match=sentence):
        write_export(tmp_path / "shop.csv", **wish)
    assert not list(tmp_path.iterdir())


# ---------------------------------------------------------------- the truth, recomputed from the files alone


def shopify_totals(path: Path) -> Totals:
    lines = table_of(text_of(path))
    orders = lines[lines["Financial Status"] != ""].set_index("Name")
    valid = (orders["Cancelled at"] == "") & (orders["Financial Status"] != "voided")
    lines["amount"] = dec(lines["Lineitem price"]) * dec(lines["Lineitem quantity"]) - dec(lines["Lineitem discount"])
    sale_lines = lines[lines["Name"].map(valid)]
    sales = orders[valid]
    key = sales["Email"].str.lower().where(sales["Email"] != "", sales["Phone"])
    refunds = dec(sales["Refunded Amount"])
    gross, discounts = total(sale_lines["amount"]), total(dec(sales["Discount Amount"]))
    return Totals(
        rows=len(lines),
        orders_in_file=len(orders),
        orders=len(sales),
        guest_orders=int((key == "").sum()),
        sale_lines=len(sale_lines),
        customers=key[key != ""].nunique(),
        cancelled_orders=int((orders["Cancelled at"] != "").sum()),
        unpaid_orders=int(((orders["Cancelled at"] == "") & (orders["Financial Status"] == "voided")).sum()),
        refunded_orders=int((refunds > 0).sum()),
        gross_sales=gross,
        guest_gross_sales=total(sale_lines["amount"][sale_lines["Name"].map(key) == ""]),
        order_discounts=discounts,
        refunds=total(refunds),
        guest_refunds=total(refunds[key == ""]),
        net_sales=gross - discounts - total(refunds),
    )


def woocommerce_advanced_totals(path: Path) -> Totals:
    lines = table_of(text_of(path))
    lines["amount"] = dec(lines["Order Line (w/o tax)"])
    orders = lines.drop_duplicates("Order Number").set_index("Order Number")
    void = orders["Order Status"].isin(["Cancelled", "Failed"])
    sales, sale_lines = orders[~void], lines[~lines["Order Number"].map(void)]
    key, refunds = sales["Email (Billing)"].str.lower(), dec(sales["Order Refund Amount"])
    gross, discounts = total(sale_lines["amount"]), total(dec(sales["Cart Discount Amount"]))
    return Totals(
        rows=len(lines),
        orders_in_file=len(orders),
        orders=len(sales),
        guest_orders=int((key == "").sum()),
        sale_lines=len(sale_lines),
        customers=key[key != ""].nunique(),
        cancelled_orders=int((orders["Order Status"] == "Cancelled").sum()),
        unpaid_orders=int((orders["Order Status"] == "Failed").sum()),
        refunded_orders=int((refunds > 0).sum()),
        gross_sales=gross,
        guest_gross_sales=total(sale_lines["amount"][sale_lines["Email (Billing)"] == ""]),
        order_discounts=discounts,
        refunds=total(refunds),
        guest_refunds=total(refunds[key == ""]),
        net_sales=gross - discounts - total(refunds),
    )


def order_row_totals(
    orders: pd.DataFrame, *, void: pd.Series, unpaid: pd.Series, key: pd.Series, gross: str, discount: str | None
) -> Totals:
    """Totals of a file of one row per order that tells of no refunds."""
    sale = ~(void | unpaid)
    amounts = dec(orders[gross])
    discounts = total(dec(orders[discount])[sale]) if discount else Decimal(0)
    return Totals(
        rows=len(orders),
        orders_in_file=len(orders),
        orders=int(sale.sum()),
        guest_orders=int((sale & (key == "")).sum()),
        sale_lines=int(sale.sum()),
        customers=key[sale & (key != "")].nunique(),
        cancelled_orders=int(void.sum()),
        unpaid_orders=int(unpaid.sum()),
        gross_sales=total(amounts[sale]),
        guest_gross_sales=total(amounts[sale & (key == "")]),
        order_discounts=discounts,
        net_sales=total(amounts[sale]) - discounts,
    )


def woocommerce_analytics_totals(path: Path) -> Totals:
    orders = table_of(text_of(path))
    status = orders["Status"]
    return order_row_totals(
        orders,
        void=status == "cancelled",
        unpaid=status == "failed",
        key=orders["Customer"],
        gross="Net Sales",
        discount=None,
    )


def woocommerce_webtoffee_totals(path: Path) -> Totals:
    orders = table_of(text_of(path))
    packed = orders.filter(like="line_item_").stack()
    packed = packed[packed != ""]
    items = packed.str.extract(r"\|quantity:(\d+)\|total:([\d.]+)\|")
    assert dec(items[1]).groupby(level=0).sum().to_dict() == dec(orders["order_subtotal"]).to_dict()
    told = order_row_totals(
        orders,
        void=orders["status"] == "cancelled",
        unpaid=orders["status"] == "failed",
        key=orders["billing_email"].str.lower(),
        gross="order_subtotal",
        discount="cart_discount",
    )
    sold = ~orders["status"].isin(["cancelled", "failed"])
    return Totals(**{**vars(told), "sale_lines": int(sold[packed.index.get_level_values(0)].sum())})


def line_totals(lines: pd.DataFrame, *, order: pd.Series, key: pd.Series, amount: pd.Series) -> Totals:
    """Totals of a file of lines that tells of sales only."""
    return Totals(
        rows=len(lines),
        orders_in_file=order.nunique(),
        orders=order.nunique(),
        sale_lines=len(lines),
        customers=key.nunique(),
        gross_sales=total(amount),
        net_sales=total(amount),
    )


def amazon_totals(path: Path) -> Totals:
    lines = table_of(text_of(path), sep="\t")
    amount = dec(lines["item-price"]) - dec(lines["item-promotion-discount"]).abs()
    return line_totals(lines, order=lines["amazon-order-id"], key=lines["buyer-email"], amount=amount)


def superstore_totals(path: Path) -> Totals:
    lines = table_of(text_of(path, "cp1252"))
    return line_totals(lines, order=lines["Order ID"], key=lines["Customer ID"], amount=dec(lines["Sales"]))


def ebay_totals(path: Path) -> Totals:
    body = text_of(path).lstrip("\n").split("\n\n")[0]
    rows = table_of(body)
    lines = rows[rows["Item Number"] != ""]
    amount = dec(lines["Sold For"]) * dec(lines["Quantity"])
    told = line_totals(lines, order=lines["Order Number"], key=lines["Buyer Username"], amount=amount)
    totals = dec(rows["Total Price"]) - dec(rows["Shipping And Handling"])
    assert total(totals.groupby(rows["Order Number"]).first()) == told.gross_sales
    return Totals(**{**vars(told), "rows": len(rows)})


def cdnow_totals(path: Path) -> Totals:
    cells = [line.split() for line in text_of(path).splitlines()]
    orders = pd.DataFrame(cells, columns=["customer", "day", "pieces", "amount"])
    days = orders["customer"] + orders["day"]
    return line_totals(orders, order=days, key=orders["customer"], amount=dec(orders["amount"]))


def etsy_orders_totals(path: Path) -> Totals:
    orders = table_of(text_of(path))
    nobody = pd.Series(False, index=orders.index)
    told = order_row_totals(
        orders,
        void=nobody,
        unpaid=nobody,
        key=orders["Buyer User ID"],
        gross="Order Value",
        discount="Discount Amount",
    )
    adjusted = dec(orders["Adjusted Order Total"])
    refunds = (dec(orders["Order Total"]) - adjusted)[adjusted != 0]
    net = told.net_sales - total(refunds)
    refunded = {"refunds": total(refunds), "refunded_orders": len(refunds), "net_sales": net}
    return Totals(**{**vars(told), **refunded})


def etsy_items_totals(path: Path) -> Totals:
    lines = table_of(text_of(path))
    buyer = lines["Buyer"].str.extract(r"\((.+)\)$")[0]
    told = line_totals(lines, order=lines["Order ID"], key=buyer, amount=dec(lines["Item Total"]))
    discounts = total(dec(lines.drop_duplicates("Order ID")["Discount Amount"]))
    return Totals(**{**vars(told), "order_discounts": discounts, "net_sales": told.gross_sales - discounts})


def taobao_table(path: Path) -> pd.DataFrame:
    """A Taobao list with its ="…" ids unwrapped and its trailing spaces and commas cut off."""
    text = re.sub(r'(?m)^="(\d+)"', r"\1", text_of(path, "gb18030"))
    rows = list(csv.reader(io.StringIO(text)))
    heading = [cell.strip() for cell in rows[0]]
    return pd.DataFrame([row[: len(heading)] for row in rows[1:]], columns=heading)


def taobao_orders_totals(path: Path) -> Totals:
    orders = taobao_table(path)
    nickname = orders["买家会员名"]
    void = orders["订单状态"] == "交易关闭"
    unpaid = orders["订单状态"] == "等待买家付款"
    told = order_row_totals(
        orders,
        void=void,
        unpaid=unpaid,
        key=nickname.where(~nickname.str.contains("*", regex=False), ""),
        gross="买家应付货款",
        discount=None,
    )
    refunds = dec(orders["退款金额"]).where(~(void | unpaid), Decimal(0))
    of_guests = refunds[nickname.str.contains("*", regex=False)]
    return Totals(
        **{
            **vars(told),
            "refunds": total(refunds),
            "guest_refunds": total(of_guests),
            "refunded_orders": int((refunds > 0).sum()),
            "net_sales": told.net_sales - total(refunds),
        }
    )


def taobao_items_totals(path: Path) -> Totals:
    lines = taobao_table(path)
    status = lines.drop_duplicates("订单编号")["订单状态"]
    sale = lines[~lines["订单状态"].isin(["交易关闭", "等待买家付款"])]
    gross = total(dec(sale["价格"]) * dec(sale["购买数量"]))
    return Totals(
        rows=len(lines),
        orders_in_file=lines["订单编号"].nunique(),
        orders=sale["订单编号"].nunique(),
        guest_orders=sale["订单编号"].nunique(),
        sale_lines=len(sale),
        cancelled_orders=int((status == "交易关闭").sum()),
        unpaid_orders=int((status == "等待买家付款").sum()),
        gross_sales=gross,
        guest_gross_sales=gross,
        net_sales=gross,
    )


def online_retail_totals(path: Path) -> Totals:
    lines = table_of(text_of(path))
    lines.columns = ["invoice", "product", "name", "quantity", "moment", "price", "customer", "country"]
    amount = dec(lines["quantity"]) * dec(lines["price"])
    back = lines["invoice"].str.startswith("C")
    guest = lines["customer"] == ""
    gross, refunds = total(amount[~back]), -total(amount[back])
    sales = lines[~back]
    return Totals(
        rows=len(lines),
        orders_in_file=sales["invoice"].nunique(),
        orders=sales["invoice"].nunique(),
        guest_orders=sales["invoice"][~back & guest].nunique(),
        sale_lines=len(sales),
        customers=sales["customer"][~guest].nunique(),
        refunded_orders=lines["invoice"][back].nunique(),
        gross_sales=gross,
        guest_gross_sales=total(amount[~back & guest]),
        refunds=refunds,
        guest_refunds=-total(amount[back & guest]),
        net_sales=gross - refunds,
    )


READERS = {
    "shopify": shopify_totals,
    "woocommerce_advanced": woocommerce_advanced_totals,
    "woocommerce_analytics": woocommerce_analytics_totals,
    "woocommerce_webtoffee": woocommerce_webtoffee_totals,
    "amazon_shipments": amazon_totals,
    "superstore": superstore_totals,
    "ebay": ebay_totals,
    "cdnow": cdnow_totals,
    "etsy_orders": etsy_orders_totals,
    "etsy_items": etsy_items_totals,
    "taobao_orders": taobao_orders_totals,
    "taobao_items": taobao_items_totals,
    "online_retail": online_retail_totals,
    "online_retail_ii": online_retail_totals,
}


@pytest.mark.parametrize("platform", PLATFORMS)
def test_truth_is_what_the_file_says(tmp_path: Path, platform: str) -> None:
    path, truth = export_of(tmp_path, platform)
    assert READERS[platform](path) == truth.totals


def test_truth_of_the_committed_sample_is_what_its_files_say() -> None:
    for beside in SAMPLE.glob("*.gz.truth.json"):
        told = json.loads(beside.read_text(encoding="utf-8"))
        found = vars(READERS[told["platform"]](beside.with_name(beside.name.removesuffix(".truth.json"))))
        assert found == {name: Decimal(it) for name, it in told["totals"].items()}


def test_truth_lies_beside_the_export_with_its_parameters(tmp_path: Path) -> None:
    path, truth = export_of(tmp_path, "shopify")
    told = json.loads((tmp_path / "shopify.csv.truth.json").read_text(encoding="utf-8"))
    assert told["bg_nbd"] == {"r": 0.62, "alpha": 6.0, "a": 0.65, "b": 3.2, "time_unit": "week"}
    assert told["totals"]["net_sales"] == str(truth.totals.net_sales)
    assert truth.totals.net_sales == truth.totals.gross_sales - truth.totals.order_discounts - truth.totals.refunds
    assert path.exists()


# ---------------------------------------------------------------- what makes each platform's file its own


def test_shopify_tells_of_an_order_on_its_first_line_only(tmp_path: Path) -> None:
    path, _ = export_of(tmp_path, "shopify")
    lines = table_of(text_of(path))
    assert len(lines.columns) == 79
    later = lines[lines.duplicated("Name")]
    told_again = {heading for heading in lines.columns if (later[heading] != "").any()}
    assert told_again <= {"Name", "Email", "Created at", "Vendor"} | {
        heading for heading in lines.columns if heading.startswith("Lineitem")
    }
    blocks_of_names = (lines["Name"] != lines["Name"].shift()).sum()
    assert blocks_of_names == lines["Name"].nunique()


def test_shopify_keeps_its_oddities(tmp_path: Path) -> None:
    path, _ = export_of(tmp_path, "shopify")
    first = table_of(text_of(path)).drop_duplicates("Name")
    assert first["Created at"].str.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \+0[12]00").all()
    assert first["Billing Zip"].str.match("'\\d").any()
    assert first["Billing Phone"].str.startswith("'+999").any()
    assert first["Notes"].str.contains("\n").any()
    assert set(first["Financial Status"]) == {"paid", "pending", "voided", "refunded", "partially_refunded"}
    assert first["Email"].str.contains("[A-Z]").any()
    phone_alone = first[(first["Email"] == "") & (first["Phone"] != "")]
    assert len(phone_alone) > 0


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        ("2024-03-31T01:59:59", "2024-03-31 01:59:59 +0100"),
        ("2024-03-31T03:00:00", "2024-03-31 03:00:00 +0200"),
        ("2024-10-27T02:59:59", "2024-10-27 02:59:59 +0200"),
        ("2024-10-27T03:00:00", "2024-10-27 03:00:00 +0100"),
        ("2024-02-29T12:00:00", "2024-02-29 12:00:00 +0100"),
    ],
)
def test_offset_follows_summer_time(moment: str, written: str) -> None:
    seconds = np.array([moment], dtype="datetime64[s]").astype(np.int64)
    assert with_offset(seconds).to_pylist() == [written]


def test_taobao_is_gb18030_with_wrapped_ids_and_spaces_in_headings(tmp_path: Path) -> None:
    path, _ = export_of(tmp_path, "taobao_orders")
    raw = path.read_bytes()
    with pytest.raises(UnicodeDecodeError):
        raw.decode("utf-8")
    lines = raw.decode("gb18030").split("\r\n")
    assert '"收货地址 "' in lines[0] and '"订单付款时间 "' in lines[0]
    assert all(re.match(r'="\d{19}","', line) for line in lines[1:-1])
    nicknames = taobao_table(path)["买家会员名"]
    assert nicknames.str.fullmatch(r"tb_\d{7}|t\*\*").all() and (nicknames == "t**").any()


def test_taobao_items_end_in_a_comma_and_join_their_orders(tmp_path: Path) -> None:
    orders, _ = export_of(tmp_path, "taobao_orders")
    items, _ = export_of(tmp_path, "taobao_items")
    lines = items.read_bytes().decode("gb18030").split("\r\n")
    assert not lines[0].endswith(",") and all(line.endswith('",') for line in lines[1:-1])
    of_orders, of_items = taobao_table(orders), taobao_table(items)
    assert set(of_orders["订单编号"]) == set(of_items["订单编号"])
    goods = (dec(of_items["价格"]) * dec(of_items["购买数量"])).groupby(of_items["订单编号"]).sum()
    assert goods.to_dict() == dec(of_orders.set_index("订单编号")["买家应付货款"]).to_dict()


def test_etsy_files_are_of_the_same_orders(tmp_path: Path) -> None:
    orders = table_of(text_of(export_of(tmp_path, "etsy_orders")[0]))
    items_text = text_of(export_of(tmp_path, "etsy_items")[0])
    items = table_of(items_text)
    assert items_text.startswith('"Sale Date","Item Name",Buyer,Quantity,Price,')
    assert items["Sale Date"].str.fullmatch(r"\d\d/\d\d/\d\d").all()
    assert items["Date Paid"].str.fullmatch(r"\d\d/\d\d/\d{4}").all()
    assert dict.fromkeys(orders["Order ID"]) == dict.fromkeys(items["Order ID"])
    of_orders = orders.set_index("Order ID")
    value = dec(items["Item Total"]).groupby(items["Order ID"]).sum()
    assert value.to_dict() == dec(of_orders["Order Value"]).to_dict()
    sums = dec(orders["Order Value"]) - dec(orders["Discount Amount"])
    sums = sums + dec(orders["Shipping"]) + dec(orders["Sales Tax"])
    assert sums.tolist() == dec(orders["Order Total"]).tolist()


def test_ebay_has_a_title_a_footer_and_rows_of_totals(tmp_path: Path) -> None:
    path, truth = export_of(tmp_path, "ebay")
    text = text_of(path)
    assert text.startswith("\nSales Record Number,")
    assert text.endswith(f"\n{truth.totals.rows} record(s) downloaded\nSeller ID : nine_bridges_tea\n")
    assert re.search(r",[A-Z][a-z]{2}-\d\d-\d\d,", text) and ",$" in text


def test_ebay_writes_thousands_with_a_comma() -> None:
    assert dollars(np.array([4599, 132_500, 100_007, 0])).to_pylist() == [
        "$45.99",
        '"$1,325.00"',
        '"$1,000.07"',
        "$0.00",
    ]


def test_superstore_is_not_utf8(tmp_path: Path) -> None:
    path, _ = export_of(tmp_path, "superstore")
    assert b"\xa0" in path.read_bytes() and b"\r\n" in path.read_bytes()
    with pytest.raises(UnicodeDecodeError):
        path.read_bytes().decode("utf-8")


def test_online_retail_takes_money_back_by_c_invoices(tmp_path: Path) -> None:
    lines = table_of(text_of(export_of(tmp_path, "online_retail")[0]))
    back = lines["InvoiceNo"].str.startswith("C")
    assert back.any() and (lines["Quantity"].str.startswith("-") == back).all()
    assert set(lines["InvoiceNo"][back].str[1:]) <= set(lines["InvoiceNo"][~back])
    assert (lines["CustomerID"] == "").any()
    assert lines["InvoiceDate"].max() <= f"{LAST_DAY} 23:59:59"


@pytest.mark.parametrize("platform", PLATFORMS)
def test_persons_are_obviously_invented(tmp_path: Path, platform: str) -> None:
    path, _ = export_of(tmp_path, platform)
    text = text_of(path, FORMATS[platform].encoding)
    assert set(re.findall(r"@[\w.]+", text)) <= {
        "@example.com",
        "@example.cn",
        "@marketplace.amazon.example.com",
        "@members.ebay.example.com",
    }


# ---------------------------------------------------------------- true to its parameters


def whole_histories(shop: Shop) -> tuple[Block, np.ndarray]:
    """All orders of a shop that fits into one block, and each customer's number of repeat orders."""
    (simulated,) = simulate(shop)
    block = simulated.block
    return block, np.bincount(block.customer[block.customer != GUEST]) - 1


def bg_nbd_share(x: int, t: float, it: Purchasing) -> float:
    """P(X(t) = x), Fader, Hardie, Lee (2005), equation (8)."""

    def beta(p: float, q: float) -> float:
        return math.exp(math.lgamma(p) + math.lgamma(q) - math.lgamma(p + q))

    def poisson_gamma(j: int) -> float:
        size = math.exp(math.lgamma(it.r + j) - math.lgamma(it.r) - math.lgamma(j + 1))
        return size * (it.alpha / (it.alpha + t)) ** it.r * (t / (it.alpha + t)) ** j

    stays = beta(it.a, it.b + x) / beta(it.a, it.b) * poisson_gamma(x)
    if x == 0:
        return stays
    left = beta(it.a + 1, it.b + x - 1) / beta(it.a, it.b)
    return stays + left * (1 - sum(poisson_gamma(j) for j in range(x)))


def test_repeat_orders_are_distributed_as_bg_nbd() -> None:
    """Customers arrive evenly, so the share with x repeat orders is the mean of P(X(t) = x) over the time left."""
    shop = Shop(customers=20_000, years=2, seed=11, seasons=STEADY, habits=Habits(guests=0.0))
    _, repeats = whole_histories(shop)
    weeks = (LAST_DAY.toordinal() - shop.first_day.toordinal() + 1) / 7
    for x in range(6):
        expected = np.mean([bg_nbd_share(x, t, shop.purchasing) for t in np.linspace(0, weeks, 2001)])
        error = math.sqrt(expected * (1 - expected) / len(repeats))
        assert np.mean(repeats == x) == pytest.approx(expected, abs=4 * error), x


def test_shares_are_as_the_habits_say() -> None:
    habits = Habits(guests=0.10, coupons=0.2, refunded=0.05, cancelled=0.04, unpaid=0.03)
    block, _ = whole_histories(Shop(customers=12_000, seed=2, habits=habits))
    orders = len(block.number)
    found = {
        "guests": block.is_guest.mean(),
        "coupons": (block.coupon > 0).mean(),
        "refunded": (block.refund > 0).mean(),
        "cancelled": (block.status == 1).mean(),
        "unpaid": (block.status == 2).mean(),
    }
    for name, share in found.items():
        wanted = getattr(habits, name)
        assert share == pytest.approx(wanted, abs=4 * math.sqrt(wanted * (1 - wanted) / orders)), name


def test_no_product_stands_twice_in_an_order_and_every_order_has_a_line() -> None:
    block, _ = whole_histories(Shop(customers=500))
    pairs = pd.DataFrame({"order": block.line_order, "product": block.product})
    assert not pairs.duplicated().any()
    assert block.line_count.min() == 1 and block.line_count.max() == 5
    assert (block.refund <= block.paid_for_goods).all()


def test_growth_and_sale_days_show() -> None:
    block, _ = whole_histories(Shop(customers=15_000, years=3, seed=4))
    days = pd.Series(pd.to_datetime(block.moment, unit="s"))
    sale = days[(days.dt.month == 11) & days.dt.day.between(8, 11)]
    around = days[(days.dt.month == 11) & days.dt.day.between(15, 18)]
    assert 1.9 < len(sale) / len(around) < 2.9
    first_orders = days.groupby(block.customer).min().drop(GUEST)
    arrivals = first_orders.dt.year.value_counts().sort_index()
    assert arrivals.iloc[1] / arrivals.iloc[0] == pytest.approx(1.35, abs=0.1)


def test_welcomed_customers_come_back_more() -> None:
    welcome = Welcome(date(2024, 5, 1), date(2024, 6, 30))
    block, repeats = whole_histories(Shop(customers=8_000, seed=6, welcome=welcome))
    days = pd.Series(pd.to_datetime(block.moment, unit="s")).groupby(block.customer).min().drop(GUEST)
    welcomed = days.between("2024-05-01", "2024-06-30 23:59:59")
    before = days.between("2024-03-01", "2024-04-30 23:59:59")
    assert repeats[welcomed].mean() > 2 * repeats[before].mean()


def test_own_parameters_reach_the_truth(tmp_path: Path) -> None:
    shop = Shop(customers=300, orders=2_000, purchasing=Purchasing(r=0.5, alpha=9.0, a=0.4, b=3.0))
    truth = write_shop(tmp_path / "shop.csv", shop, "shopify")
    assert truth.alpha == pytest.approx(9.0 / truth.rate_factor)
    assert truth.rate_factor != 1.0


def test_committed_sample_tells_a_story() -> None:
    """Month-1 retention of 20 to 30 %, then decline; the two welcomed cohorts stand out."""
    orders = []
    for name, column, key in (
        ("woocommerce-orders-2023.csv.gz", "Order Date", "Email (Billing)"),
        ("orders_export.csv.gz", "Created at", "Email"),
    ):
        table = table_of(text_of(SAMPLE / name))
        orders.append(pd.DataFrame({"month": table[column].str[:7], "who": table[key].str.lower()}))
    log = pd.concat(orders)
    log = log[log["who"] != ""]
    log["month"] = pd.PeriodIndex(log["month"], freq="M").year * 12 + pd.PeriodIndex(log["month"], freq="M").month
    log["cohort"] = log.groupby("who")["month"].transform("min")
    log["age"] = log["month"] - log["cohort"]
    grid = log.groupby(["cohort", "age"])["who"].nunique().unstack(fill_value=0)
    last = grid.index.max()
    curve = [grid.loc[: last - age, age].sum() / grid.loc[: last - age, 0].sum() for age in (1, 6, 12)]
    assert 0.20 <= curve[0] <= 0.30 and curve[0] > curve[1] > curve[2]
    half_year = grid.loc[: last - 6, 1:6].mean(axis=1) / grid.loc[: last - 6, 0]
    welcomed = [2024 * 12 + 5, 2024 * 12 + 6]
    assert half_year[welcomed].min() > 1.3 * half_year.drop(welcomed).mean()
