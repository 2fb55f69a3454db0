"""Olist, the public set of a Brazilian marketplace: its files tell of one order each in their own way.

A customer's number is new for every order; who the person is stands in the file of customers alone. One row of the
items is one piece. Nothing of the payments counts, which hold the freight as well, nor of the sellers.
"""

from __future__ import annotations

from crm_analysis.ingest.platform import (
    Aside,
    Platform,
    Records,
    Status,
    identifier,
    later,
    moment,
    money,
    quantity,
    text,
)

OLIST_ORDERS = Platform(
    id="olist_orders",
    family="olist",
    name="Olist orders",
    needs=("order_id", "customer_id", "order_status", "order_purchase_timestamp"),
    verified="real file",
    order_id=identifier("order_id"),
    order={
        "ordered_at": moment("order_purchase_timestamp"),
        "alias_id": identifier("customer_id"),
        "shipped_at": later("order_delivered_carrier_date"),
        "delivered_at": later("order_delivered_customer_date"),
    },
    status=Status("order_status", cancelled=("canceled", "unavailable"), unpaid=("created",)),
    customer_key=("alias",),
    country="BR",
    currency="BRL",
    note="The file has neither amounts nor people: upload the items for the one and the customers for the other. "
    "Until then no order counts as a sale, or all are a guest's.",
)

OLIST_ITEMS = Platform(
    id="olist_order_items",
    family="olist",
    name="Olist order items",
    needs=("order_id", "order_item_id", "product_id", "price", "freight_value"),
    verified="real file",
    order_id=identifier("order_id"),
    order={},
    line={"product_id": identifier("product_id"), "amount": money("price")},
    customer_key=(),
    country="BR",
    currency="BRL",
)

OLIST_CUSTOMERS = Records(
    id="olist_customers",
    family="olist",
    name="Olist customers",
    kind="members",
    needs=("customer_id", "customer_unique_id"),
    verified="real file",
    fields={
        "buyer_id": identifier("customer_unique_id"),
        "alias_id": identifier("customer_id"),
        "region": text("customer_state"),
        "city": text("customer_city"),
    },
    required=("buyer_id",),
    customer_key=("id", "alias"),
    country="BR",
)

OLIST_PRODUCTS = Records(
    id="olist_products",
    family="olist",
    name="Olist products",
    kind="products",
    needs=("product_id", "product_category_name", "product_weight_g"),
    verified="real file",
    fields={"product_id": identifier("product_id"), "category": text("product_category_name")},
    required=("product_id",),
)

OLIST_REVIEWS = Records(
    id="olist_order_reviews",
    family="olist",
    name="Olist order reviews",
    kind="feedback",
    needs=("review_id", "order_id", "review_score", "review_creation_date"),
    verified="parsers only",
    fields={
        "feedback_id": identifier("review_id"),
        "given_at": moment("review_creation_date"),
        "order_id": identifier("order_id"),
        "rating": quantity("review_score"),
        "title": text("review_comment_title"),
        "text": text("review_comment_message"),
    },
    required=("rating",),
    fixed={"kind": "review", "best_rating": "5"},
    customer_key=(),
)

OLIST_PAYMENTS = Platform(
    id="olist_order_payments",
    family="olist",
    name="Olist order payments",
    needs=("order_id", "payment_sequential", "payment_type", "payment_value"),
    verified="real file",
    order_id=identifier("order_id"),
    order={},
    aside=(Aside("payment: the items say what was sold", "order_id", ".+"),),
    customer_key=(),
)

OLIST_SELLERS = Records(
    id="olist_sellers",
    family="olist",
    name="Olist sellers",
    kind="members",
    needs=("seller_id", "seller_city", "seller_state"),
    verified="real file",
    fields={},
    required=(),
    aside=(Aside("seller, not a customer", "seller_id", ".+"),),
    customer_key=(),
)
