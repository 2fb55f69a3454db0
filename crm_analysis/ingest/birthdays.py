"""Days of birth, with or without the year: 1990-05-12, 12/05/1990, 5月12日, 05-12."""

from __future__ import annotations

import duckdb

from crm_analysis.ingest import dates
from crm_analysis.ingest.dates import DateOrder
from crm_analysis.ingest.literal import literal

_NOT_TOLD = "'0000-00-00', '00-00', '0', '0/0'"
_WITHOUT_YEAR = r"^(?:--)?(\d{1,2})[-/.月](\d{1,2})日?$"
_UNTIL = {1: 31, 2: 29, 3: 31, 4: 30, 5: 31, 6: 30, 7: 31, 8: 31, 9: 30, 10: 31, 11: 30, 12: 31}
"""Month → its last day in a leap year."""


def told(cell: str) -> str:
    """SQL of a column's text, NULL where it says only that the day is not known."""
    return f"CASE WHEN {cell} NOT IN ({_NOT_TOLD}) THEN {cell} END"


def written(
    cursor: duckdb.DuckDBPyConnection, table: str, cell: str, *, heading: str, file: str, habit: DateOrder | None
) -> str:
    """SQL of a column's birthdays as ISO 8601, ``--MM-DD`` where the year is not told; NULL where a text is none.

    Args:
        cursor: Inside the import's transaction.
        table: The staged table.
        cell: SQL of the column's text, NULL where blank.
        heading: The column's heading, for messages.
        file: The file's name, for messages.
        habit: Order of day and month where the column leaves it open.

    Raises:
        AmbiguousDates: Days with a year need both orders of day and month, or nothing tells which.
    """
    said = told(cell)
    lacks_year = f"regexp_matches({said}, {literal(_WITHOUT_YEAR)})"
    whole = f"CASE WHEN NOT {lacks_year} THEN {said} END"
    reading = dates.read_column(cursor, table, whole, heading=heading, file=file, habit=habit)
    dated = dates.moment(reading, whole, None, None)
    return f"COALESCE(strftime({dated}, '%Y-%m-%d'), {_without_year(cursor, table, said, habit)})"


def _without_year(cursor: duckdb.DuckDBPyConnection, table: str, said: str, habit: DateOrder | None) -> str:
    """The month stands first, as in all short ISO and Chinese dates, unless the column or its owner says otherwise."""
    first, second = (
        f"TRY_CAST(regexp_extract({said}, {literal(_WITHOUT_YEAR)}, {group}) AS INTEGER)" for group in (1, 2)
    )
    day_first = _any(cursor, table, f"{first} > 12") or (habit == "day" and not _any(cursor, table, f"{second} > 12"))
    month, day = (second, first) if day_first else (first, second)
    lengths = " ".join(f"WHEN {number} THEN {days}" for number, days in _UNTIL.items())
    return f"CASE WHEN {day} BETWEEN 1 AND CASE {month} {lengths} END THEN printf('--%02d-%02d', {month}, {day}) END"


def _any(cursor: duckdb.DuckDBPyConnection, table: str, condition: str) -> bool:
    return cursor.execute(f"SELECT 1 FROM {table} WHERE {condition} LIMIT 1").fetchone() is not None
