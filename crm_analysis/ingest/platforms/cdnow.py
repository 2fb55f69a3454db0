"""CDNOW: a purchase a row, parted by spaces, without headings and without order numbers."""

from __future__ import annotations

import re

from crm_analysis.ingest.headings import Headless
from crm_analysis.ingest.platform import Platform, identifier, moment, money, quantity

CDNOW = Platform(
    id="cdnow",
    family="cdnow",
    name="CDNOW",
    needs=("customer_id", "date", "number_of_cds", "dollar_value"),
    verified="real file",
    order_id=identifier("customer_id", "date", joined=True),
    order={"ordered_at": moment("date"), "buyer_id": identifier("customer_id")},
    line={"quantity": quantity("number_of_cds"), "amount": money("dollar_value")},
    headless=(
        Headless(
            re.compile(r"\s*\d+\s+\d{8}\s+\d+\s+-?\d+\.\d+\s*"),
            ("customer_id", "date", "number_of_cds", "dollar_value"),
        ),
        Headless(
            re.compile(r"\s*\d+\s+\d+\s+\d{8}\s+\d+\s+-?\d+\.\d+\s*"),
            ("customer_id", "sample_id", "date", "number_of_cds", "dollar_value"),
        ),
    ),
    customer_key=("id",),
    id_scope="platform",
    currency="USD",
    note="The file has no order number: one customer's day counts as one order.",
)
