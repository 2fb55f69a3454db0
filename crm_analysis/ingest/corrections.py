"""A table of rejected rows that their owner has corrected: is a file one, of which upload, and what does it say?"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd

from crm_analysis.errors import InputRefused, NothingUsable
from crm_analysis.i18n import _
from crm_analysis.ingest.files import SourceTable
from crm_analysis.ingest.headings import normalised, unique
from crm_analysis.ingest.literal import identifier, literal
from crm_analysis.ingest.staging import cleaned, stage
from crm_analysis.ingest.tables import CORRECTED, STAGED
from crm_analysis.store import Store, uploads

UPLOAD, LINE, WRONG = "upload", "line", "what is wrong"
MARKS = (UPLOAD, LINE, WRONG)
"""Headings in front of the file's own ones; they are the same in every language, so that they are known again."""

REJECTS = ("line", "heading", "value", "reason", "row")
"""Headings of the list of rejects, whose cells ``row`` hold the whole row as JSON."""

KIND = "corrections"
"""Kind of such a file, beside orders and the kinds of records."""

KNOWN = frozenset((*MARKS, *REJECTS))
"""Headings by which the heading row of such a file is found."""

GUARDED = r"^'[=+\-@\t\r\n＝＋－＠]"
"""A text that was written behind an apostrophe, so that no spreadsheet runs it."""


@dataclass(frozen=True)
class Corrections:
    """Where a table of corrected rows says what.

    Args:
        source: The file.
        upload: Column of the upload's number; None where the owner has said it.
        line: Column of the line's number.
        row: Column of the whole row as JSON; None where the file's own columns stand side by side.
    """

    source: SourceTable
    upload: int | None
    line: int
    row: int | None


def recognised(source: SourceTable, heals: int | None) -> Corrections | None:
    """The file as a table of corrected rows; None if it is none.

    Args:
        source: An upload.
        heals: The upload that its owner says it corrects.

    Raises:
        InputRefused: Its owner says so, but it is no table of corrected rows.
    """
    places = {key: place for place, key in reversed(list(enumerate(source.heading.keys)))}
    if places.keys() >= set(MARKS):
        return Corrections(source, places[UPLOAD], places[LINE], None)
    if places.keys() >= set(REJECTS) and (heals is not None or UPLOAD in places):
        return Corrections(source, places.get(UPLOAD), places[LINE], places["row"])
    if heals is not None:
        raise InputRefused(
            "{file} holds no corrected rows: it lacks the columns {headings}. "
            "Download the rejected rows of upload {upload_id}, correct them, and upload that table.",
            file=source.file,
            headings=", ".join(MARKS),
            upload_id=heals,
        )
    return None


def to_correct(store: Store, upload_id: int) -> pd.DataFrame:
    """The rejected rows of an upload as a table to correct: what is wrong, then the file's own columns in their order.

    Raises:
        UnknownUpload: There is no such upload.
    """
    rejects = uploads.rejects(store, upload_id)
    texts = [json.loads(row) for row in rejects["row"]]
    headings = list(texts[0]) if texts else []
    wrong = [_in_words(*told) for told in rejects[["heading", "reason"]].itertuples(index=False)]
    rows = [
        (upload_id, line, told, *(text or "" for text in row.values()))
        for line, told, row in zip(rejects["line"], wrong, texts, strict=True)
    ]
    return pd.DataFrame(rows, columns=unique([*MARKS, *headings]))


def _in_words(heading: str, reason: str) -> str:
    return _("{heading}: {reason}").format(heading=heading, reason=_(reason)) if heading else _(reason)


def read(cursor: duckdb.DuckDBPyConnection, found: Corrections, heals: int | None, folder: Path) -> int:
    """Read the file into the temporary table ``staged``; of which upload are its rows?

    Raises:
        NothingUsable: It holds no row.
        InputRefused: It names no upload, or several, or another one than its owner.
    """
    places = range(len(found.source.heading.headings))
    if not stage(cursor, found.source, places, folder).rows:
        raise NothingUsable("{file} holds no corrected row. Nothing was changed.", file=found.source.file)
    if found.upload is None:
        return _only(found, {heals})
    rows = cursor.execute(f"SELECT DISTINCT TRY_CAST(c{found.upload} AS BIGINT) FROM {STAGED}").fetchall()
    return _only(found, {number for (number,) in rows} | ({heals} if heals is not None else set()))


def _only(found: Corrections, numbers: set[int | None]) -> int:
    if len(numbers) == 1 and None not in numbers:
        return int(str(numbers.pop()))
    raise InputRefused(
        "{file}: its rows must be of one upload, and name it in the column {heading}. Found: {uploads}. "
        "Correct the rows of each upload in a file of its own.",
        file=found.source.file,
        heading=UPLOAD,
        uploads=", ".join(sorted(str(number or "-") for number in numbers)),
    )


