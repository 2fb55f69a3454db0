"""Superstore, the teaching set of Tableau: a line a row, sales as the line's total after its discount."""

from __future__ import annotations

from crm_analysis.ingest.platform import Platform, identifier, later, moment, money, quantity, text

SUPERSTORE = Platform(
    id="superstore",
    family="superstore",
    name="Superstore (Tableau)",
    needs=("Row ID", "Order ID", "Order Date", "Ship Mode", "Segment", "Sales"),
    verified="real file",
    order_id=identifier("Order ID"),
    order={
        "ordered_at": moment("Order Date"),
        "buyer_id": identifier("Customer ID"),
        "name": text("Customer Name"),
        "country": text("Country", "Country/Region"),
        "region": text("State", "State/Province"),
        "city": text("City"),
        "shipped_at": later("Ship Date"),
    },
    line={
        "product_id": identifier("Product ID"),
        "product": text("Product Name"),
        "category": text("Category"),
        "quantity": quantity("Quantity"),
        "amount": money("Sales"),
    },
    customer_key=("id",),
    id_scope="platform",
    currency="USD",
    date_order="month",
)
