"""Which lists of customers have left the store: one row for every file, whoever made it."""

from __future__ import annotations

import json
from dataclasses import dataclass

import pandas as pd

from crm_analysis import schema
from crm_analysis.store.store import Store

PAGE, COMMAND_LINE, FEED = "page", "command line", "feed"
"""Who makes exports."""


@dataclass(frozen=True)
class Reach:
    """How many customers of a list can be written, and why the others are not.

    Args:
        listed: Customers in the list.
        written: Of them, those in the file.
        refused: Left out: they do not accept advertising.
        unknown: Left out: nobody has said whether they do.
        no_address: Left out: nothing is known by which the tool could reach them.
    """

    listed: int
    written: int
    refused: int
    unknown: int
    no_address: int


@dataclass(frozen=True)
class Maker:
    """Who makes an export: the page, the command line, or a feed with its number."""

    by: str
    feed_id: int | None = None


@dataclass(frozen=True)
class Export:
    """One file as it is noted.

    Args:
        maker: Who made it.
        list: Which customers: the name of a segment or of another list.
        layout: For which tool it was written.
        kind: Kind of file: csv, xlsx or parquet.
        headings: The file's headings.
        unknown_consent: What became of people whose consent is unknown: leave_out or include.
        reach: How many are in it.
    """

    maker: Maker
    list: str
    layout: str
    kind: str
    headings: tuple[str, ...]
    unknown_consent: str
    reach: Reach


def note(store: Store, export: Export) -> int:
    """Add an export to the log; its number."""
    with store.noting() as cursor:
        newest = cursor.execute("SELECT COALESCE(MAX(export_id), 0) FROM exports").fetchone()
        number = int(newest[0]) + 1 if newest else 1
        row = {
            "export_id": number,
            "made_at": store.clock(),
            "made_by": export.maker.by,
            "feed_id": export.maker.feed_id,
            "list": export.list,
            "layout": export.layout,
            "kind": export.kind,
            "headings": json.dumps(export.headings, ensure_ascii=False),
            "unknown_consent": export.unknown_consent,
            **vars(export.reach),
        }
        places = ", ".join(f"${column}" for column in schema.EXPORTS.column_names)
        cursor.execute(f"INSERT INTO exports VALUES ({places})", row)
    return number


def listing(store: Store, most: int | None = None) -> pd.DataFrame:
    """The exports, the newest first: the columns of the table, with ``feed``, the name of the feed, where it was one.

    Args:
        store: Whose log.
        most: How many; None gives all.
    """
    with store.cursor() as cursor:
        return cursor.execute(
            """
            SELECT exports.*, feeds.name AS feed
            FROM exports
            LEFT JOIN feeds ON feeds.feed_id = exports.feed_id
            ORDER BY exports.export_id DESC
            LIMIT CAST($most AS BIGINT)
            """,
            {"most": most},
        ).df()
