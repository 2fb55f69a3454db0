"""The log of uploads: what is in it, and taking one out of every number or back in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import duckdb
import pandas as pd

from crm_analysis import schema
from crm_analysis.errors import InputRefused, UnknownUpload
from crm_analysis.i18n import N_
from crm_analysis.store import derived
from crm_analysis.store.store import Store

COPIES_KEPT = N_(
    "{rows} rows repeat lines of orders that stand elsewhere in this file; all were kept. "
    "If they are copies, choose to keep one copy."
)
"""The warning of an upload with second copies of orders that count."""

COPIES_RULE = N_("repeated order")
"""The rule by which second copies are left aside."""


def listing(store: Store) -> pd.DataFrame:
    """All uploads, newest first: the columns of ``schema.UPLOADS``."""
    with store.cursor() as cursor:
        return cursor.execute(
            f"SELECT {', '.join(schema.UPLOADS.column_names)} FROM uploads ORDER BY upload_id DESC"
        ).df()


def rejects(store: Store, upload_id: int) -> pd.DataFrame:
    """Rows of an upload that could not be stored: ``line, heading, value, reason, row, upload``.

    Raises:
        UnknownUpload: There is no such upload.
    """
    with store.cursor() as cursor:
        _state(cursor, upload_id)
        return cursor.execute(
            """
            SELECT line_no AS line, heading, value, reason, row, upload_id AS upload
            FROM rejects WHERE upload_id = ? ORDER BY ALL
            """,
            [upload_id],
        ).df()


def refuse_unknown(store: Store, upload_id: int) -> None:
    """Say so if there is no such upload.

    Raises:
        UnknownUpload: There is none.
    """
    with store.cursor() as cursor:
        _state(cursor, upload_id)


def undo(store: Store, upload_id: int) -> None:
    """Take one upload out of every number; the log keeps it.

    Raises:
        UnknownUpload: There is no such upload.
        InputRefused: It is undone already.
    """
    with store.writing() as cursor:
        if _state(cursor, upload_id):
            raise InputRefused("Upload {upload_id} is undone already. Redo brings it back.", upload_id=upload_id)
        cursor.execute("UPDATE uploads SET undone_at = ? WHERE upload_id = ?", [store.clock(), upload_id])
        derived.refresh(cursor, upload_id)


def redo(store: Store, upload_id: int) -> None:
    """Bring an undone upload back into every number.

    Raises:
        UnknownUpload: There is no such upload.
        InputRefused: It is not undone.
    """
    with store.writing() as cursor:
        if not _state(cursor, upload_id):
            raise InputRefused("Upload {upload_id} is not undone: there is nothing to redo.", upload_id=upload_id)
        cursor.execute("UPDATE uploads SET undone_at = NULL WHERE upload_id = ?", [upload_id])
        derived.refresh(cursor, upload_id)


def choose_copies(store: Store, upload_id: int, *, once: bool) -> None:
    """Say of an upload whether an order that stands in its file twice counts once or twice.

    Raises:
        UnknownUpload: There is no such upload.
        InputRefused: Its file repeats no order, or is counted that way already.
    """
    with store.writing() as cursor:
        _state(cursor, upload_id)
        stored, ruled, warnings, repeated, one_copy = cursor.execute(
            "SELECT lines_stored, rows_ruled, warnings, rows_repeated, one_copy FROM uploads WHERE upload_id = ?",
            [upload_id],
        ).fetchone() or (0, "{}", "[]", 0, False)
        if not repeated:
            raise InputRefused("Upload {upload_id} repeats no order: there is nothing to choose.", upload_id=upload_id)
        if once == one_copy:
            raise InputRefused(
                "Upload {upload_id} is counted that way already. Choose the other, or leave it.", upload_id=upload_id
            )
        aside = {rule: rows for rule, rows in json.loads(ruled).items() if rule != COPIES_RULE}
        told = [said for said in json.loads(warnings) if said["template"] != COPIES_KEPT]
        if once:
            aside[COPIES_RULE] = repeated
        else:
            told.append({"template": COPIES_KEPT, "facts": {"rows": repeated}})
        cursor.execute(
            """
            UPDATE uploads SET one_copy = ?, lines_stored = ?, rows_ruled = ?, warnings = ? WHERE upload_id = ?
            """,
            [once, stored + (-repeated if once else repeated), _as_json(aside), _as_json(told), upload_id],
        )
        derived.refresh(cursor, upload_id)


def same_bytes(cursor: duckdb.DuckDBPyConnection, sha256: str) -> int | None:
    """The newest upload of the very same bytes that still counts, if there is one."""
    row = cursor.execute(
        "SELECT MAX(upload_id) FROM uploads WHERE sha256 = ? AND undone_at IS NULL", [sha256]
    ).fetchone()
    return int(row[0]) if row and row[0] is not None else None


def imported_as(store: Store, sha256: str) -> int | None:
    """The upload of the very same bytes, undone ones included: what an owner took out does not come back by itself."""
    with store.cursor() as cursor:
        row = cursor.execute("SELECT MAX(upload_id) FROM uploads WHERE sha256 = ?", [sha256]).fetchone()
    return int(row[0]) if row and row[0] is not None else None


def newest_currency(cursor: duckdb.DuckDBPyConnection, shop: str, none: str) -> str | None:
    """The currency of the shop's newest upload that has one.

    Args:
        cursor: For reading.
        shop: The shop's name.
        none: The code that stands for no currency.
    """
    row = cursor.execute(
        """
        SELECT currency FROM uploads WHERE shop = ? AND undone_at IS NULL AND currency <> ?
        ORDER BY upload_id DESC LIMIT 1
        """,
        [shop, none],
    ).fetchone()
    return str(row[0]) if row else None


def entry(cursor: duckdb.DuckDBPyConnection, upload_id: int) -> dict[str, Any]:
    """The record of one upload: column of ``schema.UPLOADS`` → value, JSON opened.

    Raises:
        UnknownUpload: There is no such upload.
    """
    _state(cursor, upload_id)
    names = schema.UPLOADS.column_names
    row = cursor.execute(f"SELECT {', '.join(names)} FROM uploads WHERE upload_id = ?", [upload_id]).fetchone()
    known = dict(zip(names, row or (), strict=True))
    return known | {name: json.loads(known[name]) for name in _JSON if known[name]}


def replace(cursor: duckdb.DuckDBPyConnection, entry: Mapping[str, Any]) -> None:
    """Write the record of an upload anew."""
    cursor.execute("DELETE FROM uploads WHERE upload_id = ?", [entry["upload_id"]])
    record(cursor, entry)


_JSON = tuple(column.name for column in schema.UPLOADS.columns if column.unit.startswith("JSON"))


def next_number(cursor: duckdb.DuckDBPyConnection) -> int:
    """The number of the upload that is about to be made."""
    row = cursor.execute("SELECT COALESCE(MAX(upload_id), 0) + 1 FROM uploads").fetchone()
    return int(row[0]) if row else 1


def record(cursor: duckdb.DuckDBPyConnection, entry: Mapping[str, Any]) -> None:
    """Add one upload to the log.

    Args:
        cursor: Inside the import's transaction.
        entry: Column of ``schema.UPLOADS`` → value; lists and dicts are written as JSON.
    """
    values = [
        _as_json(value) if isinstance(value, list | dict) else value
        for value in (entry.get(name) for name in schema.UPLOADS.column_names)
    ]
    places = ", ".join("?" for _ in values)
    cursor.execute(f"INSERT INTO uploads VALUES ({places})", values)


def _as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=vars)


def finish(cursor: duckdb.DuckDBPyConnection, entry: Mapping[str, object]) -> None:
    """Note what is known of an upload only after what is derived is up to date: new customers, and the time it took."""
    cursor.execute(
        "UPDATE uploads SET customers_new = $customers_new, seconds = $seconds WHERE upload_id = $upload_id",
        {name: entry[name] for name in ("customers_new", "seconds", "upload_id")},
    )


def _state(cursor: duckdb.DuckDBPyConnection, upload_id: int) -> bool:
    """Whether the upload is undone."""
    row = cursor.execute("SELECT undone_at IS NOT NULL FROM uploads WHERE upload_id = ?", [upload_id]).fetchone()
    if row is None:
        raise UnknownUpload(
            "There is no upload {upload_id}. The list of uploads names those that there are.", upload_id=upload_id
        )
    return bool(row[0])
