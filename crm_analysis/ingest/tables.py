"""The tables of one import, by name, and the words that several of their readers share."""

from __future__ import annotations

from crm_analysis.schema import KEYS, LINE_LOG, ORDER_LOG, Column

STAGED = "staged"
SAMPLED = "sampled"
TYPED = "typed"
HEADERS = "headers"
HEADERS_OTHERWISE = "headers_otherwise"
"""What ``headers`` would say of orders with copies if the owner chose otherwise about them."""
SCATTERED = "scattered"
HELD = "held"
CORRECTED = "corrected"
TEXTS = "texts"

LINE_PREFIX = "line_"
"""Stands before the fields of a line in ``typed``, which also holds those of its order."""

ORDER_FIELDS = (
    *(
        column
        for column in ORDER_LOG.columns
        if column.name not in ("upload_id", "line_no", "order_id", "status", "one_copy", *KEYS)
    ),
    Column("alias_id", "VARCHAR", "an id of the buyer that is new for every order or file"),
    Column("name_id", "VARCHAR", "what tells buyers of one name apart"),
)
LINE_FIELDS = tuple(
    column
    for column in LINE_LOG.columns
    if column.name not in ("upload_id", "line_no", "part", "order_id", "line_status", "copy")
)
"""What a declaration can fill; the rest of the log says where a row stands and what became of it."""

STORED = "rule IS NULL AND fault IS NULL"
"""Which rows of ``typed`` become part of the log."""

FATE = """CASE
    WHEN fault IS NOT NULL THEN 'rejected' WHEN rule IS NOT NULL THEN rule WHEN copy THEN 'copy' ELSE 'stored'
END"""
"""What becomes of a row of ``typed``."""
