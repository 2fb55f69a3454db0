"""Squarespace orders: Shopify's headings with a number of its own, the order's fields on its first row only."""

from __future__ import annotations

from crm_analysis.ingest.platform import (
    Platform,
    Status,
    currency,
    email,
    formula,
    identifier,
    later,
    moment,
    money,
    phone,
    quantity,
    text,
)

SQUARESPACE = Platform(
    id="squarespace",
    family="squarespace",
    name="Squarespace orders",
    needs=("Order ID", "Financial Status", "Lineitem quantity", "Lineitem name", "Lineitem variant", "Created at"),
    verified="parsers only",
    order_id=identifier("Order ID"),
    order={
        "ordered_at": moment("Created at"),
        "email": email("Email"),
        "phone": phone("Billing Phone", "Shipping Phone"),
        "name": text("Billing Name", "Shipping Name"),
        "country": text("Shipping Country", "Billing Country"),
        "region": text("Shipping Province", "Billing Province"),
        "city": text("Shipping City", "Billing City"),
        "channel": text("Channel Name", "Channel Type"),
        "coupon": text("Discount Code"),
        "currency": currency("Currency"),
        "order_discount": money("Discount Amount", sign="absolute", may_be_blank=True),
        "refund": money("Amount Refunded", sign="absolute", may_be_blank=True),
        "shipped_at": later("Fulfilled at"),
    },
    line={
        "product_id": identifier("Lineitem sku"),
        "product": text("Lineitem name"),
        "quantity": quantity("Lineitem quantity"),
        "amount": formula("{0} * {1}", "Lineitem price", "Lineitem quantity"),
    },
    status=Status("Financial Status", cancelled=("VOIDED",), cancelled_if_filled="Cancelled at"),
    customer_key=("email", "phone"),
    # What a spreadsheet makes of its dates.
    date_order="month",
)
