"""A frame as an Excel sheet: typed cells, fixed heading row, text that never runs as a formula."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import chain
from pathlib import Path

import pandas as pd
import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from crm_analysis.errors import InputRefused
from crm_analysis.export.text import is_day

MOST_ROWS = 1_048_575
LONGEST_TEXT = 32_767
CREATED = datetime(2000, 1, 1)  # a fixed moment: the same frame gives the same bytes
OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


def write(frame: pd.DataFrame, path: Path) -> None:
    """Write the frame as the only sheet of a book.

    Raises:
        InputRefused: It has more rows than a sheet holds.
    """
    write_pieces(iter([frame]), len(frame), path)


def write_pieces(pieces: Iterator[pd.DataFrame], rows: int, path: Path) -> None:
    """Write frames of the same columns below each other as the only sheet of a book, holding one at a time.

    Args:
        pieces: One at least, from the top.
        rows: How many rows they have together.
        path: The book.

    Raises:
        InputRefused: There are more rows than a sheet holds.
        OSError: The book cannot be written.
    """
    if rows > MOST_ROWS:
        raise InputRefused(
            "{file}: {rows} rows do not fit into one Excel sheet. Choose a file that ends in .csv or .parquet.",
            file=path.stem,
            rows=rows,
        )
    try:
        with xlsxwriter.Workbook(path, OPTIONS) as book:
            _fill(book, pieces)
    except FileCreateError as failure:
        raise OSError(*failure.args[0].args) from failure  # which callers know to tell people


def _fill(book: xlsxwriter.Workbook, pieces: Iterator[pd.DataFrame]) -> None:
    book.set_properties({"created": CREATED})
    page = book.add_worksheet()
    first = next(pieces)
    _lay_out(book, page, first)
    for number, row in enumerate(chain.from_iterable(map(_cells, chain([first], pieces))), start=1):
        page.write_row(number, 0, row)


def _lay_out(book: xlsxwriter.Workbook, page: xlsxwriter.worksheet.Worksheet, frame: pd.DataFrame) -> None:
    """Headings, and the width and date format of each column; rows come afterwards, in order."""
    page.freeze_panes(1, 0)
    page.write_row(0, 0, [str(name) for name in frame.columns], book.add_format({"bold": True}))
    day, moment = (book.add_format({"num_format": form}) for form in ("yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"))
    for place, (name, column) in enumerate(frame.items()):
        is_time = pd.api.types.is_datetime64_any_dtype(column)
        form = (day if is_day(column) else moment) if is_time else None
        page.set_column(place, place, max(10, min(len(str(name)) + 2, 40)), form)


def _cells(frame: pd.DataFrame) -> zip[tuple[object, ...]]:
    """The rows with Python's own values; an unknown one is None, a long text is cut to what a cell holds."""
    known = frame.astype(object)
    known = known.where(known.notna(), None)
    columns = [[_cell(value) for value in column] for _, column in known.items()]
    return zip(*columns, strict=True)


def _cell(value: object) -> object:
    return value[:LONGEST_TEXT] if isinstance(value, str) else value
