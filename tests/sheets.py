"""Sample exports taken apart into headings and rows, and written anew."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from python_calamine import CalamineWorkbook

from crm_analysis.ingest.workbook import cell_text


@dataclass(frozen=True)
class Sheet:
    """A sample taken apart: what stands above the headings, the headings and the rows."""

    above: tuple[list[str], ...]
    headings: list[str]
    rows: list[list[str]]


@cache
def sheet_of(path: Path) -> Sheet:
    rows = cells_of_workbook(path) if path.suffix == ".xlsx" else cells_of_text(path)
    start = next(number for number, row in enumerate(rows) if sum(map(bool, row)) > 3)
    width = len(rows[start])
    return Sheet(tuple(rows[:start]), rows[start], [row[:width] for row in rows[start + 1 :] if row])


def cells_of_workbook(path: Path) -> list[list[str]]:
    """The first sheet, and below it the rows of every later one with the same headings."""
    book = CalamineWorkbook.from_path(path)
    first, *others = (book.get_sheet_by_name(name).to_python() for name in book.sheet_names)
    rows = first + [row for sheet in others if sheet[:1] == first[:1] for row in sheet[1:]]
    return [[cell_text(cell) for cell in row] for row in rows]


def cells_of_text(path: Path) -> list[list[str]]:
    content = path.read_bytes()
    attempts = map(decoded(content), ("utf-8-sig", "cp932", "gb18030", "cp1252"))
    text = next(attempt for attempt in attempts if attempt is not None)
    delimiter = "\t" if path.suffix in (".txt", ".tsv") else max(",;", key=text.count)
    quoting = csv.QUOTE_NONE if path.suffix == ".txt" else csv.QUOTE_MINIMAL
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=quoting))


def decoded(content: bytes) -> Callable[[str], str | None]:
    def attempt(encoding: str) -> str | None:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            return None
        telling = {"cp932": ("注文", "マグカップ"), "gb18030": ("订单",)}.get(encoding, ("",))
        return text if any(word in text for word in telling) else None

    return attempt


def text_of(sheet: Sheet, delimiter: str = ",", line_end: str = "\n", trailing: str = "") -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator=trailing + line_end)
    writer.writerows([*sheet.above, sheet.headings, *sheet.rows])
    return out.getvalue()


def padded(sheet: Sheet) -> list[list[str]]:
    return [[*row, *[""] * (len(sheet.headings) - len(row))] for row in sheet.rows]
