"""BigCommerce orders: an order a row with its products packed in one cell, or a product a row."""

from __future__ import annotations

from crm_analysis.ingest.platform import (
    Packed,
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

_ORDER = {
    "ordered_at": moment("Order Date", "Order Time", joined=True),
    "email": email("Customer Email", "Billing Email"),
    "phone": phone("Customer Phone", "Billing Phone"),
    "buyer_id": identifier("Customer ID"),
    "name": text("Customer Name"),
    "country": text("Shipping Country", "Billing Country"),
    "region": text("Shipping State", "Billing State"),
    "city": text("Shipping Suburb", "Billing Suburb"),
    "channel": text("Channel Name"),
    "coupon": text("Coupon Details"),
    "currency": currency("Order Currency Code"),
    "refund": money("Refund Amount", sign="absolute", may_be_blank=True),
    "shipped_at": later("Date Shipped"),
}
_STATUS = Status("Order Status", cancelled=("Cancelled", "Canceled", "Declined"), unpaid=("Incomplete", "Pending"))

BIGCOMMERCE = Platform(
    id="bigcommerce",
    family="bigcommerce",
    name="BigCommerce orders",
    needs=("Order ID", "Order Status", "Order Date", "Subtotal (inc tax)", "Order Total (inc tax)"),
    lacks=("Product Qty", "Product Quantity"),
    verified="parsers only",
    order_id=identifier("Order ID"),
    order=_ORDER | {"goods_total": money("Subtotal (inc tax)"), "units": quantity("Total Quantity")},
    packed=Packed(
        "product details",
        {
            "product_id": "Product SKU",
            "product": "Product Name",
            "quantity": "Product Qty",
            "amount": "Product Unit Price",
        },
        lines="|",
        pairs=", ",
        ends=", Product [A-Z]",
        per_piece=True,
    ),
    status=_STATUS,
    customer_key=("email", "id", "phone"),
)

BIGCOMMERCE_PRODUCTS = Platform(
    id="bigcommerce_products",
    family="bigcommerce",
    name="BigCommerce orders, a product a row",
    needs=("Order ID", "Order Status", "Order Date", "Subtotal (inc tax)", ("Product Qty", "Product Quantity")),
    verified="parsers only",
    order_id=identifier("Order ID"),
    order=_ORDER,
    line={
        "product_id": identifier("Product SKU", "Product ID"),
        "product": text("Product Name"),
        "quantity": quantity("Product Qty", "Product Quantity"),
        "amount": formula("{0} * COALESCE({1}, {2})", "Product Unit Price", "Product Qty", "Product Quantity"),
    },
    status=_STATUS,
    customer_key=("email", "id", "phone"),
)
