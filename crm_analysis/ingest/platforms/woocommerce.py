"""WooCommerce three ways: its own analytics, the plugin Advanced Order Export and the plugin of WebToffee."""

from __future__ import annotations

from dataclasses import replace

from crm_analysis.ingest.platform import (
    Packed,
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

_CANCELLED = ("Cancelled", "wc-cancelled", "Trash")
# "On hold" is not among them: WooCommerce itself counts it as a sale.
_UNPAID = ("Failed", "wc-failed", "Pending", "Pending payment", "wc-pending", "Draft", "checkout-draft")
_UTM_CAMPAIGN = "_wc_order_attribution_utm_campaign"

WOOCOMMERCE_ANALYTICS = Platform(
    id="woocommerce_analytics",
    family="woocommerce",
    name="WooCommerce Analytics: orders",
    needs=(
        "Order #",
        "Date",
        ("N. Revenue (formatted)", "Customer type"),
        ("Product(s)", "Items sold"),
        ("Net Sales", "N. Revenue", "N. Revenue (formatted)"),
    ),
    verified="platform's source",
    order_id=identifier("Order #"),
    order={
        "ordered_at": moment("Date"),
        "name": text("Customer"),
        "channel": text("Attribution"),
        "coupon": text("Coupon(s)"),
        "currency": currency("N. Revenue (formatted)"),
        # A refund is a row of its own, below zero, under the number of the order that it gives back.
        "goods_total": money("Net Sales", "N. Revenue", "N. Revenue (formatted)", sign="positive"),
        "refund": money("Net Sales", "N. Revenue", "N. Revenue (formatted)", sign="negative", per_order="sum"),
        "units": quantity("Items sold"),
    },
    status=Status("Status", _CANCELLED, _UNPAID),
    customer_key=("name",),
    note="The file gives no product amounts; rows below zero count as refunds.",
)

_LINE_TOTALS = ("Order Line (w/o tax)", "Order Line Total (w/o tax)", "Order Line Total")
_KEPT = "Quantity (- Refund)"

WOOCOMMERCE_ADVANCED = Platform(
    id="woocommerce_advanced",
    family="woocommerce",
    name="WooCommerce, plugin Advanced Order Export",
    needs=(
        "Order Number",
        "Order Date",
        "First Name (Billing)",
        _LINE_TOTALS,
    ),
    verified="parsers only",
    order_id=identifier("Order Number", carried=True),
    order={
        "ordered_at": moment("Order Date"),
        "email": email("Email (Billing)"),
        "phone": phone("Phone (Billing)"),
        "name": text("First Name (Billing)", "Last Name (Billing)", joined=True),
        "country": text("Country Code (Shipping)", "Country Code (Billing)"),
        "region": text("State Code (Shipping)", "State Code (Billing)"),
        "city": text("City (Shipping)", "City (Billing)"),
        "coupon": text("Coupon Code", "Coupons Used"),
        "campaign": text(_UTM_CAMPAIGN),
        "order_discount": money("Cart Discount Amount", may_be_blank=True),
        "refund": money("Order Refund Amount", sign="absolute", may_be_blank=True),
    },
    line={
        "product_id": identifier("SKU"),
        "product": text("Item Name", "Name"),
        "quantity": quantity("Quantity"),
        "amount": money(*_LINE_TOTALS),
    },
    status=Status("Order Status", _CANCELLED, _UNPAID),
    customer_key=("email", "phone"),
)

# The plugin's own choice of columns: pieces less those given back, without a line total. Its refund of the order would
# take the same goods off once more.
WOOCOMMERCE_ADVANCED_DEFAULT = replace(
    WOOCOMMERCE_ADVANCED,
    id="woocommerce_advanced_default",
    name="WooCommerce, plugin Advanced Order Export, columns as it comes",
    needs=("Order Number", "Order Date", "First Name (Billing)", "Item Cost", _KEPT),
    lacks=_LINE_TOTALS,
    order={field: source for field, source in WOOCOMMERCE_ADVANCED.order.items() if field != "refund"},
    line={
        **WOOCOMMERCE_ADVANCED.line,
        "quantity": quantity(_KEPT),
        "amount": formula("{0} * {1}", "Item Cost", _KEPT),
    },
    note="Goods given back are left out of this file's pieces, so its sales are those after returns.",
)

WOOCOMMERCE_WEBTOFFEE = Platform(
    id="woocommerce_webtoffee",
    family="woocommerce",
    name="WooCommerce, plugin of WebToffee",
    needs=("order_number", "order_date", "order_subtotal", ("wt_import_key", "line_item_1")),
    verified="parsers only",
    order_id=identifier("order_number", "order_id"),
    order={
        "ordered_at": moment("order_date"),
        "email": email("billing_email", "customer_email"),
        "phone": phone("billing_phone"),
        "buyer_id": identifier("customer_id"),
        "name": text("billing_first_name", "billing_last_name", joined=True),
        "country": text("shipping_country", "billing_country"),
        "region": text("shipping_state", "billing_state"),
        "city": text("shipping_city", "billing_city"),
        "coupon": text("coupon_items", pattern=r"code:([^|]*)"),
        "campaign": text(f"meta:{_UTM_CAMPAIGN}"),
        "currency": currency("order_currency"),
        "goods_total": money("order_subtotal"),
        "order_discount": money("discount_total", "cart_discount", may_be_blank=True),
    },
    packed=Packed(
        r"line_item_\d+", {"product_id": "sku", "product": "name", "quantity": "quantity", "amount": "sub_total"}
    ),
    status=Status("status", _CANCELLED, _UNPAID),
    customer_key=("email", "id", "phone"),
    note="The amounts of refunds are not in this file: refunded orders count with their full sales.",
)
