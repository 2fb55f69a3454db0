"""REES46, two teaching sets: an electronics store's orders, a unit a row, and what visitors of a shop's site did."""

from __future__ import annotations

from crm_analysis.ingest.platform import Aside, Platform, Records, choice, identifier, moment, money, text

REES46 = Platform(
    id="rees46",
    family="rees46",
    name="REES46 electronics store",
    needs=("event_time", "order_id", "product_id", "category_code", "price", "user_id"),
    # The set of the same firm that tells what visitors did.
    lacks=("event_type", "user_session"),
    verified="parsers only",
    order_id=identifier("order_id"),
    order={
        "ordered_at": moment("event_time"),
        "buyer_id": identifier("user_id"),
    },
    line={
        "product_id": identifier("product_id"),
        "product": text("product_id"),
        "category": text("category_code"),
        "brand": text("brand"),
        "amount": money("price"),
    },
    aside=(
        Aside("date of 1970, which stands for none", "event_time", "1970-.*"),
        Aside("item without a price", "price"),
    ),
    customer_key=("id",),
    id_scope="platform",
    clock="UTC",
)

REES46_EVENTS = Records(
    id="rees46_events",
    family="rees46",
    name="REES46 site behaviour",
    kind="events",
    needs=("event_time", "event_type", "product_id", "category_code", "user_id", "user_session"),
    verified="parsers only",
    fields={
        "happened_at": moment("event_time"),
        "event": choice("event_type", {"remove_from_cart": "uncart", "favorite": "favourite"}),
        "product_id": identifier("product_id"),
        "category": text("category_code"),
        "brand": text("brand"),
        "price": money("price", may_be_blank=True),
        "buyer_id": identifier("user_id"),
        "visit": text("user_session"),
    },
    required=("happened_at", "event", "product_id"),
    customer_key=("id",),
    id_scope="platform",
    clock="UTC",
)
