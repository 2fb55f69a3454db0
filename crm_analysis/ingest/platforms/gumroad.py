"""Gumroad sales: a purchase a row, times in UTC, and a row of totals at the end."""

from __future__ import annotations

from crm_analysis.ingest.platform import Aside, Platform, email, formula, identifier, moment, money, quantity, text

GUMROAD = Platform(
    id="gumroad",
    family="gumroad",
    name="Gumroad sales",
    needs=("Purchase ID", "Purchase Time (UTC timezone)", "Item Name", "Sale Price ($)"),
    verified="platform's source",
    order_id=identifier("Order Number", "Purchase ID"),
    order={
        "ordered_at": moment("Purchase Time (UTC timezone)"),
        "email": email("Purchase Email", "Buyer Email"),
        "name": text("Buyer Name"),
        "country": text("Country"),
        "region": text("State"),
        "city": text("City"),
        "channel": text("Referrer"),
        "coupon": text("Discount Code"),
        "refund": formula(
            "CASE WHEN {2} = 1 THEN {0} ELSE COALESCE({1}, 0) END",
            "Sale Price ($)",
            "Partial Refund ($)",
            "Fully Refunded?",
            may_be_blank=True,
        ),
    },
    line={
        "product_id": identifier("SKU ID", "Product ID"),
        "product": text("Item Name"),
        "quantity": quantity("Quantity"),
        "amount": money("Sale Price ($)"),
    },
    aside=(
        Aside("totals", "Purchase ID", "Totals"),
        Aside("free trial, not charged", "Free trial purchase?", "(?i)1|true"),
        Aside("pre-order, not charged", "Pre-order authorization?", "(?i)1|true"),
    ),
    customer_key=("email",),
    currency="USD",
    clock="UTC",
)
