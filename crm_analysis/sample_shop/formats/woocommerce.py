"""WooCommerce three ways: its own analytics, the Advanced Order Export plugin and WebToffee's plugin."""

from __future__ import annotations

import numpy as np

from crm_analysis.sample_shop import cells, people
from crm_analysis.sample_shop.baskets import LINES_PER_ORDER
from crm_analysis.sample_shop.block import CANCELLED, UNPAID, Block
from crm_analysis.sample_shop.catalogue import COUPONS, PRODUCTS
from crm_analysis.sample_shop.cells import Cells
from crm_analysis.sample_shop.formats.format import (
    CANCELLATIONS,
    GUESTS,
    REFUNDS,
    UNPAID_ORDERS,
    Format,
    Rows,
    headings,
)
from crm_analysis.sample_shop.formats.format import COUPONS as COUPONS_TOLD
from crm_analysis.sample_shop.seasons import Ints

ADVANCED_HEADINGS = headings(
    "Order Number,Order Status,Order Date,Customer Note,First Name (Billing),Last Name (Billing),Company (Billing),"
    "Address 1&2 (Billing),City (Billing),State Code (Billing),Postcode (Billing),Country Code (Billing),"
    "Email (Billing),Phone (Billing),First Name (Shipping),Last Name (Shipping),Address 1&2 (Shipping),"
    "City (Shipping),State Code (Shipping),Postcode (Shipping),Country Code (Shipping),Item #,SKU,Name,"
    "Product Variation,Quantity,Quantity (- Refund),Item Cost,Order Line (w/o tax),Order Line Tax,Order Line Total,"
    "Order Line Total Refunded,Order Line Total (- Refund),Image URL,Coupon Code,Discount Amount,Discount Amount Tax,"
    "Payment Method Title,Coupons Used,Cart Discount Amount,Order Subtotal Amount,Order Tax Amount,"
    "Order Shipping Amount,Order Refund Amount,Order Total Amount,Order Total Tax Amount,Total items,Total products"
)
ANALYTICS_HEADINGS = headings(
    "Date,Order #,N. Revenue (formatted),Status,Customer,Customer type,Product(s),Items sold,Coupon(s),Net Sales,"
    "Attribution"
)
WEBTOFFEE_HEADINGS = headings(
    "order_id,order_number,order_date,paid_date,status,shipping_total,shipping_tax_total,fee_total,fee_tax_total,"
    "tax_total,cart_discount,order_discount,discount_total,order_total,order_subtotal,order_currency,payment_method,"
    "payment_method_title,transaction_id,customer_ip_address,customer_user_agent,shipping_method,customer_id,"
    "customer_user,customer_email,billing_first_name,billing_last_name,billing_company,billing_email,billing_phone,"
    "billing_address_1,billing_address_2,billing_postcode,billing_city,billing_state,billing_country,"
    "shipping_first_name,shipping_last_name,shipping_company,shipping_phone,shipping_address_1,shipping_address_2,"
    "shipping_postcode,shipping_city,shipping_state,shipping_country,customer_note,wt_import_key,shipping_items,"
    "fee_items,tax_items,coupon_items,refund_items,order_notes,download_permissions,meta:wpml_language,"
    "line_item_1,line_item_2,line_item_3,line_item_4,line_item_5"
)

FIRST_ORDER = 10_000
PROCESSING_ONE_IN = 31
WITHOUT_ACCOUNT_ONE_IN = 4
EVERYTHING = frozenset({GUESTS, CANCELLATIONS, UNPAID_ORDERS, COUPONS_TOLD, REFUNDS})


def _status(block: Block, names: list[str]) -> Cells:
    """One of completed, processing, refunded, cancelled, failed, in this order."""
    fully_refunded = (block.refund > 0) & (block.refund == block.paid_for_goods)
    open_order = np.where(block.number % PROCESSING_ONE_IN == 0, 1, 0)
    valid = np.where(fully_refunded, 2, open_order)
    return cells.pick(names, np.where(block.status == CANCELLED, 3, np.where(block.status == UNPAID, 4, valid)))


