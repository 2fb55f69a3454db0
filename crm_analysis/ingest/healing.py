"""Corrected rows go back into the upload that rejected them: afterwards it is as if its file had been right.

The rows of an order are read together, so a corrected row is read again with all the others of its order, which were
kept for that, and in the way that was decided for the whole file. What the upload has said of these orders is replaced.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from crm_analysis.errors import InputRefused
from crm_analysis.ingest import corrections, log, recognise
from crm_analysis.ingest.columns import Compiler
from crm_analysis.ingest.corrections import Corrections
from crm_analysis.ingest.decisions import Decisions
from crm_analysis.ingest.files import SourceTable
from crm_analysis.ingest.headings import HeadingRow
from crm_analysis.ingest.platform import Records
from crm_analysis.ingest.reading import Reading, typed_rows
from crm_analysis.ingest.staging import SURPLUS, Staged, stage_again
from crm_analysis.ingest.tables import CORRECTED, FATE, TEXTS, TYPED
from crm_analysis.schema import RECORD_LOGS
from crm_analysis.store import uploads
from crm_analysis.store.uploads import COPIES_RULE


@dataclass(frozen=True)
class Healed:
    """What became of the corrected rows: the upload's record as it is now, without its warnings brought up to date.

    Args:
        entry: Column of ``schema.UPLOADS`` → value, JSON opened.
        stored: Rejected rows that are stored now.
    """

    entry: dict[str, Any]
    stored: int


def heal(cursor: duckdb.DuckDBPyConnection, found: Corrections, heals: int | None, folder: Path) -> Healed:
    """Store what can be stored of corrected rows, under the upload that they are of.

    Args:
        cursor: Inside a transaction in which nothing was written yet.
        found: The table of corrected rows.
        heals: The upload that its owner says it corrects.
        folder: For text that must be written anew.

    Raises:
        InputRefused: The rows are of no upload that can be corrected, or not of its rejected ones.
    """
    upload_id = corrections.read(cursor, found, heals, folder)
    before = _entry(cursor, upload_id)
    corrections.keep(cursor, found, upload_id, before["headings"])
    fates = _held_fates(cursor, upload_id)
    reading = _read_again(cursor, found, before)
    _check_orders(cursor, found, reading, upload_id)
    _replace(cursor, upload_id, reading)
    now = _typed_fates(cursor)
    entry = before | _counts(before, fates, now)
    entry |= log.order_counts(cursor, upload_id, before["shop"], before["platform"])
    return Healed(entry, fates["rejected"] - now["rejected"])


def _entry(cursor: duckdb.DuckDBPyConnection, upload_id: int) -> dict[str, Any]:
    entry = uploads.entry(cursor, upload_id)
    if entry["undone_at"] is not None:
        raise InputRefused(
            "Upload {upload_id} is undone. Redo it first, then upload the corrected rows.", upload_id=upload_id
        )
    if entry["reading"] is None:
        raise InputRefused(
            "Upload {upload_id} was made by an earlier version of the program, which did not keep what a correction "
            "needs. Undo it, and import the whole file corrected.",
            upload_id=upload_id,
        )
    return entry


def _read_again(cursor: duckdb.DuckDBPyConnection, found: Corrections, entry: Mapping[str, Any]) -> Reading:
    """Type the held rows once more, the corrected ones among them."""
    decisions = Decisions.of(entry["reading"])
    recognition = recognise.again(entry["layout"], entry["kind"], entry["mapping"] or {}, entry["recognised_by"])
    platform = recognition.platform
    heading = HeadingRow(1, ",", tuple(entry["headings"]))
    source = SourceTable(entry["file"], entry["sha256"], found.source.text, found.source.encoding, heading)
    staged = _stage(cursor, found, entry)
    compiler = Compiler(
        cursor, heading, source.file, entry["timezone"], platform.clock, entry["date_order"] or platform.date_order,
        decisions, platform.also_called, entry["decimal_mark"],
    )  # fmt: skip
    typed = typed_rows(
        cursor, platform, compiler, staged, entry["shop"], decisions.currency, one_copy=bool(entry["one_copy"]),
        texts_wanted=False,
    )  # fmt: skip
    return Reading(source, recognition, staged, typed, compiler)


def _stage(cursor: duckdb.DuckDBPyConnection, found: Corrections, entry: Mapping[str, Any]) -> Staged:
    """The held rows with what the corrected ones say now; a row's place in its file is its number."""
    headings = entry["headings"]
    lacking = corrections.lacking(found, headings)

    def text(place: int) -> str:
        held, corrected = f"(h.row ->> '$[{place}]')", f"k.c{place}"
        if place in lacking:
            return held
        as_before = f"k.line_no IS NULL OR {corrections.as_it_was(held, corrected)}"
        return f"CASE WHEN {as_before} THEN {held} ELSE {corrections.unguarded(corrected)} END"

    texts = ", ".join(f"{text(place)} AS c{place}" for place in range(len(headings)))
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE {TEXTS} AS
        SELECT h.line_no AS record, CASE WHEN k.line_no IS NULL THEN h.surplus END AS {SURPLUS}, {texts}
        FROM held_rows AS h LEFT JOIN {CORRECTED} AS k ON k.line_no = h.line_no
        WHERE h.upload_id = {entry["upload_id"]}
    """)
    return stage_again(cursor, f"FROM {TEXTS}", range(len(headings)), 0)


def _check_orders(cursor: duckdb.DuckDBPyConnection, found: Corrections, reading: Reading, upload_id: int) -> None:
    """A corrected row may name an order whose other rows were not kept: then they cannot be read together."""
    if isinstance(reading.recognition.platform, Records):
        return
    row = cursor.execute(f"""
        SELECT t.line_no, t.order_id
        FROM {TYPED} AS t SEMI JOIN {CORRECTED} AS k ON k.line_no = t.line_no
        WHERE t.order_id IN (
            SELECT order_id FROM order_log WHERE upload_id = {upload_id}
            UNION SELECT order_id FROM line_log WHERE upload_id = {upload_id}
        ) AND t.order_id NOT IN (
            SELECT o.order_id FROM {TYPED} AS o ANTI JOIN {CORRECTED} AS k ON k.line_no = o.line_no
            WHERE o.order_id IS NOT NULL
        )
        ORDER BY t.line_no LIMIT 1
    """).fetchone()
    if row:
        raise InputRefused(
            "{file}: line {line} now belongs to order {order}, whose other rows were not kept for a correction. "
            "Undo upload {upload_id}, and import its whole file corrected.",
            file=found.source.file,
            line=row[0],
            order=row[1],
            upload_id=upload_id,
        )


def _replace(cursor: duckdb.DuckDBPyConnection, upload_id: int, reading: Reading) -> None:
    """Put what the rows say now in the place of what they have said."""
    platform = reading.recognition.platform
    by_row = RECORD_LOGS[platform.kind].name if isinstance(platform, Records) else "line_log"
    cursor.execute(f"""
        DELETE FROM {by_row} WHERE upload_id = {upload_id}
        AND line_no IN (SELECT line_no FROM held_rows WHERE upload_id = {upload_id})
    """)
    if not isinstance(platform, Records):
        cursor.execute(f"""
            DELETE FROM order_log WHERE upload_id = {upload_id} AND order_id IN (SELECT order_id FROM {TYPED})
        """)
    for table in ("rejects", "held_rows"):
        cursor.execute(f"DELETE FROM {table} WHERE upload_id = {upload_id}")
    log.append_rows(cursor, upload_id, reading)


def _held_fates(cursor: duckdb.DuckDBPyConnection, upload_id: int) -> Counter[str]:
    """What had become of the held rows: fate → rows."""
    rows = cursor.execute(f"SELECT fate, COUNT(*) FROM held_rows WHERE upload_id = {upload_id} GROUP BY fate")
    return Counter(dict(rows.fetchall()))


def _typed_fates(cursor: duckdb.DuckDBPyConnection) -> Counter[str]:
    """What becomes of the rows that were read again: fate → rows."""
    return Counter(dict(cursor.execute(f"SELECT {FATE}, COUNT(*) FROM {TYPED} GROUP BY ALL").fetchall()))


def _counts(entry: Mapping[str, Any], before: Counter[str], now: Counter[str]) -> dict[str, Any]:
    """The upload's counts with what has changed among the rows that were read again."""

    def changed(fate: str) -> int:
        return now[fate] - before[fate]

    ruled = Counter(entry["rows_ruled"])
    for fate in (now.keys() | before.keys()) - {"stored", "copy", "rejected"}:
        ruled[fate] += changed(fate)
    if entry["one_copy"]:
        ruled[COPIES_RULE] += changed("copy")
    return {
        "lines_stored": entry["lines_stored"] + changed("stored") + (0 if entry["one_copy"] else changed("copy")),
        "rows_rejected": entry["rows_rejected"] + changed("rejected"),
        "rows_ruled": {rule: rows for rule, rows in sorted(ruled.items()) if rows},
        "rows_repeated": (entry["rows_repeated"] or 0) + changed("copy"),
    }
