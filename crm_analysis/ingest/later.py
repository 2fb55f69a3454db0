"""What happened to an order afterwards, such as its delivery: an order stands without it, so that no row is rejected.

What cannot be read is left blank, and the owner is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import duckdb

from crm_analysis.i18n import N_
from crm_analysis.ingest.columns import Compiler
from crm_analysis.ingest.platform import Platform, Source
from crm_analysis.ingest.report import Message
from crm_analysis.ingest.tables import STAGED, TYPED

UNREAD = N_(
    "Column {heading}: {times} cells hold no date that can be read, such as {example}. They count as blank, and their "
    "orders are stored. To mend it, write these dates as YYYY-MM-DD and import the file again."
)


@dataclass(frozen=True)
class LeftBlank:
    """What a column holds and cannot be read.

    Args:
        heading: The column.
        times: How many cells.
        example: One of them.
    """

    heading: str
    times: int
    example: str

    @property
    def message(self) -> Message:
        """It in words."""
        return Message(UNREAD, {"heading": self.heading, "times": self.times, "example": self.example})


def unread(cursor: duckdb.DuckDBPyConnection, platform: Platform, compiler: Compiler) -> Iterator[LeftBlank]:
    """Cells of later moments that hold something, and no moment.

    Args:
        cursor: Inside the import's transaction, with the staged and the typed table.
        platform: The declaration.
        compiler: Of the same file.
    """
    for name, source in _told(platform, compiler).items():
        headings = compiler.present(source.headings)
        cell = compiler.text(source, headings)
        # Most files have none: then no row need be looked up.
        (written,) = _row(cursor, f"SELECT COUNT({cell}) FROM {STAGED}")
        (read,) = _row(cursor, f"SELECT COUNT({name}) FROM {TYPED}")
        if written == read:
            continue
        times, example = _row(
            cursor,
            f"""
            SELECT COUNT(*), MIN({cell}) FROM {STAGED} AS s JOIN {TYPED} AS t ON t.record = s.record
            WHERE t.rule IS NULL AND {cell} IS NOT NULL AND t.{name} IS NULL
            """,
        )
        if times:
            yield LeftBlank(headings[0], times, example)


def _told(platform: Platform, compiler: Compiler) -> Mapping[str, Source]:
    """Field → source of the later moments that the file has a column for."""
    return {
        name: source for name, source in platform.order.items() if source.later and compiler.present(source.headings)
    }


def _row(cursor: duckdb.DuckDBPyConnection, question: str) -> tuple[Any, ...]:
    return cursor.execute(question).fetchone() or ()
