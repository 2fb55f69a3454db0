"""A triangle of figures as an Excel sheet that looks as the page does: colours, number formats, mean row, notes."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from crm_analysis.export.sheet import CREATED, OPTIONS

FIRST_AGE_COLUMN = 2
HATCHED = 14
"""Excel's pattern of thin diagonal strokes."""


@dataclass(frozen=True)
class Shade:
    """How a figure is coloured: ``#RRGGBB`` of its cell and of its digits."""

    field: str
    words: str


@dataclass(frozen=True)
class Figure:
    """One cell: its value, and its colours; no colours where its period still runs."""

    value: float
    shade: Shade | None


@dataclass(frozen=True)
class Row:
    """One row: its name, its size and age → figure."""

    name: str
    size: int
    figures: dict[int, Figure]
    bold: bool = False


@dataclass(frozen=True)
class Coloured:
    """A sheet to be written.

    Args:
        title: First line.
        notes: Lines below the table.
        headings: Of the names and of the sizes.
        axis: What the ages count, above them.
        rows: From the top.
        number_format: Excel's format of the figures, such as ``0.0%``.
        muted: ``#RRGGBB`` of notes and of figures whose period still runs.
    """

    title: str
    notes: tuple[str, ...]
    headings: tuple[str, str]
    axis: str
    rows: tuple[Row, ...]
    number_format: str
    muted: str


def coloured_bytes(table: Coloured) -> bytes:
    """The table as an Excel file; the same table gives the same bytes."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {**OPTIONS, "constant_memory": False, "in_memory": True}) as book:
        book.set_properties({"created": CREATED})
        page = book.add_worksheet()
        formats = _Formats(book, table)
        ages = sorted({age for row in table.rows for age in row.figures})
        _head(page, formats, table, ages)
        for place, row in enumerate(table.rows, start=3):
            _write_row(page, formats, row, place, ages)
        for place, note in enumerate(table.notes, start=4 + len(table.rows)):
            page.write_string(place, 0, note, formats.plain(font_color=table.muted))
    return file.getvalue()


class _Formats:
    """The formats of a book, each made once."""

    def __init__(self, book: xlsxwriter.Workbook, table: Coloured) -> None:
        self._book = book
        self._table = table
        self._made: dict[tuple[tuple[str, object], ...], Format] = {}

    def plain(self, **look: object) -> Format:
        """A format of this look."""
        key = tuple(sorted(look.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(look)
        return self._made[key]

    def figure(self, figure: Figure, bold: bool) -> Format:
        """The format of a figure: on its colour, or hatched where its period still runs."""
        look: dict[str, object] = {"num_format": self._table.number_format, "align": "center", "bold": bold}
        if figure.shade is None:
            hatching = {"pattern": HATCHED, "fg_color": "#D8D5CD", "bg_color": "#FFFFFF"}
            return self.plain(**look, **hatching, font_color=self._table.muted)
        return self.plain(**look, bg_color=figure.shade.field, font_color=figure.shade.words)


def _head(page: Worksheet, formats: _Formats, table: Coloured, ages: list[int]) -> None:
    """Title, what the ages count, headings; widths and what stays in view."""
    page.write_string(0, 0, table.title, formats.plain(bold=True, font_size=14))
    page.write_string(1, FIRST_AGE_COLUMN, table.axis, formats.plain(font_color=table.muted))
    for column, heading in enumerate(table.headings):
        page.write_string(2, column, heading, formats.plain(bold=True))
    for column, age in enumerate(ages, start=FIRST_AGE_COLUMN):
        page.write_number(2, column, age, formats.plain(bold=True, align="center"))
    page.set_column(0, 0, max(14, *(len(row.name) + 2 for row in table.rows)) if table.rows else 14)
    page.set_column(1, 1, 11)
    page.set_column(FIRST_AGE_COLUMN, FIRST_AGE_COLUMN + len(ages), 9)
    page.freeze_panes(3, FIRST_AGE_COLUMN)
    page.hide_gridlines(2)


def _write_row(page: Worksheet, formats: _Formats, row: Row, place: int, ages: list[int]) -> None:
    page.write_string(place, 0, row.name, formats.plain(bold=row.bold))
    page.write_number(place, 1, row.size, formats.plain(num_format="#,##0", bold=row.bold))
    for column, age in enumerate(ages, start=FIRST_AGE_COLUMN):
        if figure := row.figures.get(age):
            page.write_number(place, column, figure.value, formats.figure(figure, row.bold))
