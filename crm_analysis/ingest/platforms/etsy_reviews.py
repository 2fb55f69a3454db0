"""Etsy, reviews.json of the shop's own data download: a JSON list of reviews."""

from __future__ import annotations

from crm_analysis.ingest.platform import Records, identifier, moment, quantity, text

ETSY_REVIEWS = Records(
    id="etsy_reviews",
    family="etsy",
    name="Etsy reviews (reviews.json)",
    kind="feedback",
    needs=("reviewer", "date_reviewed", "star_rating", "message", "order_id"),
    verified="parsers only",
    fields={
        "given_at": moment("date_reviewed"),
        "order_id": identifier("order_id"),
        "name": text("reviewer"),
        "rating": quantity("star_rating"),
        "text": text("message"),
    },
    required=("rating",),
    fixed={"kind": "review", "best_rating": "5"},
    customer_key=(),
    date_order="month",
)
