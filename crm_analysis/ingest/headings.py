"""Where do the headings stand, and how are they compared?"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from babel.numbers import list_currencies

from crm_analysis.errors import NoHeadings, UnreadableFile

SEARCHED_ROWS = 30
MOST_COLUMNS = 500
"""The widest sample has 84; eight hundred take more memory than there is, after ten seconds of work."""
LONGEST_CELL = 1_000_000
WHITESPACE = " "
_DELIMITERS = (",", "\t", ";", "|")
_INVISIBLE = re.compile("[\u200b-\u200d\u2060\ufeff\u00ad]")
_CURRENCY = re.compile(r"\s*\(([A-Z]{3})\)$")
_CURRENCIES = list_currencies()
_NUMBER_OR_DATE = re.compile(r"[\d\s.,:/+\-¥$€£%()]+")


@dataclass(frozen=True)
class Headless:
    """A file that has no heading row: what its lines look like and what its columns are called."""

    line: re.Pattern[str]
    headings: tuple[str, ...]


@dataclass(frozen=True)
class HeadingRow:
    """The headings and how to read what follows them.

    ``row`` counts the file's rows from 1 and is 0 where the file has no heading row; ``delimiter`` is a space for
    columns that are parted by any run of spaces; ``broken`` tells that some heading goes over several lines of text.
    """

    row: int
    delimiter: str
    headings: tuple[str, ...]
    broken: bool = False

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The headings as they are compared."""
        return tuple(normalised(heading) for heading in self.headings)

    def place(self, heading: str) -> int | None:
        """Where a column stands; of two that differ by their currency alone, the one that is called just so."""
        for wanted, keys in ((_trimmed(heading).casefold(), self._whole), (normalised(heading), self.keys)):
            if wanted in keys:
                return keys.index(wanted)
        return None

    @cached_property
    def _whole(self) -> tuple[str, ...]:
        """The headings as they are compared, but with their currency."""
        return tuple(_trimmed(heading).casefold() for heading in self.headings)

    @property
    def currency(self) -> str | None:
        """The currency that headings such as ``Total (MXN)`` name; None where they name none, or several."""
        said = {code for heading in self.headings if (code := _parted(_trimmed(heading))[1])}
        return said.pop() if len(said) == 1 else None


def normalised(heading: str) -> str:
    """A heading as it is compared: composed (NFC), without invisible characters, case, runs of blanks or a currency."""
    return _parted(_trimmed(heading))[0].casefold()


def _trimmed(heading: str) -> str:
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", heading))
    return " ".join(text.replace("\u00a0", " ").strip("\"'=").split())


def _parted(heading: str) -> tuple[str, str]:
    """A heading and, apart from it, the currency that stands in brackets behind it."""
    found = _CURRENCY.search(heading)
    return (heading[: found.start()], found[1]) if found and found[1] in _CURRENCIES else (heading, "")


Known = Callable[[str], bool]
"""Whether some platform, or a list of synonyms, knows a heading."""


def find_headings(head: str, known: Known, headless: Sequence[Headless], file: str) -> HeadingRow:
    """Find the heading row among the first rows of a text.

    Args:
        head: The text's beginning.
        known: Tells the headings that some platform or synonym list knows.
        headless: Forms of files that come without headings.
        file: Name of the file, for messages.

    Raises:
        NoHeadings: No row looks like headings.
        UnreadableFile: A row is far too long or too wide.
    """
    lines = head.splitlines()[:SEARCHED_ROWS]
    bare = _without_headings(lines, headless)
    if bare:
        return bare
    candidates = [_best_row(_first_rows(head, delimiter, file), delimiter, known) for delimiter in _DELIMITERS]
    score, found = max(candidates, key=lambda candidate: candidate[0])
    if score <= 0:
        raise NoHeadings(
            "{file}: no heading row was found in the first {rows} rows. "
            "The first row of a table must name its columns.",
            file=file,
            rows=SEARCHED_ROWS,
        )
    _check_width(found, file)
    return found


def _without_headings(lines: Sequence[str], headless: Sequence[Headless]) -> HeadingRow | None:
    """A file that by nature has no headings, with or without a line that somebody added by hand."""
    for row, line in enumerate(lines[:2]):
        for form in headless:
            if form.line.fullmatch(line):
                return HeadingRow(row, WHITESPACE, form.headings)
    return None


def _first_rows(head: str, delimiter: str, file: str) -> list[list[str]]:
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(head, newline=""), delimiter=delimiter)
    rows: list[list[str]] = []
    try:
        for row in reader:
            rows.append(row)
            if len(rows) == SEARCHED_ROWS:
                break
    except csv.Error as failure:
        raise UnreadableFile(
            "{file}, row {row}: a cell is longer than {limit} characters, so this is no table of orders. "
            "Export the file again, as CSV with one order or product in a row.",
            file=file,
            row=len(rows) + 1,
            limit=LONGEST_CELL,
        ) from failure
    return rows


def _best_row(rows: list[list[str]], delimiter: str, known: Known) -> tuple[float, HeadingRow]:
    """The row that holds most known headings; without any, the first that looks like names of columns."""
    named = [[_without_note(cell, known) for cell in row] for row in rows]
    scored = [(sum(known(cell) for cell in row), -number) for number, row in enumerate(named, start=1)]
    most, negative = max(scored, default=(0, -1))
    number = -negative if most >= 2 else _first_naming_row(rows)
    if number is None:
        return 0.0, HeadingRow(0, delimiter, ())
    # Below one: any row with known headings, under any delimiter, is the better guess.
    score = float(most) if most >= 2 else 0.5 + min(len(rows[number - 1]), 100) / 1000
    broken = any(len(cell.splitlines()) > 1 for cell in rows[number - 1])
    return score, HeadingRow(number, delimiter, unique(named[number - 1]), broken)


def _without_note(heading: str, known: Known) -> str:
    """A heading without the note that stands below its name, where the name alone is known.

    A name that goes over two lines, such as Order / ID, has no note; one in brackets is always one.
    """
    name, *note = heading.strip().splitlines() or [""]
    is_note = bool(note) and (note[0].lstrip().startswith(("(", "（")) or not known(heading))
    return name if is_note and known(name) else heading


def _first_naming_row(rows: list[list[str]]) -> int | None:
    widths = Counter(len(row) for row in rows if len(row) > 1)
    if not widths:
        return None
    usual = widths.most_common(1)[0][0]
    for number, row in enumerate(rows, start=1):
        filled = [cell for cell in row if cell.strip()]
        if len(row) == usual and len(filled) > 1 and not any(_NUMBER_OR_DATE.fullmatch(cell) for cell in filled):
            return number
    return None


def unique(row: Sequence[str]) -> tuple[str, ...]:
    """Headings as written, composed and trimmed; a repeated one gets its number behind it, an empty one its place."""
    seen: Counter[str] = Counter()
    names = []
    for place, cell in enumerate(row, start=1):
        name = " ".join(_INVISIBLE.sub("", unicodedata.normalize("NFC", cell)).split()) or f"column {place}"
        seen[_trimmed(name).casefold()] += 1
        count = seen[_trimmed(name).casefold()]
        names.append(name if count == 1 else f"{name} ({count})")
    return tuple(names)


def _check_width(found: HeadingRow, file: str) -> None:
    if len(found.headings) > MOST_COLUMNS:
        raise UnreadableFile(
            "{file}, row {row}: {columns} columns were found, more than the {limit} that an export can have. "
            "Check that rows and columns are not swapped, and export the file again.",
            file=file,
            row=found.row,
            columns=len(found.headings),
            limit=MOST_COLUMNS,
        )
