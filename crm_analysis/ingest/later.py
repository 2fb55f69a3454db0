"""What happened to an order afterwards, such as its delivery: an order stands without it, so that no row is rejected.

What cannot be read, and what would have happened before the order, is left blank; the owner is told of both.
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
from crm_analysis.ingest.tables import HEADERS, HEADERS_OTHERWISE, STAGED, TYPED

UNREAD = N_(
    "Column {heading}: {times} cells hold no date that can be read, such as {example}. They count as blank, and their "
    "orders are stored. To mend it, write these dates as YYYY-MM-DD and import the file again."
)
EARLY = N_(
    "Column {heading}: {times} orders have a date there that lies before the order itself, such as {example}. It "
    "counts as blank, and the orders are stored. To mend it, correct these dates and import the file again."
)


@dataclass(frozen=True)
class LeftBlank:
    """What a column says and cannot be.

    Args:
        template: Why: :data:`UNREAD` or :data:`EARLY`.
        heading: The column.
        times: Cells that cannot be read, or orders whose date is too early.
        example: One of them.
    """

    template: str
    heading: str
    times: int
    example: str

    @property
    def message(self) -> Message:
        """It in words."""
        return Message(self.template, {"heading": self.heading, "times": self.times, "example": self.example})


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
        # Counted apart at first: most files have none, and then no row need be looked up.
        if (
            _one(cursor, f"SELECT COUNT({cell}) FROM {STAGED}")[0]
            > _one(cursor, f"SELECT COUNT({name}) FROM {TYPED}")[0]
        ):
            times, example = _one(
                cursor,
                f"""
                SELECT COUNT(*), MIN({cell}) FROM {STAGED} AS s JOIN {TYPED} AS t ON t.record = s.record
                WHERE t.rule IS NULL AND {cell} IS NOT NULL AND t.{name} IS NULL
                """,
            )
            if times:
                yield LeftBlank(UNREAD, headings[0], times, example)


def without_early(cursor: duckdb.DuckDBPyConnection, platform: Platform, compiler: Compiler) -> Iterator[LeftBlank]:
    """Take later moments off orders that were placed after them.

    A day without a time lasts until its end: it is before the order only if all of it is.

    Args:
        cursor: Inside the import's transaction, with the headers.
        platform: The declaration.
        compiler: Of the same file.
    """
    for name, source in _told(platform, compiler).items():
        early = f"{name} + INTERVAL 1 DAY <= ordered_at"
        times, example = _one(cursor, f"SELECT COUNT(*), MIN({name}) FROM {HEADERS} WHERE {early}")
        if times:
            yield LeftBlank(EARLY, compiler.present(source.headings)[0], times, f"{example:%Y-%m-%d}")
            for table in (HEADERS, HEADERS_OTHERWISE):
                cursor.execute(f"UPDATE {table} SET {name} = NULL WHERE {early}")


def _told(platform: Platform, compiler: Compiler) -> Mapping[str, Source]:
    """Field → source of the later moments that the file has a column for."""
    return {
        name: source for name, source in platform.order.items() if source.later and compiler.present(source.headings)
    }


def _one(cursor: duckdb.DuckDBPyConnection, question: str) -> tuple[Any, ...]:
    return cursor.execute(question).fetchone() or ()
