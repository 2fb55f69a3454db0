"""Do the numbers of a column have a decimal point or a decimal comma?

The whole column decides, not its first row: ``12,5`` settles what ``1,234`` means. A column in which every mark stands
before exactly three digits leaves it open; then somebody else must say, or a stated rule.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import duckdb

from crm_analysis.ingest.literal import literal
from crm_analysis.schema import MONEY

DecimalMark = Literal["point", "comma"]

_SIGNS: tuple[tuple[DecimalMark, str], ...] = (("point", "."), ("comma", ","))
_BLANK = r"[\s\x{00a0}\x{2009}\x{202f}]"
_GROUPING = rf"['’]|{_BLANK}"
NUMBER = (
    rf"^([-−(+]?){_BLANK}*(?:[A-Za-z]{{1,3}}\.?)?{_BLANK}*\p{{Sc}}?{_BLANK}*([-−]?){_BLANK}*"
    rf"([.,]?\d(?:(?:[.,]|{_GROUPING}|\d)*\d)?)"
    rf"{_BLANK}*(?:元|\p{{Sc}}|[A-Za-z]{{2,3}})?{_BLANK}*([-−)]?)(?:（[^）]*）)?$"
)
"""Sign, sign behind the currency, digits with their separators, closing sign; a remark in brackets may follow."""
_WITH_POINT = r"^(\d*|\d{1,3}(,\d{2,3})*,\d{3})(\.\d+)?$"
_WITH_COMMA = r"^(\d*|\d{1,3}(\.\d{3})+)(,\d+)?$"
# Three digits behind a separator may be thousands; one, two or more than three behind it, or a 0 before it, may not.
_SHOWS_POINT = r"\.(\d{1,2}|\d{4,})\D*$|,\d{3}\.|(^|\D)0\.\d|\d{4,}\.\d"
_SHOWS_COMMA = r",(\d{1,2}|\d{4,})\D*$|\.\d{3},|(^|\D)0,\d|\d{4,},\d"


@dataclass(frozen=True)
class NumberReading:
    """How one column's numbers are read.

    Args:
        mark: What parts their decimals.
        plain: A cast reads every value.
        told: Whether the values themselves tell the mark.
        open: Whether they would mean something else with the other mark, and do not tell which it is.
    """

    mark: DecimalMark
    plain: bool
    told: bool
    open: bool


def read_column(
    cursor: duckdb.DuckDBPyConnection, table: str, cell: str, settle: Callable[[DecimalMark], DecimalMark]
) -> NumberReading:
    """Decide how the numbers of a staged column are read.

    Args:
        cursor: Inside the import's transaction.
        table: The staged table.
        cell: SQL expression of the column's text, NULL where blank.
        settle: Asked where the column leaves it open: which mark is meant, given the one that stands there.
    """

    def has(condition: str) -> bool:
        return cursor.execute(f"SELECT 1 FROM {table} WHERE {condition} LIMIT 1").fetchone() is not None

    plain = not has(f"{cell} IS NOT NULL AND TRY_CAST({cell} AS {MONEY}) IS NULL")
    # Looking for the sign alone is ten times faster than the pattern, and most columns have none.
    marks = [
        mark
        for mark, sign in (_SIGNS[:1] if plain else _SIGNS)
        if has(f"contains({cell}, '{sign}') AND regexp_matches({cell}, '\\d[{sign}]\\d')")
    ]
    if not marks:
        return NumberReading("point", plain, told=False, open=False)
    shows_point = has(f"regexp_matches({cell}, {literal(_SHOWS_POINT)})")
    shows_comma = not plain and has(f"regexp_matches({cell}, {literal(_SHOWS_COMMA)})")
    if shows_point or shows_comma:
        return NumberReading("point" if shows_point else "comma", plain, told=shows_point != shows_comma, open=False)
    mark = settle("comma" if "comma" in marks else "point")
    return NumberReading(mark, plain and mark == "point", told=False, open=True)


def number(reading: NumberReading, cell: str) -> str:
    """SQL of a column's numbers, NULL where a text is none.

    Args:
        reading: From :func:`read_column`.
        cell: SQL of the text.
    """
    if reading.plain:
        return f"TRY_CAST({cell} AS {MONEY})"
    opening, inner, written, closing = (f"regexp_extract({cell}, {literal(NUMBER)}, {group})" for group in (1, 2, 3, 4))
    form, grouping, mark = (_WITH_COMMA, ".", ",") if reading.mark == "comma" else (_WITH_POINT, ",", ".")
    digits = f"regexp_replace({written}, {literal(_GROUPING)}, '{grouping}', 'g')"
    size = f"TRY_CAST(replace(replace({digits}, '{grouping}', ''), '{mark}', '.') AS {MONEY})"
    return (
        f"CASE WHEN NOT regexp_matches({digits}, {literal(form)}) THEN NULL "
        f"WHEN {opening} || {inner} || {closing} IN ('', '+') THEN {size} "
        f"WHEN {opening} || {inner} || {closing} IN ('-', '−', '()') THEN -{size} END"
    )
