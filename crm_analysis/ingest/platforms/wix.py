"""Wix Stores orders: an item a row, the order's fields repeated on each, day and time in two columns."""

from __future__ import annotations

from crm_analysis.ingest.platform import (
    Platform,
    Status,
    currency,
    email,
    formula,
    identifier,
    moment,
    money,
    phone,
    quantity,
    text,
)

WIX = Platform(
    id="wix",
    family="wix",
    name="Wix Stores orders",
    needs=("Order number", "Date created", "Total order quantity", "Item", "Qty", "Price"),
    verified="real file",
    order_id=identifier("Order number"),
    order={
        "ordered_at": moment("Date created", "Time", joined=True),
        "email": email("Contact email"),
        "phone": phone("Billing phone", "Recipient phone"),
        "name": text("Billing name", "Recipient name"),
        "country": text("Delivery country", "Billing country"),
        "region": text("Delivery state name", "Delivery state", "Billing state name", "Billing state"),
        "city": text("Delivery city", "Billing city"),
        "coupon": text("Coupon code"),
        "currency": currency("Currency"),
        "refund": money("Refunded amount", sign="absolute", may_be_blank=True),
    },
    line={
        "product_id": identifier("SKU"),
        "product": text("Item"),
        "quantity": quantity("Qty"),
        "amount": formula("{0} * {1}", "Price", "Qty"),
    },
    # "Unpaid" is what an order stays that is paid in cash or by transfer: a sale.
    status=Status(
        "Fulfillment status", cancelled=("Canceled", "Cancelled"), payment="Payment status", unpaid=("Voided",)
    ),
    customer_key=("email", "phone"),
    note="The file does not say what a coupon took off: sales are counted before coupons.",
)
