"""Any uploaded file → UTF-8 text with a known heading row, or one sentence that says why not."""

from __future__ import annotations

import gzip
import uuid
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from crm_analysis.errors import CrmError, UnreadableFile
from crm_analysis.i18n import N_
from crm_analysis.ingest import json_table, workbook
from crm_analysis.ingest.encoding import Scan, chunks, rewrite_as_utf8, scan
from crm_analysis.ingest.headings import HeadingRow, Headless, Known, find_headings
from crm_analysis.ingest.progress import Tell, untold

_HEAD_CHARACTERS = 4 << 20
_LONGEST_LINE = 2 << 20
_MOST_UNPACKED = 20 << 30
TABLE_ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".xls", ".json", ".jsonl")
"""What reading an archive that is broken raises."""
_OTHER_KINDS = (
    (b"\x89PNG", N_("a PNG picture")),
    (b"\xff\xd8\xff", N_("a JPEG picture")),
    (b"GIF8", N_("a GIF picture")),
    (b"%PDF", N_("a PDF document")),
    (b"Rar!", N_("a RAR archive")),
    (b"7z\xbc\xaf", N_("a 7z archive")),
    (b"SQLite format 3", N_("an SQLite database")),
    (b"PAR1", N_("a Parquet file")),
    (b"RIFF", N_("a picture, sound or film")),
    (b"<!DOCTYPE", N_("a web page")),
    (b"<html", N_("a web page")),
)


@dataclass(frozen=True)
class SourceTable:
    """An upload as text: where it lies, how its columns are parted and what they are called."""

    file: str
    sha256: str
    text: Path
    encoding: str
    heading: HeadingRow


def open_table(
    path: Path, file: str, folder: Path, known: Known, headless: Sequence[Headless], tell: Tell = untold
) -> SourceTable:
    """Make a table of an upload.

    Args:
        path: Where the bytes lie.
        file: The file's name as its owner knows it.
        folder: An empty folder for rewritten text; the caller removes it.
        known: Tells the headings that some platform, or a list of synonyms, knows.
        headless: Forms of files that have no heading row.
        tell: Called with the bytes read, often.

    Raises:
        UnreadableFile: The file is empty, damaged, protected, or no table.
        NoHeadings: No heading row was found.
    """
    found = _scan_bytes(path, file, tell)
    inner = _unpacked(path, file, folder, tell)
    text, encoding = _as_text(inner, file, folder, found if inner == path else scan(inner, tell), tell)
    return SourceTable(file, found.sha256, text, encoding, find_headings(_head(text, file), known, headless, file))


def tables_in(path: Path, file: str, folder: Path) -> list[tuple[str, Path]]:
    """The tables that an upload holds, each with its name: one, but for an archive of several.

    Args:
        path: Where the bytes lie.
        file: The file's name as its owner knows it.
        folder: Where the tables of an archive are unpacked; the caller removes them.

    Raises:
        UnreadableFile: The archive is damaged or protected, or unpacks to too much.
    """
    if not path.is_file() or not _first_bytes(path).startswith(b"PK") or workbook.is_workbook(path):
        return [(file, path)]
    try:
        with workbook.open_archive(path) as archive:
            members = _tables(archive)
            if len(members) < 2:
                return [(file, path)]
            return [
                (f"{file}/{member.filename}", _extract(archive, member, file, folder / uuid.uuid4().hex, untold))
                for member in members
            ]
    except workbook.DAMAGES as failure:
        raise _cut_off(file) from failure


def beginning(source: SourceTable, folder: Path, most: int) -> SourceTable:
    """The table up to the last whole row within so many bytes of its text; a smaller one as it is.

    Args:
        source: The table.
        folder: For the shorter text; the caller removes it.
        most: Bytes.
    """
    with source.text.open("rb") as text:
        head = text.read(most)
        if not text.read(1):
            return source
    shorter = folder / "beginning.csv"
    shorter.write_bytes(head[: _end_of_last_row(head)])
    return replace(source, text=shorter)


def _end_of_last_row(head: bytes) -> int:
    """A line end outside of quotation marks, the last one; without any, the end."""
    end, marks = head.rfind(b"\n"), head.count(b'"', 0, max(head.rfind(b"\n"), 0))
    while end > 0 and marks % 2:
        before = head.rfind(b"\n", 0, end)
        marks -= head.count(b'"', max(before, 0), end)
        end = before
    return end + 1 if end > 0 else len(head)


def _scan_bytes(path: Path, file: str, tell: Tell) -> Scan:
    try:
        found = scan(path, tell)
    except OSError as failure:
        raise UnreadableFile(
            "{file} cannot be read: {reason}. Check the path.", file=file, reason=failure.strerror
        ) from failure
    if found.size == 0:
        raise UnreadableFile("{file} is empty. Export it again from your shop.", file=file)
    return found


