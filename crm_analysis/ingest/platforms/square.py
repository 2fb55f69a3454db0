"""Square, items and transactions: two files of the same sales, with a column that names the time zone.

A refund is a row of its own with amounts below zero, under the number of the sale.
"""

from __future__ import annotations

from crm_analysis.ingest.platform import (
    Aside,
    Platform,
    Refunds,
    Where,
    currency,
    formula,
    identifier,
    moment,
    money,
    quantity,
    text,
)

_SOLD_AT = moment("Date", "Time", joined=True, zone="Time Zone")
_REFUNDS = Refunds(Where("Event Type", "(?i)refund"))

SQUARE_ITEMS = Platform(
    id="square_items",
    family="square",
    name="Square item sales",
    needs=("Date", "Time", "Time Zone", "Item", "Qty", "Price Point Name", "Net Sales", "Transaction ID"),
    verified="real file",
    order_id=identifier("Transaction ID"),
    order={
        "ordered_at": _SOLD_AT,
        "buyer_id": identifier("Customer ID"),
        "name": text("Customer Name"),
        "channel": text("Channel", "Location"),
        "currency": currency("Gross Sales"),
    },
    line={
        "product_id": identifier("SKU", "GTIN"),
        "product": text("Item"),
        "category": text("Category"),
        "quantity": quantity("Qty"),
        "amount": money("Net Sales"),
    },
    # What is bought with a gift card counts when it is bought.
    aside=(Aside("gift card sold", "Itemization Type", "(?i).*gift ?card.*"),),
    refunds=_REFUNDS,
    customer_key=("id",),
    date_order="month",
)

SQUARE_TRANSACTIONS = Platform(
    id="square_transactions",
    family="square",
    name="Square transactions",
    needs=("Date", "Time", "Time Zone", "Gross Sales", "Net Sales", "Total Collected", "Transaction ID"),
    verified="parsers only",
    order_id=identifier("Transaction ID"),
    order={
        "ordered_at": _SOLD_AT,
        "buyer_id": identifier("Customer ID"),
        "name": text("Customer Name"),
        "channel": text("Channel", "Location"),
        "currency": currency("Gross Sales"),
        "goods_total": money("Net Sales", sign="positive", per_order="sum"),
        # An amount given back without naming an item stands in a column of its own.
        "refund": formula("GREATEST(-{0}, 0) + ABS(COALESCE({1}, 0))", "Net Sales", "Partial Refunds", per_order="sum"),
    },
    refunds=_REFUNDS,
    customer_key=("id",),
    date_order="month",
    note="Gift cards count when they are spent, not when they are sold.",
)
