"""Zendesk, tickets as its export lists them."""

from __future__ import annotations

from crm_analysis.ingest.platform import Records, choice, email, identifier, moment, text

ZENDESK = Records(
    id="zendesk",
    family="zendesk",
    name="Zendesk tickets",
    kind="feedback",
    needs=("Id", "Requester", "Requester email", "Subject", "Ticket type", "Created at"),
    verified="parsers only",
    fields={
        "feedback_id": identifier("Id"),
        "given_at": moment("Created at"),
        "buyer_id": identifier("Requester id"),
        "email": email("Requester email"),
        "name": text("Requester"),
        "rating": choice(
            "Satisfaction Score", {"good": "1", "bad": "0", "offered": "", "not offered": "", "unoffered": ""}
        ),
        "title": text("Subject"),
    },
    required=("feedback_id",),
    fixed={"kind": "ticket", "best_rating": "1"},
    customer_key=("email", "id"),
    note="A good rating of a ticket counts as 1 of 1, a bad one as 0.",
)
