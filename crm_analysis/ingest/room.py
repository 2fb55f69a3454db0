"""Where the tables of one import stand: in memory, or, of a large file, in a database of their own beside the store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb

from crm_analysis.ingest.files import SourceTable
from crm_analysis.ingest.literal import literal

LARGEST_IN_MEMORY = 128 << 20
"""Bytes of a file whose texts and typed rows may stay in memory; they take several times as much there."""

_ROOM = "room"


@contextmanager
def room(cursor: duckdb.DuckDBPyConnection, source: SourceTable, folder: Path) -> Iterator[None]:
    """Where the tables of one import stand: those of a large file in a database of their own, for the block.

    There they are compressed and leave the memory to joins and groups; what is dropped from memory in favour of them
    would be written to disk anyway, as it is. A transaction writes to one database only, so that of the store may read
    these tables but cannot change them.

    Args:
        cursor: Outside of a transaction.
        source: The file.
        folder: For the database; it is gone with its folder.
    """
    if source.text.stat().st_size <= LARGEST_IN_MEMORY:
        yield
        return
    store = cursor.execute("SELECT current_database()").fetchone()
    cursor.execute(f"ATTACH {literal(str(folder / 'tables.duckdb'))} AS {_ROOM}")
    cursor.execute(f"SET search_path = {literal(f'{store and store[0]}.main,{_ROOM}.main')}")
    try:
        yield
    finally:
        with suppress(duckdb.FatalException):  # the store has been given up and is opened again, without the room
            cursor.execute("RESET search_path")
            cursor.execute(f"DETACH {_ROOM}")


def make_table(cursor: duckdb.DuckDBPyConnection, table: str, select: str) -> None:
    """Make a table of the import anew: in its :func:`room`, or in memory, where it is gone with the cursor.

    Args:
        cursor: Of the import.
        table: One of the names above.
        select: Its rows.
    """
    has_room = cursor.execute(f"SELECT 1 FROM duckdb_databases() WHERE database_name = '{_ROOM}'").fetchone()
    place = f"TABLE {_ROOM}.main.{table}" if has_room else f"TEMP TABLE {table}"
    cursor.execute(f"CREATE OR REPLACE {place} AS {select}")
