"""The figures of customers over everything, kept from one import to the next; see ``sql/ctes/kept_until.sql``."""

from __future__ import annotations

import duckdb

from crm_analysis.engines.query import Query
from crm_analysis.store.rates import reported_in


def refresh(cursor: duckdb.DuckDBPyConnection) -> None:
    """Bring ``kept_figures`` up to date.

    Args:
        cursor: Inside a transaction, orders, customers and rates being up to date.
    """
    # What is kept already must not answer the question that fills it.
    cursor.execute("DELETE FROM figures_kept; DELETE FROM kept_figures")
    report_in = reported_in(cursor)
    figures = Query("customer_figures", {"free_orders": "ignore", "report_in": report_in})
    cursor.execute(f"INSERT INTO kept_figures {figures.sql}", figures.bound)
    cursor.execute(
        "INSERT INTO figures_kept SELECT MAX(ordered_on), $report_in FROM orders HAVING COUNT(*) > 0",
        {"report_in": report_in},
    )