def _refunded(block: Block) -> Ints:
    return np.where(block.is_valid, block.refund, 0)


def _unless_guest(block: Block, value: Cells) -> Cells:
    return cells.only(~block.is_guest, value)


def _email(block: Block) -> Cells:
    return _unless_guest(block, people.email(block))


def _advanced_addresses(block: Block) -> dict[str, Cells]:
    fields = {
        "First Name": people.given_name(block),
        "Last Name": people.family_name(block),
        "Address 1&2": people.street(block),
        "City": people.place(block, "city"),
        "State Code": people.place(block, "region_code"),
        "Postcode": people.place(block, "postcode"),
        "Country Code": people.place(block, "country_code"),
    }
    known = {field: _unless_guest(block, value) for field, value in fields.items()}
    return {f"{field} ({side})": value for side in ("Billing", "Shipping") for field, value in known.items()}


def _advanced_orders(block: Block) -> dict[str, Cells]:
    names = ["Completed", "Processing", "Refunded", "Cancelled", "Failed"]
    tax = people.tax(block)
    return _advanced_addresses(block) | {
        "Order Number": cells.text(FIRST_ORDER + block.number),
        "Order Status": _status(block, names),
        "Order Date": cells.minute(block.moment),
        "Email (Billing)": _email(block),
        "Phone (Billing)": cells.only(people.gives_phone(block), people.phone(block)),
        "Coupon Code": cells.pick(COUPONS, block.coupon),
        "Discount Amount": cells.money(block.discount),
        "Coupons Used": cells.pick(COUPONS, block.coupon),
        "Cart Discount Amount": cells.money(block.discount),
        "Order Subtotal Amount": cells.money(block.goods),
        "Order Tax Amount": cells.money(tax),
        "Order Shipping Amount": cells.money(block.shipping),
        "Order Refund Amount": cells.money(_refunded(block)),
        "Order Total Amount": cells.money(block.paid_for_goods + block.shipping + tax),
        "Order Total Tax Amount": cells.money(tax),
        "Total items": cells.text(block.per_order(block.quantity)),
        "Total products": cells.text(block.line_count),
    }


def _advanced_rows(block: Block, rows_before: int) -> Rows:
    """Order fields repeated on every line, as the plugin's "populate other columns" does."""
    columns = {heading: cells.at(value, block.line_order) for heading, value in _advanced_orders(block).items()}
    line_tax = block.amount * people.tax(block)[block.line_order] // np.maximum(block.goods, 1)[block.line_order]
    returned = block.unit * block.returned
    columns |= {
        "Item #": cells.text(np.arange(len(block.product)) - block.first_line[block.line_order] + 1),
        "SKU": cells.pick([it.sku for it in PRODUCTS], block.product),
        "Name": cells.pick([cells.quoted(it.name) for it in PRODUCTS], block.product),
        "Quantity": cells.text(block.quantity),
        "Quantity (- Refund)": cells.text(block.quantity - block.returned),
        "Item Cost": cells.money(block.unit),
        "Order Line (w/o tax)": cells.money(block.amount),
        "Order Line Tax": cells.money(line_tax),
        "Order Line Total": cells.money(block.amount + line_tax),
        "Order Line Total Refunded": cells.money(returned),
        "Order Line Total (- Refund)": cells.money(block.amount + line_tax - returned),
        "Discount Amount Tax": "0.00",
        "Payment Method Title": "Credit Card",
    }
    return Rows(len(block.product), columns)


def _packed_lines(block: Block) -> Cells:
    name = cells.pick([it.name.replace('"', '""') for it in PRODUCTS], block.product)
    sku = cells.pick([it.sku for it in PRODUCTS], block.product)
    amount = cells.money(block.amount)
    identity = cells.glue('"name:', name, "|product_id:", cells.text(block.product + 1), "|sku:", sku)
    return cells.glue(identity, "|quantity:", cells.text(block.quantity), "|total:", amount, "|sub_total:", amount, '"')


def _line_items(block: Block) -> dict[str, Cells]:
    packed = _packed_lines(block)
    return {
        f"line_item_{n + 1}": cells.at_first(packed, block.first_line + n, block.line_count > n)
        for n in range(len(LINES_PER_ORDER))
    }


