"""The temporary tables of one import, by name, and the words that several of their readers share."""

from __future__ import annotations

import duckdb

from crm_analysis.schema import LINE_LOG, ORDER_LOG

STAGED = "staged"
SAMPLED = "sampled"
TYPED = "typed"
HEADERS = "headers"
HEADERS_OTHERWISE = "headers_otherwise"
"""What ``headers`` would say of orders with copies if the owner chose otherwise about them."""
SCATTERED = "scattered"

LINE_PREFIX = "line_"
"""Stands before the fields of a line in ``typed``, which also holds those of its order."""

ORDER_FIELDS = tuple(
    column
    for column in ORDER_LOG.columns
    if column.name not in ("upload_id", "line_no", "order_id", "status", "customer_key", "one_copy")
)
LINE_FIELDS = tuple(
    column
    for column in LINE_LOG.columns
    if column.name not in ("upload_id", "line_no", "part", "order_id", "line_status", "copy")
)
"""What a declaration can fill; the rest of the log says where a row stands and what became of it."""

STORED = "rule IS NULL AND fault IS NULL"
"""Which rows of ``typed`` become part of the log."""


def drop(cursor: duckdb.DuckDBPyConnection) -> None:
    """Leave no temporary table behind."""
    for table in (STAGED, TYPED, HEADERS, HEADERS_OTHERWISE, SCATTERED):
        cursor.execute(f"DROP TABLE IF EXISTS {table}")
