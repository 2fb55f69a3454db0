"""What stands in the columns of an unknown table: dates, amounts, e-mails, phones, numbers of orders?

Each column is judged by a sample of rows from all over the file, in SQL on the texts as they stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb

from crm_analysis.ingest import dates
from crm_analysis.ingest.files import SourceTable
from crm_analysis.ingest.literal import literal
from crm_analysis.ingest.numbers import NUMBER
from crm_analysis.ingest.staging import sample
from crm_analysis.ingest.tables import SAMPLED
from crm_analysis.store import scratch

SAMPLED_ROWS = 2000
EXAMPLES = 3
_MOST_COMMON = 40

_EMAIL = r"[^@\s]+@[^@\s]+\.[^@\s]+"
_URL = r"(https?://|www\.).+"
_MASKED_PHONE = r"\+?\d{1,5}\*{2,}\d{2,4}"
# A + or 0 in front, a Chinese mobile, or groups as people write them: bare digits alone are a number of anything.
_PHONE = r"(\+|00|\(?0)[\d\s()./-]{7,18}|1[3-9]\d{9}|\(?\d{3}\)?[\s.-]\d{3,4}[\s.-]\d{4}"
_PLAIN_ID = r"#?[A-Za-z]{0,6}[\s_-]?[A-Za-z0-9]*\d[A-Za-z0-9_./-]*"
_WITH_MARK = r".*\d[.,]\d{1,3}\D*"
_WHOLE_OF_A_SPREADSHEET = r"\d+\.0"
_WITH_SIGN = r".*(\p{Sc}|元|Rp).*"
_SMALL_WHOLE = r"-?\d{1,3}([.,]0+)?"
_WORDS = r"[^\d@]*\p{L}[^\d@]*"
_TIME_OF_DAY = r".*\d{1,2}:\d{2}.*"


@dataclass(frozen=True)
class Profile:
    """What stands in one column. Shares are of its filled cells, in [0, 1].

    Args:
        heading: The column.
        filled: Share of rows in which it is not blank.
        distinct: Share of different texts.
        dates: Texts that are dates.
        timed: Dates with a time of day.
        numbers: Amounts and counts of any style.
        priced: Numbers with decimals, with marked thousands or with a currency sign.
        small: Whole numbers below a thousand.
        emails: E-mail addresses.
        phones: Telephone numbers, masked ones too.
        ids: Digits, or digits and letters, in one piece.
        links: Addresses of web pages.
        words: Texts without a digit.
        rising: Of the rows whose number is not that of the row above, those whose number is larger.
        mean: Mean of the numbers; 0 without any.
        latest: Latest year of its dates; 0 without any.
        common: Its most common texts.
        examples: Its first different texts.
    """

    heading: str
    filled: float = 0.0
    distinct: float = 0.0
    dates: float = 0.0
    timed: float = 0.0
    numbers: float = 0.0
    priced: float = 0.0
    small: float = 0.0
    emails: float = 0.0
    phones: float = 0.0
    ids: float = 0.0
    links: float = 0.0
    words: float = 0.0
    rising: float = 0.0
    mean: float = 0.0
    latest: int = 0
    common: Sequence[str] = ()
    examples: Sequence[str] = ()

    def share_among(self, known: frozenset[str]) -> float:
        """The share of its most common texts that are known ones, compared without case."""
        return sum(text.casefold() in known for text in self.common) / len(self.common) if self.common else 0.0


class Sample:
    """A sample of an unknown table's rows: how many, the profile of each column, how columns hang together."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, headings: tuple[str, ...]) -> None:
        """Look at each column of the temporary table ``sampled``."""
        self._cursor = cursor
        self.rows = _count(cursor)
        self._cells = {heading: f"c{place}" for place, heading in enumerate(headings)}
        self.profiles: Mapping[str, Profile] = {profile.heading: profile for profile in _profiled(cursor, headings)}

    def agreement(self, key: str, heading: str) -> float | None:
        """Of the orders that stand on several rows, the share whose rows all say the same in a column.

        Args:
            key: Column of the order's number.
            heading: The column that is looked at.

        Returns:
            The share; None where no order stands on several rows.
        """
        row = self._cursor.execute(f"""
            SELECT AVG(CAST(said <= 1 AS INTEGER)) FROM (
                SELECT COUNT(DISTINCT {self._cells[heading]}) AS said FROM {SAMPLED}
                WHERE {self._cells[key]} IS NOT NULL GROUP BY {self._cells[key]} HAVING COUNT(*) > 1
            )
        """).fetchone()
        return row[0] if row else None

    def multiplies(self, count: str, price: str, amount: str) -> bool:
        """Whether count × price is the amount, in nearly all rows that have the three."""
        counted, priced, amounted = (_rough_number(self._cells[heading]) for heading in (count, price, amount))
        row = self._cursor.execute(f"""
            SELECT AVG(CAST(ABS(counted * priced - amounted) < 0.011 * GREATEST(counted, 1) AS INTEGER)),
                COUNT(DISTINCT counted)
            FROM (SELECT {counted} AS counted, {priced} AS priced, {amounted} AS amounted FROM {SAMPLED})
            WHERE counted * priced * amounted IS NOT NULL
        """).fetchone()
        return row is not None and row[1] > 1 and row[0] >= 0.95


