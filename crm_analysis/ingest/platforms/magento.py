"""Magento 2 / Adobe Commerce, the grid of orders: whole orders, with the columns that its owner switched on."""

from __future__ import annotations

from crm_analysis.ingest.platform import Platform, Status, currency, email, identifier, moment, money, text

_TOTALS = ("Subtotal", "Grand Total (Purchased)", "Grand Total (Base)")

MAGENTO = Platform(
    id="magento",
    family="magento",
    name="Magento / Adobe Commerce orders",
    needs=("ID", "Purchase Point", "Purchase Date", "Bill-to Name", _TOTALS),
    verified="platform's source",
    order_id=identifier("ID"),
    order={
        "ordered_at": moment("Purchase Date"),
        "email": email("Customer Email"),
        "name": text("Customer Name", "Bill-to Name"),
        # Website, store and view stand below each other.
        "channel": text("Purchase Point", pattern=r"(\S[^\n]*?)\s*$"),
        "currency": currency("Grand Total (Purchased)", "Grand Total (Base)"),
        "goods_total": money(*_TOTALS),
        "refund": money("Total Refunded", sign="absolute", may_be_blank=True),
    },
    status=Status("Status", cancelled=("Canceled", "Cancelled"), unpaid=("Pending Payment", "pending_payment")),
    customer_key=("email", "name"),
    date_order="month",
    note="Where the columns Subtotal and Customer Email are not switched on, orders count with shipping and tax, "
    "and customers are told apart by name.",
)
