"""In which order do the dates of a column write day and month?

The whole column decides, not its first row: ``13/2`` settles what ``1/2`` means. A column that needs both orders is
refused, and one that could be read either way follows the platform's habit or asks.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from typing import Literal

import duckdb

from crm_analysis.errors import AmbiguousDates
from crm_analysis.ingest.literal import literal

DateOrder = Literal["day", "month"]

_TIMES = ("", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p")
_NEUTRAL_DAYS = (
    "%Y%m%d",
    "%Y.%m.%d",
    "%Y年%m月%d日",
    "%b-%d-%y",
    "%b-%d-%Y",
    "%d-%b-%y",
    "%d-%b-%Y",
    "%b %d, %Y",
    "%B %d, %Y",
    "%d %b %Y",
    "%d %B %Y",
)
_NEUTRAL = tuple(day + time for day, time in product(_NEUTRAL_DAYS, _TIMES))
_SEPARATORS = ("/", "-", ".")
_DAY_FIRST = tuple(f"%d{s}%m{s}{y}{t}" for s, y, t in product(_SEPARATORS, ("%y", "%Y"), _TIMES))
_MONTH_FIRST = tuple(f"%m{s}%d{s}{y}{t}" for s, y, t in product(_SEPARATORS, ("%y", "%Y"), _TIMES))
_HOURS_FROM_UTC = {
    "PST": -8, "PDT": -7, "MST": -7, "MDT": -6, "CDT": -5, "EST": -5, "EDT": -4, "BST": 1, "CET": 1, "MEZ": 1,
    "CEST": 2, "MESZ": 2, "JST": 9, "AEST": 10, "AEDT": 11,
}  # fmt: skip
# Only behind a time: the end of 13-02-2010 is no offset.
_OFFSET = (
    r"(:\d{2}(?:\.\d+)?(?:\s?[AaPp][Mm])?)\s*"
    rf"(?:(?:UTC|GMT)?[+-]\d{{1,2}}(?::?\d{{2}})?|Z|UTC|GMT|{'|'.join(_HOURS_FROM_UTC)})$"
)
_MONTHS = (
    "enero ene janeiro jan janvier janv januar jänner gennaio gen",
    "febrero feb fevereiro fev février févr fevrier februar febbraio",
    "marzo mar março marco mars märz maerz mrz",
    "abril abr avril avr april aprile apr",
    "mayo may maio mai maggio mag",
    "junio jun junho juin juni giugno giu",
    "julio jul julho juillet juil juli luglio lug",
    "agosto ago août aout august aug",
    "septiembre sept sep setembro set septembre september settembre",
    "octubre oct outubro out octobre oktober okt ottobre ott",
    "noviembre nov novembro novembre november",
    "diciembre dic dezembro dez décembre déc decembre dezember dicembre",
)
"""January to December in Spanish, Portuguese, French, German and Italian, whole and shortened."""
_IN_WORDS = r"(\d{1,2})\.?\s+(?:de\s+)?(\p{L}+)\.?\s+(?:del?\s+)?(\d{4})(.*)"
# Enough of every shape (9/9/9, 9/9/9 9:9, a 9, 9), however rare it is in the column.
_OF_EVERY_SHAPE = """
SELECT v
FROM (SELECT v, regexp_replace(regexp_replace(v, '\\d+', '9', 'g'), '[A-Za-z]+', 'a', 'g') AS shape FROM other_dates)
QUALIFY ROW_NUMBER() OVER (PARTITION BY shape ORDER BY hash(v), v) <= 1000
"""


@dataclass(frozen=True)
class DateReading:
    """How one column's dates are read.

    ``formats`` are tried where a value is not ISO 8601; ``has_offset`` tells that values end in a UTC offset;
    ``order`` is day or month where the column has dates whose reading depends on it; ``in_words`` tells that the months
    are words of another language than English.
    """

    formats: tuple[str, ...] = ()
    has_offset: bool = False
    order: DateOrder | None = None
    all_iso: bool = True
    in_words: bool = False


def read_column(
    cursor: duckdb.DuckDBPyConnection,
    table: str,
    cell: str,
    *,
    heading: str,
    file: str,
    habit: DateOrder | None,
) -> DateReading:
    """Decide how the dates of a staged column are read.

    Args:
        cursor: Inside the import's transaction.
        table: The staged table.
        cell: SQL expression of the column's text, NULL where blank.
        heading: The column's heading, for messages.
        file: The file's name, for messages.
        habit: What the platform, or the owner, says where the column leaves it open.

    Raises:
        AmbiguousDates: Some dates need the day first and others the month, or nothing tells which.
    """
    has_offset = _exists(cursor, table, f"regexp_matches({cell}, {literal(_OFFSET)})")
    bare = _without_offset(cell) if has_offset else cell
    if not _exists(cursor, table, f"{bare} IS NOT NULL AND {_iso(bare)} IS NULL"):
        return DateReading(has_offset=has_offset)
    if _exists(cursor, table, f"{_in_digits(cell)} <> {cell} AND {_english(cell)} IS NULL"):
        digits = read_column(cursor, table, _in_digits(cell), heading=heading, file=file, habit=habit)
        return replace(digits, in_words=True)
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE other_dates AS
        SELECT DISTINCT {bare} AS v FROM {table} WHERE {bare} IS NOT NULL AND {_iso(bare)} IS NULL
    """)
    neutral = _fitting(cursor, _NEUTRAL)
    cursor.execute(f"DELETE FROM other_dates WHERE {_parsed(neutral)} IS NOT NULL")
    formats: dict[DateOrder, tuple[str, ...]] = {
        "day": _fitting(cursor, _DAY_FIRST),
        "month": _fitting(cursor, _MONTH_FIRST),
    }
    order = _order(cursor, formats, heading, file, habit)
    ordered = formats[order] if order else ()
    cursor.execute("DROP TABLE other_dates")
    return DateReading((*neutral, *ordered), has_offset, order, all_iso=False)