def preview(cursor: duckdb.DuckDBPyConnection, found: Corrections, rows: int) -> tuple[int, pd.DataFrame]:
    """How many rows the staged file has, and the first ones as they stand there."""
    names = ", ".join(f"c{place} AS {identifier(h)}" for place, h in enumerate(found.source.heading.headings))
    count = cursor.execute(f"SELECT COUNT(*) FROM {STAGED}").fetchone()
    first = cursor.execute(f"SELECT {names} FROM {STAGED} ORDER BY record LIMIT {rows}").df()
    return int(count[0]) if count else 0, first


def keep(cursor: duckdb.DuckDBPyConnection, found: Corrections, upload_id: int, headings: Sequence[str]) -> None:
    """Write the rows into the temporary table ``corrected``: ``line_no, c0, c1 …`` under the upload's own headings.

    Args:
        cursor: After :func:`read`.
        found: The file.
        upload_id: The upload.
        headings: Its headings.

    Raises:
        InputRefused: A row is none of the upload's rejected ones, or stands there twice.
    """
    texts = ", ".join(f"{text} AS c{place}" for place, text in enumerate(_texts(found, headings)))
    _check_json(cursor, found)
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE {CORRECTED} AS
        SELECT TRY_CAST(c{found.line} AS BIGINT) AS line_no, {texts} FROM {STAGED}
    """)
    _check_lines(cursor, found, upload_id)


def _texts(found: Corrections, headings: Sequence[str]) -> Iterator[str]:
    """SQL of what a row says under each of the upload's headings; NULL under one that the file lacks."""
    if found.row is not None:
        for heading in headings:
            pointer = "/" + heading.replace("~", "~0").replace("/", "~1")
            yield f"json_extract_string(c{found.row}, {literal(pointer)})"
        return
    keys = found.source.heading.keys
    for heading in unique([*MARKS, *headings])[len(MARKS) :]:
        key = normalised(heading)
        yield f"c{keys.index(key)}" if key in keys else "NULL"


def lacking(found: Corrections, headings: Sequence[str]) -> set[int]:
    """Which of the upload's columns the file lacks: there its rows say what they said before."""
    if found.row is not None:
        return set()
    written = unique([*MARKS, *headings])[len(MARKS) :]
    return {place for place, heading in enumerate(written) if normalised(heading) not in found.source.heading.keys}


def _check_json(cursor: duckdb.DuckDBPyConnection, found: Corrections) -> None:
    if found.row is None:
        return
    broken = cursor.execute(f"SELECT MIN(record) FROM {STAGED} WHERE NOT COALESCE(json_valid(c{found.row}), FALSE)")
    row = broken.fetchone()
    if row and row[0] is not None:
        raise InputRefused(
            "{file}, row {row}: the column row holds no JSON object. "
            "Correct the texts only, not the marks around them.",
            file=found.source.file,
            row=row[0] + found.source.heading.row + 1,
        )


def _check_lines(cursor: duckdb.DuckDBPyConnection, found: Corrections, upload_id: int) -> None:
    row = cursor.execute(f"""
        SELECT COALESCE(CAST(line_no AS VARCHAR), '-') FROM {CORRECTED}
        WHERE line_no IS NULL OR line_no NOT IN (SELECT line_no FROM rejects WHERE upload_id = {upload_id})
        ORDER BY line_no LIMIT 1
    """).fetchone()
    if row:
        raise InputRefused(
            "{file}: line {line} is none of the rejected rows of upload {upload_id}. It may be stored already: "
            "download the rows that are still rejected.",
            file=found.source.file,
            line=row[0],
            upload_id=upload_id,
        )
    row = cursor.execute(
        f"SELECT line_no FROM {CORRECTED} GROUP BY line_no HAVING COUNT(*) > 1 ORDER BY line_no LIMIT 1"
    ).fetchone()
    if row:
        raise InputRefused(
            "{file}: line {line} stands there twice. Leave one of the two rows out.",
            file=found.source.file,
            line=row[0],
        )


def unguarded(text: str) -> str:
    """SQL of a text without the apostrophe that kept a spreadsheet from running it."""
    return f"CASE WHEN regexp_matches({text}, {literal(GUARDED)}) THEN {text}[2:] ELSE {text} END"


def as_it_was(held: str, corrected: str) -> str:
    """SQL: whether a cell of the corrected table says what it said before, but for blanks and the guard before it."""
    return f"{corrected} IS NOT DISTINCT FROM {cleaned(held)} OR {corrected} = '''' || {cleaned(held)}"
