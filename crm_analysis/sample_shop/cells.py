"""Columns of text cells, written as they stand in a file: fast, because Arrow does the work on whole columns."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from crm_analysis.sample_shop.seasons import SECONDS_PER_DAY, Flags, Ints

Cells = Any
"""A pyarrow string array, or one str for a cell that is the same in every row."""


def text(values: Ints) -> Cells:
    """Whole numbers."""
    return pa.array(values).cast(pa.string())


def money(cents: Ints) -> Cells:
    """Cents as a decimal number with two places."""
    halves = np.empty((len(cents), 2), dtype="<i8")
    halves[:, 0] = cents
    halves[:, 1] = cents >> 63
    return pa.Array.from_buffers(pa.decimal128(18, 2), len(cents), [None, pa.py_buffer(halves)]).cast(pa.string())


def pick(labels: Sequence[str], index: Ints) -> Cells:
    """The label at each index."""
    return pa.array(labels, pa.string()).take(pa.array(index))


def at(cells: Cells, index: Ints) -> Cells:
    """The cells at these positions; a cell that is everywhere the same stays so."""
    return cells if isinstance(cells, str) else cells.take(pa.array(index))


def at_first(cells: Cells, index: Ints, where: Flags) -> Cells:
    """The cells at these positions where the flag is set, blank elsewhere."""
    with_blank = pa.concat_arrays([cells, pa.array([""], pa.string())])
    return with_blank.take(pa.array(np.where(where, index, len(cells))))


def only(where: Flags, cells: Cells, otherwise: Cells = "") -> Cells:
    """The cells where the flag is set, the others elsewhere."""
    return pc.if_else(pa.array(where), cells, otherwise)


def glue(*cells: Cells) -> Cells:
    """Cells side by side in one cell."""
    return pc.binary_join_element_wise(*_without_runs(cells), "")


def padded(values: Ints, width: int) -> Cells:
    """Whole numbers with leading zeros."""
    return pc.utf8_lpad(text(values), width, "0")


def aligned(cells: Cells, width: int) -> Cells:
    """Cells filled up with spaces from the left."""
    return pc.utf8_lpad(cells, width, " ")


def lower(cells: Cells) -> Cells:
    """Cells in lower case."""
    return pc.utf8_lower(cells)


def clock(seconds: Ints, between: str = " ") -> Cells:
    """Moments as YYYY-MM-DD HH:MM:SS, or with another mark between day and time."""
    written = pa.array(seconds).cast(pa.timestamp("s")).cast(pa.string())
    return written if between == " " else pc.replace_substring(written, " ", between)


def minute(seconds: Ints) -> Cells:
    """Moments as YYYY-MM-DD HH:MM."""
    return pc.utf8_slice_codeunits(clock(seconds), 0, 16)


def day(seconds: Ints, pattern: str) -> Cells:
    """Days by a pattern of str.format with the names y, yy, m, mm, d, dd and month (English, three letters)."""
    days = seconds // SECONDS_PER_DAY
    first = int(days.min()) if len(days) else 0
    last = int(days.max()) if len(days) else 0
    return pick([_written(number, pattern) for number in range(first, last + 1)], days - first)


MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _written(number: int, pattern: str) -> str:
    it = datetime.date.fromordinal(datetime.date(1970, 1, 1).toordinal() + number)
    return pattern.format(
        y=it.year,
        yy=f"{it.year % 100:02}",
        m=it.month,
        mm=f"{it.month:02}",
        d=it.day,
        dd=f"{it.day:02}",
        month=MONTHS[it.month - 1],
    )


def listed(cells: Cells, starts: Ints, separator: str) -> Cells:
    """The cells of each order's lines in one cell; starts are the positions of the orders' first lines."""
    offsets = np.append(starts, len(cells)).astype(np.int32)
    return pc.binary_join(pa.ListArray.from_arrays(pa.array(offsets), cells), separator)


def quoted(value: str) -> str:
    """A value as a CSV cell: in quotes where it needs them."""
    return '"' + value.replace('"', '""') + '"' if any(mark in value for mark in '",\n') else value


def rows(columns: list[Cells], count: int, delimiter: str, line_end: str) -> bytes:
    """The rows of a file, from its columns."""
    parts: list[Cells] = []
    for position, column in enumerate(columns):
        parts += [delimiter, column] if position else [column]
    lines = pc.binary_join_element_wise(*_without_runs([*parts, line_end]), "")
    if isinstance(lines, pa.StringScalar):
        lines = pa.array([lines.as_py()] * count)
    offsets: NDArray[np.int32] = np.frombuffer(lines.buffers()[1], dtype=np.int32)
    first, last = int(offsets[lines.offset]), int(offsets[lines.offset + len(lines)])
    return memoryview(lines.buffers()[2])[first:last].tobytes()


def _without_runs(cells: Any) -> list[Cells]:
    """Neighbouring constants as one, so that the many blank cells of an export cost nothing."""
    joined: list[Cells] = []
    for cell in cells:
        if isinstance(cell, str) and joined and isinstance(joined[-1], str):
            joined[-1] += cell
        else:
            joined.append(cell)
    return joined
