"""Judge.me, reviews of a shop's products."""

from __future__ import annotations

from crm_analysis.ingest.platform import Aside, Records, email, identifier, moment, quantity, text

JUDGEME = Records(
    id="judgeme",
    family="shopify",
    name="Judge.me reviews",
    kind="feedback",
    needs=("title", "body", "rating", "review_date", "reviewer_name", "product_handle"),
    verified="parsers only",
    fields={
        "given_at": moment("review_date"),
        "product_id": identifier("product_id", "product_handle"),
        "product": text("product_handle"),
        "email": email("reviewer_email"),
        "name": text("reviewer_name"),
        "rating": quantity("rating"),
        "title": text("title"),
        "text": text("body"),
    },
    required=("rating",),
    fixed={"kind": "review", "best_rating": "5"},
    customer_key=("email",),
    aside=(Aside("marked as spam", "curated", "(?i)spam"),),
)
