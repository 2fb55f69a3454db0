"""What the store holds of each kind of table, and the rows of one as they stand now."""

from __future__ import annotations

import pandas as pd

from crm_analysis import schema
from crm_analysis.errors import InputRefused
from crm_analysis.store.store import Store

TABLES = {"orders": schema.ORDERS, **schema.CURRENT_RECORDS}
"""Kind of a file → the table, or view, of what is current."""
DAYS = {
    "orders": "ordered_on",
    "members": "registered_on",
    "spend": "spent_on",
    "feedback": "given_at",
    "events": "happened_at",
    "refunds": "refunded_at",
    "contacts": "contacted_at",
    "rates": "rated_on",
}
"""Kind → the column that says when; products have none."""
_TRACES = ("customer_key", "lines_upload_id", "header_upload_id", "upload_id", "line_no", "alias_id", *schema.KEYS)


def listing(store: Store) -> pd.DataFrame:
    """Every kind of table: ``kind, rows, uploads, first_day, newest_day``; the last two blank where nothing says."""
    with store.cursor() as cursor:
        return cursor.execute(" UNION ALL ".join(_summary(kind) for kind in TABLES)).df()


def rows(store: Store, kind: str, most: int | None = None) -> pd.DataFrame:
    """What is current of one kind, the newest day first.

    Args:
        store: Where from.
        kind: A kind of table.
        most: How many rows; None gives all.

    Raises:
        InputRefused: There is no such kind.
    """
    if kind not in TABLES:
        raise InputRefused("{kind} is not a known table. Known are: {known}.", kind=kind, known=", ".join(TABLES))
    shown = [name for name in TABLES[kind].column_names if name not in _TRACES]
    limit = "" if most is None else f"LIMIT {most}"
    with store.cursor() as cursor:
        return cursor.execute(f"SELECT {', '.join(shown)} FROM {TABLES[kind].name} {_sorted(kind, shown)} {limit}").df()


def _sorted(kind: str, shown: list[str]) -> str:
    """A total order, so that the same rows come first every time."""
    newest = [f"{DAYS[kind]} DESC NULLS LAST"] if kind in DAYS else []
    return f"ORDER BY {', '.join([*newest, *shown])}"


def _summary(kind: str) -> str:
    day = DAYS.get(kind)
    first, newest = (f"CAST({extreme}({day}) AS DATE)" if day else "CAST(NULL AS DATE)" for extreme in ("MIN", "MAX"))
    counting = f"SELECT COUNT(*) FROM uploads WHERE kind = '{kind}' AND undone_at IS NULL"
    return f"""
        SELECT
            '{kind}' AS kind, COUNT(*) AS rows, ({counting}) AS uploads, {first} AS first_day, {newest} AS newest_day
        FROM {TABLES[kind].name}
    """
