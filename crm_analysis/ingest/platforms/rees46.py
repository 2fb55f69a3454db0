"""REES46, the public set of a shop's site behaviour: one view, cart or purchase of one product a row."""

from __future__ import annotations

from crm_analysis.ingest.platform import Records, choice, identifier, moment, money, text

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
    clock="UTC",
)
