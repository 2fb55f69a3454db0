"""Stripe payments: a payment is an order, in the columns that the owner picked, with times in UTC."""

from __future__ import annotations

from crm_analysis.ingest.platform import Platform, Status, currency, email, identifier, moment, money, phone, text

STRIPE = Platform(
    id="stripe",
    family="stripe",
    name="Stripe payments",
    needs=("id", ("Created date (UTC)", "Created (UTC)"), "Amount", "Amount Refunded", "Currency"),
    verified="real file",
    order_id=identifier("id"),
    order={
        "ordered_at": moment("Created date (UTC)", "Created (UTC)"),
        "email": email("Customer Email"),
        "phone": phone("Customer Phone"),
        "buyer_id": identifier("Customer ID"),
        "name": text("Card Name", "Shipping Name", "Customer Description"),
        "country": text("Shipping Address Country", "Card Address Country", "Card Issue Country"),
        "region": text("Shipping Address State", "Card Address State"),
        "city": text("Shipping Address City", "Card Address City"),
        "channel": text("UTM Source"),
        "campaign": text("UTM Campaign"),
        "currency": currency("Currency"),
        "goods_total": money("Amount"),
        "refund": money("Amount Refunded", sign="absolute", may_be_blank=True),
    },
    status=Status(
        "Status",
        cancelled=("Canceled", "Cancelled"),
        unpaid=("Failed", "Pending", "Processing", "Incomplete", "Blocked", "Expired", "Uncaptured", "Requires *"),
    ),
    clock="UTC",
)
