"""UCI Online Retail and Online Retail II: one line a row, a cancellation is an invoice of its own, C…"""

from __future__ import annotations

from crm_analysis.ingest.platform import Platform, formula, identifier, moment, quantity, text

_NOTE = "Invoices that begin with C give money back; they count as refunds, not as orders."

ONLINE_RETAIL = Platform(
    id="online_retail",
    family="online_retail",
    name="UCI Online Retail",
    needs=("InvoiceNo", "StockCode"),
    verified="real file",
    order_id=identifier("InvoiceNo"),
    order={
        "ordered_at": moment("InvoiceDate"),
        "buyer_id": identifier("CustomerID"),
        "country": text("Country"),
    },
    line={
        "product_id": identifier("StockCode"),
        "product": text("Description"),
        "quantity": quantity("Quantity"),
        "amount": formula("{0} * {1}", "UnitPrice", "Quantity"),
    },
    customer_key=("id",),
    id_scope="platform",
    currency="GBP",
    date_order="month",
    note=_NOTE,
)

ONLINE_RETAIL_II = Platform(
    id="online_retail_ii",
    family="online_retail",
    name="UCI Online Retail II",
    needs=("Invoice", "StockCode"),
    verified="real file",
    order_id=identifier("Invoice"),
    order={
        "ordered_at": moment("InvoiceDate"),
        "buyer_id": identifier("Customer ID"),
        "country": text("Country"),
    },
    line={
        "product_id": identifier("StockCode"),
        "product": text("Description"),
        "quantity": quantity("Quantity"),
        "amount": formula("{0} * {1}", "Price", "Quantity"),
    },
    customer_key=("id",),
    id_scope="platform",
    currency="GBP",
    date_order="month",
    note=_NOTE,
)
