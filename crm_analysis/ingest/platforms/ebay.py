"""eBay orders report: money with its sign, a row of totals above the items of a larger order, title and footer."""

from __future__ import annotations

from crm_analysis.ingest.platform import (
    Aside,
    Platform,
    currency,
    email,
    formula,
    identifier,
    later,
    moment,
    phone,
    quantity,
    text,
)

EBAY = Platform(
    id="ebay",
    family="ebay",
    name="eBay orders report",
    needs=("Sales Record Number", "Buyer Username", "Sale Date", "Sold For", "Quantity"),
    verified="parsers only",
    order_id=identifier("Order Number", "Sales Record Number"),
    order={
        "ordered_at": moment("Sale Date"),
        "email": email("Buyer Email"),
        "phone": phone("Ship To Phone", "Post To Phone"),
        "buyer_id": identifier("Buyer Username"),
        "name": text("Buyer Name", "Ship To Name", "Post To Name"),
        "country": text("Ship To Country", "Post To Country", "Buyer Country"),
        "region": text("Ship To State", "Post To County", "Buyer State", "Buyer County"),
        "city": text("Ship To City", "Post To City", "Buyer City"),
        "currency": currency("Sold For", "Total Price"),
        "shipped_at": later("Shipped On Date"),
    },
    line={
        "product_id": identifier("Custom Label", "Item Number"),
        "product": text("Item Title"),
        "quantity": quantity("Quantity"),
        "amount": formula("{0} * {1}", "Sold For", "Quantity"),
    },
    aside=(
        Aside("footer", "Sales Record Number", r"(?i)\d+ record\(s\) downloaded|Seller ID ?:.*"),
        Aside("totals of an order of several items", "Item Number", keeps_header=True),
    ),
    customer_key=("id", "email"),
    id_scope="platform",
    aliases=("@members.ebay.com",),
)
