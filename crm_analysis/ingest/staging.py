"""The text of an upload → a temporary table of texts, one row a record, nothing interpreted yet."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import duckdb

from crm_analysis.errors import UnreadableFile
from crm_analysis.ingest.files import SourceTable
from crm_analysis.ingest.headings import LONGEST_CELL, WHITESPACE
from crm_analysis.ingest.literal import literal
from crm_analysis.ingest.progress import Tell, untold
from crm_analysis.ingest.room import make_table
from crm_analysis.ingest.tables import SAMPLED, STAGED
from crm_analysis.store import begin_again

_BLANKS = "' \t\r\n\u00a0\u3000\u200b\ufeff'"
_NOTHING = "'', '-', '--', '—', '——', 'None', 'none', 'nan', 'NaN', 'N/A', 'n/a', 'null', 'NULL', '=\"\"'"

_RUN = 32
Result = TypeVar("Result")

SURPLUS = "surplus"
CUT_OFF = "\x18"
"""Stands in ``surplus`` of a last row that ends before its last cell and without a line end: a broken download."""


@dataclass(frozen=True)
class Staged:
    """The staged table of texts: ``record`` (0 = first row), ``c0``, ``c1`` … for the wanted columns, and ``surplus``.

    Args:
        rows: How many there are.
        records: The SELECT that gives ``record`` and all columns again, for the few rows whose whole text is wanted.
        first_row: Which row of the file the first one is.
    """

    rows: int
    records: str
    first_row: int


def stage(
    cursor: duckdb.DuckDBPyConnection,
    source: SourceTable,
    wanted: Sequence[int],
    folder: Path,
    tell: Tell = untold,
) -> Staged:
    """Read the wanted columns into the temporary table ``staged``.

    DuckDB reads a file that keeps the rules of CSV by itself. Any other file (too few or too many cells in a row, lines
    above the headings or inside of one, columns parted by spaces) is first written anew by Python's more patient
    reader.

    Args:
        cursor: Inside the import's transaction, in which nothing was written yet.
        source: The upload.
        wanted: Positions of the columns that the platform names.
        folder: For text that must be written anew.
        tell: Called while it is written anew.

    Raises:
        UnreadableFile: A row cannot be read by either reader.
    """

    def fill(records: str) -> Staged:
        return _fill(cursor, records, wanted, source.heading.row)

    return _by_either_reader(cursor, source, folder, fill, tell)


def sample(cursor: duckdb.DuckDBPyConnection, source: SourceTable, folder: Path, most: int) -> None:
    """Read some rows with all their columns into the temporary table ``sampled``: ``record``, ``c0``, ``c1`` …

    The rows come in short runs from all over the file, so that the lines of an order stay together.

    Args:
        cursor: Of any database.
        source: The upload.
        folder: For text that must be written anew.
        most: How many rows.

    Raises:
        UnreadableFile: A row cannot be read by either reader.
    """
    places = range(len(source.heading.headings))
    # One expression for all cells of a row: written out for each column, planning takes the square of their number
    # (7 s for 244 columns).
    cells = f"list_transform([{', '.join(f'c{place}' for place in places)}], lambda cell: {cleaned('cell')})"
    columns = "".join(f", cells[{place + 1}] AS c{place}" for place in places)

    def fill(records: str) -> None:
        cursor.execute(f"""
            CREATE OR REPLACE TEMP TABLE {SAMPLED} AS
            WITH numbered AS (SELECT ROW_NUMBER() OVER () - 1 AS record, * FROM ({records})),
                picked AS (SELECT * FROM numbered ORDER BY hash(record // {_RUN}), record LIMIT {most}),
                clean AS (SELECT record, {cells} AS cells FROM picked)
            SELECT record{columns} FROM clean ORDER BY hash(record // {_RUN}), record
        """)

    _by_either_reader(cursor, source, folder, fill, untold)


def _by_either_reader(
    cursor: duckdb.DuckDBPyConnection, source: SourceTable, folder: Path, use: Callable[[str], Result], tell: Tell
) -> Result:
    """Hand over the SELECT of all columns; where DuckDB cannot read the file, that of the file written anew."""
    width = len(source.heading.headings)
    if source.heading.row == 1 and not source.heading.broken and source.heading.delimiter != WHITESPACE:
        records = _reading(source.text, width, source.heading.delimiter, skip=1)
        try:
            return use(f"SELECT *, NULL AS {SURPLUS} FROM {records}")
        except duckdb.InvalidInputException:
            begin_again(cursor)
    regular = folder / "regular.csv"
    _rewrite(source, width, regular, tell)
    try:
        return use(f"SELECT * FROM {_reading(regular, width, ',', skip=0, surplus=True)}")
    except duckdb.InvalidInputException as failure:
        raise UnreadableFile(
            "{file}: its rows cannot be told apart; an encoding or a quotation mark may be damaged. "
            "Export the file again.",
            file=source.file,
        ) from failure


def _fill(cursor: duckdb.DuckDBPyConnection, records: str, wanted: Sequence[int], heading_row: int) -> Staged:
    # The number is given while the file is read: a table that several threads fill need not keep the file's order.
    return stage_again(
        cursor, f"SELECT ROW_NUMBER() OVER () - 1 AS record, * FROM ({records})", wanted, heading_row + 1
    )


def stage_again(cursor: duckdb.DuckDBPyConnection, records: str, wanted: Sequence[int], first_row: int) -> Staged:
    """Stage rows that have their numbers already.

    Args:
        cursor: Inside the import's transaction.
        records: SELECT of ``record``, ``surplus`` and all columns, as text.
        wanted: Positions of the columns that are read.
        first_row: Which row of the file record 0 is.
    """
    columns = "".join(f", {cleaned(f'c{place}')} AS c{place}" for place in wanted)
    make_table(cursor, STAGED, f"SELECT record, {SURPLUS}{columns} FROM ({records})")
    row = cursor.execute(f"SELECT COUNT(*) FROM {STAGED}").fetchone()
    return Staged(int(row[0]) if row else 0, records, first_row)


def _unless_nothing(text: str) -> str:
    return f"CASE WHEN {text} NOT IN ({_NOTHING}) THEN {text} END"


def cleaned(column: str) -> str:
    """A text without blanks around it, composed; NULL where it only marks that there is nothing."""
    composed, bare = f"nfc_normalize(trim({column}, {_BLANKS}))", f"trim({column}, ' \t')"
    # Some platforms write a tab into the cell, so that Excel leaves long numbers alone. Both come before '!'.
    begins_blank, ends_blank = f"{column} < '!'", f"suffix({column}, ' ') OR suffix({column}, '\t')"
    # Each test is cheaper than the mending it spares: most cells need none, and this runs over every cell of a file.
    return (
        f"CASE WHEN {column} IN ({_NOTHING}) THEN NULL "
        f"WHEN strlen({column}) <> length({column}) THEN {_unless_nothing(composed)} "
        f"WHEN {begins_blank} OR {ends_blank} THEN {_unless_nothing(bare)} "
        f"ELSE {column} END"
    )


def _reading(text: Path, width: int, delimiter: str, *, skip: int, surplus: bool = False) -> str:
    names = [f"c{place}" for place in range(width)] + ([SURPLUS] if surplus else [])
    # Left to itself, DuckDB takes the line ends inside of a cell for those of the rows.
    line_end = "new_line = '\\n', " if surplus else ""
    columns = ", ".join(f"'{name}': 'VARCHAR'" for name in names)
    return (
        f"read_csv({literal(str(text))}, auto_detect = false, header = false, skip = {skip}, "
        f"delim = {literal(delimiter)}, {line_end}quote = '\"', escape = '\"', max_line_size = {2 * LONGEST_CELL}, "
        f"columns = {{{columns}}})"
    )


def _rewrite(source: SourceTable, width: int, target: Path, tell: Tell) -> None:
    ends_whole = _ends_with_line_end(source.text)
    with target.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
        rows = _records(source)
        row = next(rows, None)
        while row is not None:
            tell(0)
            following = next(rows, None)
            cut_off = following is None and len(row) < width and not ends_whole
            cells = [*row[:width], *[""] * (width - len(row))]
            writer.writerow([*cells, CUT_OFF if cut_off else " ".join(row[width:]).strip()])
            row = following


def _ends_with_line_end(text: Path) -> bool:
    with text.open("rb") as content:
        content.seek(-1, os.SEEK_END)
        return content.read(1) in b"\r\n"


def _records(source: SourceTable) -> Iterator[list[str]]:
    """The rows below the headings; wholly empty lines are no rows."""
    csv.field_size_limit(LONGEST_CELL)
    with source.text.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
        if source.heading.delimiter == WHITESPACE:
            rows: Iterator[list[str]] = (line.split() for line in lines)
        else:
            rows = csv.reader((line.replace("\0", "") for line in lines), delimiter=source.heading.delimiter)
        number = 0
        try:
            for number, row in enumerate(rows, start=1):
                if number > source.heading.row and row:
                    yield row
        except csv.Error as failure:
            raise UnreadableFile(
                "{file}, row {row}: a cell is longer than {limit} characters; a quotation mark may be missing. "
                "Export the file again.",
                file=source.file,
                row=number + 1,
                limit=LONGEST_CELL,
            ) from failure
