"""Etsy, sold orders and sold order items: two files of the same orders, with days but no time and no e-mail."""

from __future__ import annotations

from crm_analysis.ingest.platform import (
    Platform,
    Status,
    currency,
    formula,
    identifier,
    later,
    moment,
    money,
    quantity,
    text,
)

ETSY_ORDERS = Platform(
    id="etsy_orders",
    family="etsy",
    name="Etsy sold orders",
    needs=("Sale Date", "Order ID", "Buyer User ID", "Order Value", "Order Net"),
    verified="real file",
    order_id=identifier("Order ID"),
    order={
        "ordered_at": moment("Sale Date"),
        "buyer_id": identifier("Buyer User ID"),
        "name": text("Full Name"),
        "country": text("Ship Country", "Delivery Country"),
        "region": text("Ship State", "Delivery State"),
        "city": text("Ship City", "Delivery City"),
        "channel": text("Order Type"),
        "coupon": text("Coupon Code"),
        "currency": currency("Currency"),
        "goods_total": money("Order Value"),
        "order_discount": money("Discount Amount", may_be_blank=True),
        # 0 means that nothing was adjusted.
        "refund": formula(
            "CASE WHEN {1} <> 0 THEN {0} - {1} ELSE 0 END", "Order Total", "Adjusted Order Total", may_be_blank=True
        ),
        "units": quantity("Number of Items"),
        "shipped_at": later("Date Shipped", "Date Posted"),
    },
    status=Status("Status", cancelled=("Canceled", "Cancelled")),
    customer_key=("id",),
    id_scope="platform",
    date_order="month",
)

ETSY_ITEMS = Platform(
    id="etsy_items",
    family="etsy",
    name="Etsy sold order items",
    needs=("Sale Date", "Item Name", "Transaction ID", "Listing ID", "Order ID", "Item Total"),
    verified="parsers only",
    order_id=identifier("Order ID"),
    order={
        "ordered_at": moment("Sale Date"),
        # "Display Name (user_id)", or the user id alone.
        "buyer_id": identifier("Buyer", pattern=r"^(?:.*\()?([^()]+)\)?$"),
        "name": text("Ship Name", "Delivery Name"),
        "country": text("Ship Country", "Delivery Country"),
        "region": text("Ship State", "Delivery State"),
        "city": text("Ship City", "Delivery City"),
        "channel": text("Order Type"),
        "coupon": text("Coupon Code"),
        "currency": currency("Currency"),
        "order_discount": money("Discount Amount", may_be_blank=True),
        "shipped_at": later("Date Shipped", "Date Posted"),
    },
    line={
        "product_id": identifier("SKU", "Listing ID"),
        "product": text("Item Name"),
        "quantity": quantity("Quantity"),
        "amount": money("Item Total"),
    },
    customer_key=("id",),
    id_scope="platform",
    date_order="month",
)
