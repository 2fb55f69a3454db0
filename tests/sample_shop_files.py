"""Figures of an export of the invented shop, recomputed from the file alone with csv and pandas."""

from __future__ import annotations

import csv
import gzip
import io
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pandas as pd

from crm_analysis.sample_shop import Totals


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
    amounts = dec(lines["价格"]) * dec(lines["购买数量"])
    return nameless_totals(lines, amounts, number="订单编号", closed="交易关闭", waiting="等待买家付款")


def douyin_totals(path: Path) -> Totals:
    lines = table_of(text_of(path))
    return nameless_totals(lines, dec(lines["订单应付金额"]), number="主订单编号", closed="已关闭", waiting="待支付")


def nameless_totals(lines: pd.DataFrame, amounts: pd.Series, *, number: str, closed: str, waiting: str) -> Totals:
    """Of a file whose rows are lines of orders that name no buyer."""
    status = lines.drop_duplicates(number)["订单状态"]
    is_sale = ~lines["订单状态"].isin([closed, waiting])
    sale, gross = lines[is_sale], total(amounts[is_sale])
    return Totals(
        rows=len(lines),
        orders_in_file=lines[number].nunique(),
        orders=sale[number].nunique(),
        guest_orders=sale[number].nunique(),
        sale_lines=len(sale),
        cancelled_orders=int((status == closed).sum()),
        unpaid_orders=int((status == waiting).sum()),
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


READERS: dict[str, Callable[[Path], Totals]] = {
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
    "douyin": douyin_totals,
    "online_retail": online_retail_totals,
    "online_retail_ii": online_retail_totals,
}
