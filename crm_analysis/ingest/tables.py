"""The temporary tables of one import, by name, and the words that several of their readers share."""

from __future__ import annotations

import duckdb

STAGED = "staged"
TYPED = "typed"
HEADERS = "headers"
REPEATS = "repeats"
SCATTERED = "scattered"

LINE_PREFIX = "line_"
"""Stands before the fields of a line in ``typed``, which also holds those of its order."""

STORED = "rule IS NULL AND fault IS NULL"
"""Which rows of ``typed`` become part of the log."""


def drop(cursor: duckdb.DuckDBPyConnection) -> None:
    """Leave no temporary table behind."""
    for table in (STAGED, TYPED, HEADERS, REPEATS, SCATTERED):
        cursor.execute(f"DROP TABLE IF EXISTS {table}")
