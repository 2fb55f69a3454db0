"""REES46, the teaching set of an electronics store: a unit a row, with a category and a brand, times in UTC."""

from __future__ import annotations

from crm_analysis.ingest.platform import Aside, Platform, identifier, moment, money, text

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