def is_date(cell: str) -> str:
    """SQL: a text that is a date under some order of day and month."""
    bare = _without_offset(cell)
    return f"({_iso(bare)} IS NOT NULL OR {_parsed((*_NEUTRAL, *_DAY_FIRST, *_MONTH_FIRST), bare)} IS NOT NULL)"


def formats(order: DateOrder | None) -> tuple[str, ...]:
    """Every form of a date that is read alike whatever comes first, and those with the day, or the month, first."""
    ordered: dict[DateOrder | None, tuple[str, ...]] = {"day": _DAY_FIRST, "month": _MONTH_FIRST}
    return (*_NEUTRAL, *ordered.get(order, ()))


def moment(reading: DateReading, cell: str, timezone: str | None, clock: str | None) -> str:
    """SQL of a column's moments on the shop's wall clock, NULL where a text is no date.

    Args:
        reading: From :func:`read_column`.
        cell: SQL of the text.
        timezone: IANA name of the shop's zone; None keeps the clock that the file was written by.
        clock: SQL of the IANA zone of times without an offset; None where that is the shop's own.
    """
    cell = _in_digits(cell) if reading.in_words else cell
    bare = _without_offset(cell) if reading.has_offset else cell
    wall = f"TRY_CAST({bare} AS TIMESTAMP)" if reading.all_iso else _iso(bare)
    if reading.formats:
        wall = f"COALESCE({wall}, {_parsed(reading.formats, bare)})"
    if timezone is None or not (reading.has_offset or clock):
        return wall
    zone = literal(timezone)
    written = f"timezone({zone}, timezone({clock}, {wall}))" if clock else wall
    if not reading.has_offset:
        return written
    instant = f"timezone({zone}, timezone('UTC', {wall} - {_offset_minutes(cell)}))"
    return f"CASE WHEN regexp_matches({cell}, {literal(_OFFSET)}) THEN {instant} ELSE {written} END"


def _iso(text: str) -> str:
    """SQL of an ISO 8601 moment; the cast alone takes 01/03/26 for the year 1."""
    moment = f"TRY_CAST({text} AS TIMESTAMP)"
    return f"CASE WHEN year({moment}) BETWEEN 1900 AND 2199 THEN {moment} END"


def _without_offset(cell: str) -> str:
    return f"regexp_replace({cell}, {literal(_OFFSET)}, '\\1')"


