"""How an older store becomes one of today: forward only, one step a version, all in one transaction."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from crm_analysis import schema
from crm_analysis.errors import StoreDamaged, StoreTooNew

_META = "CREATE TABLE meta (schema_version INTEGER, data_version BIGINT)"

_ORDER_LINES = """
CREATE VIEW order_lines AS
SELECT
    o.shop, o.platform, o.order_id, o.customer_id, o.ordered_on,
    l.line_no, l.product_id, l.product, l.category, l.brand, l.quantity, l.amount
FROM orders AS o
JOIN line_log AS l ON l.upload_id = o.lines_upload_id AND l.order_id = o.order_id
WHERE l.line_status IS DISTINCT FROM 'cancelled'
UNION ALL
SELECT
    shop, platform, order_id, customer_id, ordered_on,
    1 AS line_no, NULL AS product_id, NULL AS product, NULL AS category, NULL AS brand,
    units AS quantity, gross_sales AS amount
FROM orders
WHERE lines_upload_id IS NULL
"""


def _first_version() -> Sequence[str]:
    tables = (*schema.LOG_TABLES, *schema.DERIVED_TABLES, *schema.REFERENCE_TABLES)
    return (
        _META,
        "INSERT INTO meta VALUES (0, 0)",
        *(table.create() for table in tables),
        _ORDER_LINES,
        "INSERT INTO numbers SELECT CAST(range AS INTEGER) FROM range(10000)",
    )


STEPS = (_first_version,)
"""Step *i* brings a store of schema version *i* to *i + 1*. A landed step is never edited."""


def migrate(connection: duckdb.DuckDBPyConnection, file: str) -> None:
    """Bring the open store to the newest version.

    Raises:
        StoreTooNew: The store was written by a newer version of the program.
        StoreDamaged: The file holds the tables of another program.
    """
    found = schema_version(connection)
    if not found and _holds_tables(connection):
        raise StoreDamaged(
            "{file} is a database of another program. Nothing in it was touched. Choose another store.", file=file
        )
    if found > len(STEPS):
        raise StoreTooNew(
            "{file} was written by a newer version of the program (store version {found}, known here: {known}). "
            "Update the program, or choose another store.",
            file=file,
            found=found,
            known=len(STEPS),
        )
    for step in STEPS[found:]:
        connection.execute("BEGIN")
        for statement in step():
            connection.execute(statement)
        found += 1
        connection.execute("UPDATE meta SET schema_version = ?", [found])
        connection.execute("COMMIT")


def schema_version(connection: duckdb.DuckDBPyConnection) -> int:
    """Version of the open store; 0 for a new file."""
    has_meta = connection.execute("SELECT COUNT(*) FROM duckdb_tables() WHERE table_name = 'meta'").fetchone()
    if not has_meta or not has_meta[0]:
        return 0
    row = connection.execute("SELECT schema_version FROM meta").fetchone()
    return int(row[0]) if row else 0


def _holds_tables(connection: duckdb.DuckDBPyConnection) -> bool:
    found = connection.execute(
        "SELECT 1 FROM information_schema.tables WHERE table_catalog = current_database() LIMIT 1"
    )
    return found.fetchone() is not None
