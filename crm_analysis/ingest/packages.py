"""What is an item worth whose money stands on its package's row?"""

from __future__ import annotations

import duckdb

from crm_analysis.ingest.columns import Compiler
from crm_analysis.ingest.literal import literal
from crm_analysis.ingest.platform import Package
from crm_analysis.ingest.tables import STAGED, TYPED
from crm_analysis.schema import MONEY


def is_item(package: Package, compiler: Compiler) -> str:
    """SQL: whether a row is an item of the package above it."""
    return f"({compiler.where(package.items)} AND NOT {compiler.where(package.money)})"


def share(cursor: duckdb.DuckDBPyConnection, package: Package, compiler: Compiler) -> None:
    """Share the amount of each package over its items by weight, to the cent; the shares add up to the amount.

    Args:
        cursor: Inside the import's transaction, with the staged and the typed table.
        package: Which rows are which.
        compiler: Of the same file.
    """
    weight = package.weight.format(*(compiler.number(heading) for heading in package.headings))
    cursor.execute(f"""
        UPDATE {TYPED} SET line_amount = shares.amount
        FROM (
            WITH items AS (
                SELECT t.record, t.order_id, CAST({weight} AS DOUBLE) AS weight
                FROM {TYPED} AS t JOIN {STAGED} AS s ON s.record = t.record
                WHERE {is_item(package, compiler)}
            ),
            money AS (
                SELECT order_id, SUM(line_amount) AS amount FROM {TYPED}
                WHERE rule = {literal(package.rule)} GROUP BY order_id
            ),
            parts AS (
                SELECT
                    record, amount,
                    SUM(weight) OVER (PARTITION BY order_id) AS whole,
                    SUM(weight) OVER (PARTITION BY order_id ORDER BY record) AS until,
                    weight
                FROM items JOIN money USING (order_id)
            )
            -- What is given out until an item, less what was given out before it: no cent is lost by rounding.
            SELECT
                record,
                CAST(ROUND(amount * until / whole, 2) AS {MONEY})
                    - CAST(ROUND(amount * (until - weight) / whole, 2) AS {MONEY}) AS amount
            FROM parts WHERE whole > 0
        ) AS shares
        WHERE {TYPED}.record = shares.record
    """)