def _offset_minutes(cell: str) -> str:
    """SQL of a text's UTC offset as an interval; Z, UTC and GMT are none."""
    sign, hours, minutes = (
        rf"regexp_extract({cell}, '([+-])(\d{{1,2}}):?(\d{{2}})?$', {group})" for group in (1, 2, 3)
    )
    size = f"COALESCE(TRY_CAST({hours} AS INTEGER), 0) * 60 + COALESCE(TRY_CAST({minutes} AS INTEGER), 0)"
    named = " ".join(
        f"WHEN suffix({cell}, {literal(name)}) THEN {60 * hours}" for name, hours in _HOURS_FROM_UTC.items()
    )
    return f"to_minutes(CASE {named} WHEN {sign} = '-' THEN -({size}) ELSE {size} END)"


def _in_digits(cell: str) -> str:
    """SQL of a text such as "31 de agosto de 2026 23:59 hs." as 2026-08-31 23:59; any other text as it stands."""
    day, month, year, rest = (f"regexp_extract({cell}, {literal(_IN_WORDS)}, {group})" for group in (1, 2, 3, 4))
    numbers = ", ".join(
        f"{literal(word)}: '{number:02}'" for number, words in enumerate(_MONTHS, start=1) for word in words.split()
    )
    number = f"MAP {{{numbers}}}[lower({month})]"
    time = f"regexp_replace({rest}, '\\s*(hs?|uhr)\\.?\\s*$', '', 'i')"
    written = f"{year} || '-' || {number} || '-' || lpad({day}, 2, '0') || {time}"
    return f"CASE WHEN regexp_full_match({cell}, {literal(_IN_WORDS)}) THEN COALESCE({written}, {cell}) ELSE {cell} END"


def _english(cell: str) -> str:
    """SQL of the English month that a date in words begins with; NULL where it is written in another language."""
    return f"TRY_STRPTIME(regexp_extract({cell}, '\\p{{L}}{{3,}}'), ['%b', '%B'])"


def _order(
    cursor: duckdb.DuckDBPyConnection,
    formats: dict[DateOrder, tuple[str, ...]],
    heading: str,
    file: str,
    habit: DateOrder | None,
) -> DateOrder | None:
    as_day, as_month = _parsed(formats["day"]), _parsed(formats["month"])
    only_day, only_month, either, same = (
        _example(cursor, condition)
        for condition in (
            f"{as_day} IS NOT NULL AND {as_month} IS NULL",
            f"{as_month} IS NOT NULL AND {as_day} IS NULL",
            f"{as_day} <> {as_month}",
            f"{as_day} = {as_month}",
        )
    )
    if only_day and only_month:
        raise AmbiguousDates(
            "{file}, column {heading}: '{day}' has the day first and '{month}' the month. "
            "Write all dates in one order, best as YYYY-MM-DD, and upload the file again.",
            file=file,
            heading=heading,
            day=only_day,
            month=only_month,
        )
    if only_day or only_month:
        return "day" if only_day else "month"
    if either and habit is None:
        raise AmbiguousDates(
            "{file}, column {heading}: dates such as '{example}' can be read as day/month and as month/day, and no "
            "date in the file settles it. Say which it is: date order day or month.",
            file=file,
            heading=heading,
            example=either,
        )
    return (habit or "day") if either or same else None


def _fitting(cursor: duckdb.DuckDBPyConnection, formats: tuple[str, ...]) -> tuple[str, ...]:
    """The formats that read at least one of the column's values."""
    counts = ", ".join(f"COUNT({_parsed((form,))})" for form in formats)
    row = cursor.execute(f"SELECT {counts} FROM ({_OF_EVERY_SHAPE})").fetchone()
    return tuple(form for form, count in zip(formats, row or (), strict=False) if count)


def _parsed(formats: tuple[str, ...], cell: str = "v") -> str:
    """SQL that tries the formats in turn."""
    if not formats:
        return "CAST(NULL AS TIMESTAMP)"
    # %Y reads '23' as the year 23: such a value belongs to a %y format, or to none.
    in_turn = ", ".join(literal(form) for form in sorted(formats, key=lambda form: "%Y" in form))
    found = f"TRY_STRPTIME({cell}, [{in_turn}])"
    return f"CASE WHEN year({found}) >= 1900 THEN {found} END"


def _example(cursor: duckdb.DuckDBPyConnection, condition: str) -> str | None:
    row = cursor.execute(f"SELECT MIN(v) FROM other_dates WHERE {condition}").fetchone()
    return row[0] if row else None


def _exists(cursor: duckdb.DuckDBPyConnection, table: str, condition: str) -> bool:
    return cursor.execute(f"SELECT 1 FROM {table} WHERE {condition} LIMIT 1").fetchone() is not None