def _unpacked(path: Path, file: str, folder: Path, tell: Tell) -> Path:
    """The table inside a .gz or .zip; the file itself otherwise."""
    start = _first_bytes(path)
    if start.startswith(b"\x1f\x8b"):
        return _gunzip(path, file, folder, tell)
    if start.startswith(b"PK") and not workbook.is_workbook(path):
        return _unzip(path, file, folder, tell)
    return path


def _gunzip(path: Path, file: str, folder: Path, tell: Tell) -> Path:
    target = folder / "unpacked"
    try:
        with gzip.GzipFile(path) as packed, target.open("wb") as out:
            _copy_bounded(packed, out, file, tell)
    except (EOFError, gzip.BadGzipFile, zlib.error) as failure:
        raise _cut_off(file) from failure
    return target


def _unzip(path: Path, file: str, folder: Path, tell: Tell) -> Path:
    try:
        with workbook.open_archive(path) as archive:
            return _extract(archive, _only_table(archive, file), file, folder / "unpacked", tell)
    except workbook.DAMAGES as failure:
        raise _cut_off(file) from failure


def _extract(archive: zipfile.ZipFile, member: zipfile.ZipInfo, file: str, target: Path, tell: Tell) -> Path:
    if member.flag_bits & 1:
        raise UnreadableFile("{file} is protected by a password. Unpack it and upload the table itself.", file=file)
    with archive.open(member) as packed, target.open("wb") as out:
        _copy_bounded(packed, out, file, tell)
    return target


def _tables(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    return [
        member
        for member in archive.infolist()
        if member.filename.lower().endswith(TABLE_ENDINGS) and not member.filename.startswith("__MACOSX")
    ]


def _only_table(archive: zipfile.ZipFile, file: str) -> zipfile.ZipInfo:
    tables = _tables(archive)
    if len(tables) == 1:
        return tables[0]
    if not tables:
        raise UnreadableFile("{file} holds no table. Pack the CSV or Excel file that your shop exports.", file=file)
    raise UnreadableFile(
        "{file} holds {count} tables ({names}). Unpack it and upload each table by itself.",
        file=file,
        count=len(tables),
        names=", ".join(member.filename for member in tables[:5]),
    )


def _copy_bounded(packed: IO[bytes] | gzip.GzipFile, out: IO[bytes], file: str, tell: Tell) -> None:
    """Copy, but not without end: a small archive can unpack to more than any disk holds."""
    total = 0
    while chunk := packed.read(1 << 20):
        tell(0)
        total += len(chunk)
        if total > _MOST_UNPACKED:
            raise UnreadableFile(
                "{file} unpacks to more than {limit} GB. Upload its parts one by one.", file=file, limit=20
            )
        out.write(chunk)


def _as_text(path: Path, file: str, folder: Path, found: Scan, tell: Tell) -> tuple[Path, str]:
    start = _first_bytes(path)
    if start.startswith((b"PK", workbook.OLE_SIGNATURE)):
        return workbook.rewrite_as_csv(path, file, folder, tell), "xlsx" if start.startswith(b"PK") else "xls"
    if json_table.is_json(start):
        return json_table.rewrite_as_csv(path, file, folder), "json"
    _refuse_other_kinds(start, file, found.encoding)
    if found.encoding in ("utf-8", "utf-8-sig"):
        return path, "utf-8"
    target = folder / "text.csv"
    rewrite_as_utf8(path, found.encoding, target, tell)
    return target, found.encoding


def _refuse_other_kinds(start: bytes, file: str, encoding: str) -> None:
    for signature, kind in _OTHER_KINDS:
        if start.startswith(signature):
            raise UnreadableFile(
                "{file} is {kind}, not a table. Upload the CSV or Excel file that your shop exports.",
                file=file,
                kind=kind,
            )
    if b"\0" in start and not encoding.startswith("utf-16"):
        raise UnreadableFile(
            "{file} is no text and no Excel file. Upload the CSV or Excel file that your shop exports.", file=file
        )


def _head(text: Path, file: str) -> str:
    with text.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
        head = lines.read(_HEAD_CHARACTERS)
    if not head.strip():
        raise UnreadableFile("{file} is empty. Export it again from your shop.", file=file)
    longest = max(len(line) for line in head.splitlines())
    if longest > _LONGEST_LINE:
        raise UnreadableFile(
            "{file}: a single line is longer than {limit} characters, so this is no table of orders. "
            "Export the file again, as CSV with one order or product in a row.",
            file=file,
            limit=_LONGEST_LINE,
        )
    return head


def _first_bytes(path: Path) -> bytes:
    return next(chunks(path), b"")[:4096]


def _cut_off(file: str) -> CrmError:
    return UnreadableFile(
        "{file} is damaged: the archive ends too early or was changed. Download it again from your shop.", file=file
    )
