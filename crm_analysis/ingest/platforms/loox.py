"""Loox, reviews of a shop's products: the form that it exports and the one that it takes in."""

from __future__ import annotations

from crm_analysis.ingest.platform import Records, email, identifier, moment, quantity, text

LOOX = Records(
    id="loox",
    family="shopify",
    name="Loox reviews",
    kind="feedback",
    needs=(
        ("nickname", "author"),
        ("verified_purchase", "photo_url"),
        ("review", "body"),
        "rating",
        ("date", "created_at"),
        ("handle", "product_handle"),
    ),
    verified="parsers only",
    fields={
        "feedback_id": identifier("id"),
        "given_at": moment("date", "created_at"),
        "product_id": identifier("productId", "product_handle"),
        "product": text("handle", "product_handle"),
        "email": email("email"),
        "name": text("full_name", "nickname", "author"),
        "rating": quantity("rating"),
        "title": text("title"),
        "text": text("review", "body"),
    },
    required=("rating",),
    fixed={"kind": "review", "best_rating": "5"},
    customer_key=("email",),
)
