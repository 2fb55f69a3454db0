"""Amazon Seller Central: fulfilled shipments, which name the buyer by an alias, and all orders, which name nobody."""

from __future__ import annotations

from crm_analysis.ingest.platform import (
    Aside,
    Platform,
    Status,
    currency,
    email,
    formula,
    identifier,
    moment,
    quantity,
    text,
)

_NOT_SOLD = Aside("test or removal order", "amazon-order-id", r"S\d+-.*")
# The promotion comes with either sign.
_AMOUNT = formula("{0} - ABS(COALESCE({1}, 0))", "item-price", "item-promotion-discount")

AMAZON_SHIPMENTS = Platform(
    id="amazon_shipments",
    family="amazon",
    name="Amazon fulfilled shipments",
    needs=("amazon-order-id", "shipment-item-id", "buyer-email", "purchase-date", "item-price"),
    verified="parsers only",
    order_id=identifier("amazon-order-id"),
    order={
        "ordered_at": moment("purchase-date"),
        "email": email("buyer-email"),
        "name": text("buyer-name", "recipient-name"),
        "country": text("ship-country"),
        "region": text("ship-state"),
        "city": text("ship-city"),
        "channel": text("sales-channel"),
        "currency": currency("currency"),
    },
    line={
        "product_id": identifier("sku"),
        "product": text("product-name"),
        "quantity": quantity("quantity-shipped"),
        "amount": _AMOUNT,
    },
    aside=(_NOT_SOLD,),
    customer_key=("email",),
)

AMAZON_ALL_ORDERS = Platform(
    id="amazon_all_orders",
    family="amazon",
    name="Amazon all orders",
    needs=("amazon-order-id", "purchase-date", "order-status", "item-price"),
    lacks=("shipment-item-id", "buyer-email"),
    verified="parsers only",
    order_id=identifier("amazon-order-id"),
    order={
        "ordered_at": moment("purchase-date"),
        "country": text("ship-country"),
        "region": text("ship-state"),
        "city": text("ship-city"),
        "channel": text("sales-channel"),
        "coupon": text("promotion-ids"),
        "currency": currency("currency"),
    },
    line={
        "product_id": identifier("sku", "asin"),
        "product": text("product-name"),
        "quantity": quantity("quantity"),
        "amount": _AMOUNT,
    },
    status=Status("order-status", cancelled=("Cancelled", "Canceled")),
    line_status=Status("item-status", cancelled=("Cancelled", "Canceled")),
    aside=(_NOT_SOLD, Aside("pending or cancelled item without a price", "item-price", keeps_header=True)),
    customer_key=(),
)
