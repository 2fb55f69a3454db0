"""Shopify: orders (one line a row, the order's own fields on its first row only), customers, and products."""

from __future__ import annotations

from crm_analysis.ingest.platform import (
    Aside,
    Platform,
    Records,
    Status,
    currency,
    email,
    flag,
    formula,
    identifier,
    later,
    moment,
    money,
    phone,
    quantity,
    text,
)

SHOPIFY = Platform(
    id="shopify",
    family="shopify",
    name="Shopify orders",
    needs=("Name", "Lineitem quantity", "Lineitem name", "Lineitem price", "Financial Status", "Created at"),
    # Squarespace took over most of these headings.
    lacks=("Order ID", "Lineitem variant"),
    verified="real file",
    order_id=identifier("Name"),
    order={
        "ordered_at": moment("Created at"),
        "email": email("Email"),
        "phone": phone("Phone", "Billing Phone"),
        "name": text("Billing Name", "Shipping Name"),
        # Orders over the counter and by cash on delivery come without e-mail: the name at one address is the person.
        "name_id": identifier("Billing Name", "Billing Zip", joined=True),
        "country": text("Shipping Country", "Billing Country"),
        "region": text("Shipping Province", "Billing Province"),
        "city": text("Shipping City", "Billing City"),
        "channel": text("Source"),
        "coupon": text("Discount Code"),
        # What apps note of the visit stands in one cell, a line each: name, colon, value.
        "campaign": text("Note Attributes", pattern=r"(?im)^utm_campaign: *(.+)$"),
        "currency": currency("Currency"),
        "order_discount": money("Discount Amount", may_be_blank=True),
        "refund": money("Refunded Amount", may_be_blank=True),
        "shipped_at": later("Fulfilled at"),
    },
    line={
        "product_id": identifier("Lineitem sku"),
        "product": text("Lineitem name"),
        "brand": text("Vendor"),
        "quantity": quantity("Lineitem quantity"),
        "amount": formula("{0} * {1} - COALESCE({2}, 0)", "Lineitem price", "Lineitem quantity", "Lineitem discount"),
    },
    customer_key=("email", "phone", "name"),
    status=Status("Financial Status", cancelled=("voided",), unpaid=("expired",), cancelled_if_filled="Cancelled at"),
)

SHOPIFY_CUSTOMERS = Records(
    id="shopify_customers",
    family="shopify",
    name="Shopify customers",
    kind="members",
    needs=("First Name", "Email", "Accepts Email Marketing", "Total Spent", "Total Orders"),
    verified="parsers only",
    fields={
        "buyer_id": identifier("Customer ID"),
        "email": email("Email"),
        "phone": phone("Phone", "Default Address Phone"),
        "name": text("First Name", "Last Name", joined=True),
        "accepts_email": flag("Accepts Email Marketing"),
        "accepts_sms": flag("Accepts SMS Marketing"),
        "country": text("Default Address Country Code", "Country Code", "Country"),
        "region": text("Default Address Province Code", "Province Code", "Province"),
        "city": text("Default Address City", "City"),
        "tags": text("Tags"),
        "note": text("Note"),
    },
    required=(("email", "phone", "buyer_id", "name"),),
)

SHOPIFY_PRODUCTS = Records(
    id="shopify_products",
    family="shopify",
    name="Shopify products",
    kind="products",
    needs=("Handle", "Title", "Vendor", "Variant SKU", "Variant Price"),
    verified="parsers only",
    fields={
        "product_id": identifier("Variant SKU", "Handle"),
        # What is said of the product stands on the first of its variants only.
        "product": text("Title", carried=True),
        "category": text("Type", "Product Category", "Custom Product Type", carried=True),
        "brand": text("Vendor", carried=True),
        "price": money("Variant Price", may_be_blank=True),
        "cost": money("Cost per item", may_be_blank=True),
    },
    required=("product_id",),
    group=identifier("Handle"),
    aside=(Aside("further picture of a product", "Variant Price"),),
)
