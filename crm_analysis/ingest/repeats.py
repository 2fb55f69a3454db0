"""Orders that stand twice in one file: two sheets that overlap by some days, or an export joined to itself."""

from __future__ import annotations

import duckdb

from crm_analysis.i18n import N_
from crm_analysis.ingest.tables import LINE_FIELDS, LINE_PREFIX, REPEATS, SCATTERED, STORED, TYPED

REPEATED = N_("repeated order")

# Most orders stand in one run of rows. One that stands in several may be a copy, or merely parted by other orders.
_SCATTERED = f"""
CREATE OR REPLACE TEMP TABLE {SCATTERED} AS
SELECT order_id FROM (
    SELECT order_id, LAG(order_id) OVER (ORDER BY record) AS before FROM {TYPED} WHERE {STORED}
)
WHERE before IS DISTINCT FROM order_id
GROUP BY order_id
HAVING COUNT(*) > 1
"""

# It is a copy when the second half of its rows holds the same lines as the first, equal ones equally often. A single
# line that recurs is two sales of one product.
_CONTENT = ", ".join(LINE_PREFIX + field.name for field in LINE_FIELDS)
_REPEATS = f"""
CREATE OR REPLACE TEMP TABLE {REPEATS} AS
WITH halves AS (
    SELECT
        order_id, record, CAST(HASH(ordered_at, {_CONTENT}) AS HUGEINT) AS content,
        2 * ROW_NUMBER() OVER (PARTITION BY order_id ORDER BY record) > COUNT(*) OVER (PARTITION BY order_id) AS second
    FROM {TYPED} SEMI JOIN {SCATTERED} USING (order_id)
    WHERE {STORED}
),
copies AS (
    SELECT order_id FROM halves
    GROUP BY order_id
    HAVING COUNT(*) FILTER (second) = COUNT(*) FILTER (NOT second)
        AND SUM(content) FILTER (second) = SUM(content) FILTER (NOT second)
)
SELECT record FROM halves SEMI JOIN copies USING (order_id) WHERE second
"""


def count(cursor: duckdb.DuckDBPyConnection) -> int:
    """Rows of orders that stand whole in two places of the file; the second copies stand in ``repeats``."""
    cursor.execute(_SCATTERED)
    cursor.execute(_REPEATS)
    row = cursor.execute(f"SELECT COUNT(*) FROM {REPEATS}").fetchone()
    return int(row[0]) if row else 0


def leave_aside(cursor: duckdb.DuckDBPyConnection) -> None:
    """Count one copy only of what :func:`count` has found."""
    cursor.execute(f"UPDATE {TYPED} SET rule = '{REPEATED}' WHERE record IN (SELECT record FROM {REPEATS})")