def _webtoffee_addresses(block: Block) -> dict[str, Cells]:
    fields = {
        "first_name": people.given_name(block),
        "last_name": people.family_name(block),
        "address_1": people.street(block),
        "postcode": people.place(block, "postcode"),
        "city": people.place(block, "city"),
        "state": people.place(block, "region_code"),
        "country": people.place(block, "country_code"),
    }
    known = {field: _unless_guest(block, value) for field, value in fields.items()}
    return {f"{side}_{field}": value for side in ("billing", "shipping") for field, value in known.items()}


def _webtoffee_rows(block: Block, rows_before: int) -> Rows:
    tax = people.tax(block)
    has_account = ~block.is_guest & (block.person % WITHOUT_ACCOUNT_ONE_IN > 0)
    columns = _webtoffee_addresses(block) | _line_items(block)
    columns |= {
        "order_id": cells.text(FIRST_ORDER + block.number),
        "order_number": cells.text(FIRST_ORDER + block.number),
        "order_date": cells.clock(block.moment),
        "paid_date": cells.only(block.is_valid, cells.clock(block.moment + 60)),
        "status": _status(block, ["completed", "processing", "refunded", "cancelled", "failed"]),
        "shipping_total": cells.money(block.shipping),
        "shipping_tax_total": "0.00",
        "fee_total": "0.00",
        "fee_tax_total": "0.00",
        "tax_total": cells.money(tax),
        "cart_discount": cells.money(block.discount),
        "order_discount": "0.00",
        "discount_total": cells.money(block.discount),
        "order_total": cells.money(block.paid_for_goods + block.shipping + tax),
        "order_subtotal": cells.money(block.goods),
        "order_currency": "EUR",
        "payment_method": "card",
        "payment_method_title": "Credit Card",
        "shipping_method": "Flat rate",
        "customer_id": cells.only(has_account, cells.text(block.person + 2), "0"),
        "customer_email": _email(block),
        "billing_email": _email(block),
        "billing_phone": cells.only(people.gives_phone(block), people.phone(block)),
        "wt_import_key": cells.text(FIRST_ORDER + block.number),
        "coupon_items": cells.only(block.coupon > 0, cells.glue("code:", cells.pick(COUPONS, block.coupon))),
    }
    return Rows(len(block.number), columns)


def _analytics_rows(block: Block, rows_before: int) -> Rows:
    name = cells.pick([it.name.replace('"', '""') for it in PRODUCTS], block.product)
    products = cells.listed(cells.glue(cells.text(block.quantity), "× ", name), block.first_line, ", ")
    columns = {
        "Date": cells.clock(block.moment),
        "Order #": cells.text(FIRST_ORDER + block.number),
        "N. Revenue (formatted)": cells.glue("€", cells.money(block.goods)),
        "Status": _status(block, ["completed", "processing", "refunded", "cancelled", "failed"]),
        "Customer": _unless_guest(block, people.full_name(block)),
        "Customer type": cells.only(block.number % 3 == 0, "new", "returning"),
        "Product(s)": cells.glue('"', products, '"'),
        "Items sold": cells.text(block.per_order(block.quantity)),
        "Net Sales": cells.money(block.goods),
        "Attribution": "Direct",
    }
    return Rows(len(block.number), columns)


FORMATS = (
    Format(
        platform="woocommerce_analytics",
        headings=ANALYTICS_HEADINGS,
        rows=_analytics_rows,
        currency="EUR",
        tells=frozenset({GUESTS, CANCELLATIONS, UNPAID_ORDERS}),
        key="name",
        has_lines=False,
    ),
    Format(
        platform="woocommerce_advanced",
        headings=ADVANCED_HEADINGS,
        rows=_advanced_rows,
        currency="EUR",
        tells=EVERYTHING,
    ),
    Format(
        platform="woocommerce_webtoffee",
        headings=WEBTOFFEE_HEADINGS,
        rows=_webtoffee_rows,
        currency="EUR",
        tells=EVERYTHING - {REFUNDS},
    ),
)
