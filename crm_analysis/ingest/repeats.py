"""Orders that stand twice in one file: two sheets that overlap by some days, or an export joined to itself.

Both copies are stored, the second one marked, so that the owner can choose afterwards whether it counts.
"""

from __future__ import annotations

import duckdb

from crm_analysis.ingest.tables import LINE_FIELDS, LINE_PREFIX, SCATTERED, STORED, TYPED

# Most orders stand in one run of rows. One that stands in several may be a copy, or merely parted by other orders. The
# places of rows decide, not their neighbours: so it is the same order when only its own rows are read again.
_SCATTERED = f"""
CREATE OR REPLACE TEMP TABLE {SCATTERED} AS
SELECT order_id FROM {TYPED}
WHERE order_id IS NOT NULL
GROUP BY order_id
HAVING MAX(record) - MIN(record) + 1 > COUNT(*)
"""

# It is a copy when the second half of its rows holds the same lines as the first, equal ones equally often. A single
# line that recurs is two sales of one product.
_CONTENT = ", ".join(LINE_PREFIX + field.name for field in LINE_FIELDS)
_MARK = f"""
UPDATE {TYPED} SET copy = TRUE WHERE record IN (
    WITH halves AS (
        SELECT
            order_id, record, CAST(HASH(ordered_at, {_CONTENT}) AS HUGEINT) AS content,
            2 * ROW_NUMBER() OVER (PARTITION BY order_id ORDER BY record) > COUNT(*) OVER (PARTITION BY order_id)
                AS second
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
)
"""


def mark(cursor: duckdb.DuckDBPyConnection) -> int:
    """Set ``copy`` on rows of orders that stand whole in two places of the file: on the second ones. How many?"""
    cursor.execute(_SCATTERED)
    row = cursor.execute(_MARK).fetchone()
    return int(row[0]) if row else 0