@contextmanager
def sampled(source: SourceTable, folder: Path) -> Iterator[Sample]:
    """Look at a sample of an upload's rows.

    Args:
        source: The upload.
        folder: For text that must be written anew.

    Raises:
        UnreadableFile: A row cannot be read.
    """
    with scratch() as cursor:
        sample(cursor, source, folder, SAMPLED_ROWS)
        yield Sample(cursor, source.heading.headings)


def _count(cursor: duckdb.DuckDBPyConnection) -> int:
    row = cursor.execute(f"SELECT COUNT(*) FROM {SAMPLED}").fetchone()
    return int(row[0]) if row else 0


def _profiled(cursor: duckdb.DuckDBPyConnection, headings: tuple[str, ...]) -> Iterator[Profile]:
    cells = ", ".join(f"c{place}" for place in range(len(headings)))
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE cells AS
        UNPIVOT {SAMPLED} ON {cells} INTO NAME place VALUE v
    """)
    rows = cursor.execute(_PROFILE).fetchall()
    names = [column[0] for column in cursor.description or ()]
    found = {row[0]: dict(zip(names[1:], row[1:], strict=True)) for row in rows}
    for place, heading in enumerate(headings):
        judged = found.get(f"c{place}")
        yield Profile(heading, **judged) if judged else Profile(heading)


def _share(condition: str) -> str:
    return f"SUM(CASE WHEN {condition} THEN cells END) / SUM(cells)"


def _matches(pattern: str) -> str:
    return f"regexp_full_match(v, {literal(pattern)})"


def _rough_number(cell: str) -> str:
    """SQL of a number for comparisons: one or two digits behind the last mark are decimals."""
    decimals = f"regexp_extract({cell}, '[.,](\\d{{1,2}})\\D*$', 1)"
    whole = f"regexp_replace(regexp_replace({cell}, '[.,]\\d{{1,2}}\\D*$', ''), '\\D', '', 'g')"
    return f"TRY_CAST({whole} || '.' || {decimals} AS DOUBLE)"


_IS_DATE = f"length(v) BETWEEN 6 AND 40 AND regexp_matches(v, '\\d') AND {dates.is_date('v')}"
_PROFILE = f"""
WITH judged AS (
    SELECT
        place, v, COUNT(*) AS cells, MIN(record) AS first_record,
        {_IS_DATE} AS is_date,
        {_matches(_PHONE)} OR {_matches(_MASKED_PHONE)} AS is_phone,
        {_matches(NUMBER.strip("^$"))} AS is_number,
        {_matches(_WITH_MARK)} AND NOT {_matches(_WHOLE_OF_A_SPREADSHEET)} AS has_mark
    FROM cells GROUP BY place, v
),
rising AS (
    SELECT place, AVG(CAST(number > before AS INTEGER)) AS rise FROM (
        SELECT place, number, LAG(number) OVER (PARTITION BY place ORDER BY record) AS before
        FROM (SELECT place, record, TRY_CAST(regexp_replace(v, '\\D', '', 'g') AS DOUBLE) AS number FROM cells)
    ) WHERE number <> before GROUP BY place
)
SELECT
    place,
    SUM(cells) / (SELECT COUNT(*) FROM {SAMPLED}) AS filled,
    COUNT(*) / SUM(cells) AS "distinct",
    COALESCE({_share("is_date")}, 0) AS dates,
    COALESCE({_share(f"is_date AND {_matches(_TIME_OF_DAY)}")}, 0) AS timed,
    COALESCE({_share("is_number AND NOT is_date")}, 0) AS numbers,
    COALESCE({_share(f"is_number AND (has_mark OR {_matches(_WITH_SIGN)})")}, 0) AS priced,
    COALESCE({_share(_matches(_SMALL_WHOLE))}, 0) AS small,
    COALESCE({_share(_matches(_EMAIL))}, 0) AS emails,
    COALESCE({_share("is_phone AND NOT is_date")}, 0) AS phones,
    COALESCE({_share(f"{_matches(_PLAIN_ID)} AND NOT is_date AND NOT has_mark AND length(v) <= 40")}, 0) AS ids,
    COALESCE({_share(_matches(_URL))}, 0) AS links,
    COALESCE({_share(_matches(_WORDS))}, 0) AS words,
    COALESCE(ANY_VALUE(rise), 0) AS rising,
    COALESCE(SUM(cells * CASE WHEN is_number AND NOT is_date THEN {_rough_number("v")} END) / SUM(cells), 0) AS mean,
    COALESCE(MAX(TRY_CAST(regexp_extract(CASE WHEN is_date THEN v END, '(19|20)\\d{{2}}') AS INTEGER)), 0) AS latest,
    LIST(v ORDER BY cells DESC, v)[:{_MOST_COMMON}] AS common,
    LIST(v ORDER BY first_record)[:{EXAMPLES}] AS examples
FROM judged LEFT JOIN rising USING (place)
GROUP BY place
"""


@cache
def currency_codes() -> frozenset[str]:
    """ISO 4217 codes and the signs of currencies, in lower case."""
    from babel import Locale

    english = Locale("en")
    return frozenset(word.casefold() for pair in english.currency_symbols.items() for word in pair)


@cache
def country_names() -> frozenset[str]:
    """ISO codes of countries and their names in the languages of the synonyms, in lower case."""
    from babel import Locale

    languages = ("en", "zh", "zh_Hant", "de", "fr", "es", "pt", "it", "nl", "pl", "tr", "ja", "ko", "id", "vi", "th")
    pairs = [pair for language in languages for pair in Locale.parse(language).territories.items()]
    return frozenset(word.casefold() for code, name in pairs if code.isalpha() for word in (code, name))
