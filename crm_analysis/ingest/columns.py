"""Column kinds → SQL over the staged texts, and the test that a text fails.

One compiler serves one file: it looks at each column once, decides how its numbers and dates are written, and from
then on only writes SQL.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import duckdb

from crm_analysis.errors import AmbiguousDates
from crm_analysis.i18n import N_
from crm_analysis.ingest import birthdays, dates, numbers, zones
from crm_analysis.ingest.dates import DateOrder, DateReading
from crm_analysis.ingest.decisions import Decisions
from crm_analysis.ingest.headings import HeadingRow
from crm_analysis.ingest.literal import literal
from crm_analysis.ingest.numbers import DecimalMark, NumberReading
from crm_analysis.ingest.platform import Packed, Source, Status, Where
from crm_analysis.ingest.tables import STAGED
from crm_analysis.schema import MONEY

REASONS = {
    "blank": N_("is blank"),
    "rounded": N_("was rounded by a spreadsheet and has lost its last digits"),
    "number": N_("is not a number"),
    "date": N_("is not a date"),
    "cut off": "the file ends in the middle of this row",
    "surplus": N_("the row has more cells than the heading row"),
    "undated": N_("the order has no date in any of its rows"),
    "unpriced": N_("the order has no amount in any of its rows"),
    "flag": N_("is neither yes nor no"),
    "nobody": N_("the row names nobody: it has no whole e-mail, phone, number or name"),
}
"""Why a row is rejected: code → English, to be translated where it is shown."""

_ROUNDED = r"[=\"']*\d(?:[.,]\d+)?[eE]\+\d+[\"']*"
_YES = (
    "yes", "true", "1", "y", "t", "on", "subscribed", "opted in", "opted-in", "opted_in", "是", "已订阅", "已同意",
    "同意", "ja", "oui", "sí", "si", "sim", "はい", "ya", "có", "ใช่",
)  # fmt: skip
_NO = (
    "no", "false", "0", "n", "f", "off", "unsubscribed", "not_subscribed", "not subscribed", "never subscribed",
    "opted out", "opted-out", "opted_out", "pending", "redacted", "invalid", "否", "未订阅", "不同意", "nein", "non",
    "não", "いいえ", "tidak", "không", "ไม่",
)  # fmt: skip
"""What stands in columns of consent; whoever has not confirmed yet has not consented."""
_SIGNS = (
    ("US$", "USD"), ("C$", "CAD"), ("CA$", "CAD"), ("AU$", "AUD"), ("A$", "AUD"), ("NZ$", "NZD"), ("HK$", "HKD"),
    ("NT$", "TWD"), ("S$", "SGD"), ("R$", "BRL"), ("£", "GBP"), ("€", "EUR"), ("￥", "CNY"), ("元", "CNY"),
    ("$", "USD"), ("₹", "INR"), ("₫", "VND"), ("฿", "THB"), ("₱", "PHP"), ("Rp", "IDR"), ("RM", "MYR"),
)  # fmt: skip


@dataclass
class Compiler:
    """Writes SQL for the sources of one staged file.

    Args:
        cursor: Inside the import's transaction, with the staged table.
        heading: The file's headings.
        file: The file's name, for messages.
        timezone: The shop's zone; None keeps the file's own clock.
        clock: The zone of the platform's times; empty where that is the shop's own.
        habit: Order of day and month where a column leaves it open.
        decisions: What was decided already; whatever is decided now is added.
        also_called: Heading → its names in other languages and versions of the file.
        decimal: What parts decimals where a column leaves it open, as the owner says.
        numeric: Headings of amounts and quantities.

    Headings of numbers whose reading rests on a rule alone are noted in ``unsettled``.
    """

    cursor: duckdb.DuckDBPyConnection
    heading: HeadingRow
    file: str
    timezone: str | None
    clock: str
    habit: DateOrder | None
    decisions: Decisions = field(default_factory=Decisions)
    also_called: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    decimal: DecimalMark | None = None
    numeric: Sequence[str] = ()
    number_readings: dict[str, NumberReading] = field(default_factory=dict)
    unsettled: list[str] = field(default_factory=list)

    def has(self, heading: str) -> bool:
        """Whether the file has the column."""
        return self.cell(heading) != "NULL"

    def cell(self, heading: str) -> str:
        """SQL of a column's text, NULL where blank or where the file lacks the column."""
        names = (heading, *self.also_called.get(heading, ()))
        places = (self.heading.place(name) for name in names)
        return next((f"c{place}" for place in places if place is not None), "NULL")

    def where(self, rows: Where) -> str:
        """SQL: whether a row is one of these."""
        cell = self.cell(rows.heading)
        matches = f"regexp_full_match({cell}, {literal(rows.pattern)})"
        if rows.unless:
            matches = f"{matches} AND NOT regexp_full_match({cell}, {literal(rows.unless)})"
        return f"COALESCE({matches}, FALSE)"

    def present(self, headings: Sequence[str]) -> list[str]:
        """Those of the headings that the file has."""
        return [heading for heading in headings if self.has(heading)]

    def value(self, source: Source | None) -> str:
        """SQL of a field's value; NULL where the text cannot be read, or the file lacks the column."""
        headings = self.present(source.headings) if source else []
        if source is None or not headings or (source.kind == "formula" and not self.has(source.headings[0])):
            return "NULL"
        return _WRITERS[source.kind](self, source, headings)

    def text(self, source: Source, headings: Sequence[str]) -> str:
        """The first text that is not blank, or all of them joined; of it the part that the pattern names."""
        cells = [self.cell(heading) for heading in headings]
        if source.joined:
            joined = f"NULLIF(concat_ws(' ', {', '.join(cells)}), '')"
        else:
            joined = f"COALESCE({', '.join(cells)})" if len(cells) > 1 else cells[0]
        return f"NULLIF(regexp_extract({joined}, {literal(source.pattern)}, 1), '')" if source.pattern else joined

    def identifier(self, source: Source, headings: Sequence[str]) -> str:
        """A number as text; a joined one is blank where any part is."""
        if source.joined:
            return " || ' ' || ".join(self._bare(self.cell(heading)) for heading in headings)
        return self._bare(self.text(source, headings))

    def _bare(self, written: str) -> str:
        """A number freed of ``="…"``, apostrophes and a spreadsheet's ``.0`` or ``,0``; NULL where that rounded it."""
        marks = " OR ".join(f"contains({written}, {literal(mark)})" for mark in ('"', "'", "=", "\t"))
        # Trimming a set of characters is slow: ten times the reading of the column that needs none.
        bare = f"trim({written}, '=\"'' \t')" if self._any(marks) else written
        pointed, rounded = self._each(f"suffix({bare}, '.0') OR suffix({bare}, ',0')", _rounded(bare))
        if pointed:
            bare = f"regexp_replace({bare}, '^(\\d+)[.,]0$', '\\1')"
        if rounded:
            bare = f"CASE WHEN NOT {_rounded(bare)} THEN {bare} END"
        return f"NULLIF({bare}, '')"

    def email(self, source: Source, headings: Sequence[str]) -> str:
        """An address in lower case; a masked one is none."""
        address = f"lower(trim({self.text(source, headings)}, ''' '))"
        return f"CASE WHEN contains({address}, '@') AND NOT {_masked(address)} THEN {address} END"

    def phone(self, source: Source, headings: Sequence[str]) -> str:
        """Digits with a leading + where written; a masked or far too short one is none."""
        written = self.text(source, headings)
        bare = f"regexp_replace(regexp_replace({written}, '\\.0$', ''), '[^0-9+]', '', 'g')"
        digits = f"regexp_replace({bare}, '(.)\\+', '\\1', 'g')"
        return f"CASE WHEN NOT {_masked(written)} AND length({digits}) >= 6 THEN {digits} END"

    def number(self, heading: str) -> str:
        """SQL of one column's number; decided once a column: plain, decimal point or decimal comma."""
        if heading not in self.number_readings:
            self.number_readings[heading] = self._decided(heading)
        return numbers.number(self.number_readings[heading], self.cell(heading))

    def _decided(self, heading: str) -> NumberReading:
        """How a column's numbers are read, as it was decided before or as the column tells."""
        cell = self.cell(heading)
        mark = self.decisions.decimal_marks.get(cell)
        if mark is not None:
            return NumberReading(mark, plain=False, told=False, open=False)
        found = numbers.read_column(self.cursor, STAGED, cell, lambda stands: self._settled(heading, stands))
        if not found.plain:
            self.decisions.decimal_marks[cell] = found.mark
        return found

    def amount(self, source: Source, headings: Sequence[str]) -> str:
        """An amount or quantity with its sign as declared."""
        written = self._part(source, headings[-1])
        for heading in reversed(headings[:-1]):
            written = (
                f"CASE WHEN {self.cell(heading)} IS NOT NULL THEN {self._part(source, heading)} ELSE {written} END"
            )
        return {
            "as written": written,
            "positive": f"GREATEST({written}, 0)",
            "negative": f"GREATEST(-({written}), 0)",
            "absolute": f"ABS({written})",
        }[source.sign]

    def formula(self, source: Source, _headings: Sequence[str]) -> str:
        """A declared formula over the numbers of its columns; a column that the file lacks is NULL."""
        numbers = [
            self._part(source, heading) if self.has(heading) else f"CAST(NULL AS {MONEY})"
            for heading in source.headings
        ]
        where = " OR ".join(self.where(rows) for rows in source.where)
        return f"CAST({source.formula.format(*numbers, where=f'({where})')} AS {MONEY})"

    def moment(self, source: Source, headings: Sequence[str]) -> str:
        """A moment on the shop's wall clock."""
        cell = self.text(source, headings)
        if cell not in self.decisions.dates:
            self.decisions.dates[cell] = (self._later_dates if source.later else self._dates)(cell, headings[0])
        return dates.moment(self.decisions.dates[cell], cell, self.timezone, self._clock(source))

    def _dates(self, cell: str, heading: str) -> DateReading:
        """How a column's dates are read."""
        return dates.read_column(self.cursor, STAGED, cell, heading=heading, file=self.file, habit=self.habit)

    def _later_dates(self, cell: str, heading: str) -> DateReading:
        """The same of a column that orders can do without: in doubt as the file's other dates, and never refused."""
        try:
            return self._dates(cell, heading)
        except AmbiguousDates:
            order = self.habit or next((known.order for known in self.decisions.dates.values() if known.order), None)
            return DateReading(dates.formats(order), has_offset=True, order=order, all_iso=False)

    def _clock(self, source: Source) -> str | None:
        """SQL of the zone that a file's times are in; None where that is the shop's own."""
        if self.timezone and self.has(source.zone):
            return zones.of_column(self.cursor, STAGED, self.cell(source.zone), self.timezone)
        return literal(self.clock) if self.clock else None

    def currency(self, source: Source, headings: Sequence[str]) -> str:
        """An ISO code, alone or beside the amount, or the one that the amount's sign stands for."""
        cell = f"replace({self.text(source, headings)}, ' ', '')"
        signs = " ".join(f"WHEN contains({cell}, {literal(sign)}) THEN {literal(code)}" for sign, code in _SIGNS)
        beside = f"regexp_extract({cell}, '^([A-Z]{{3}})[-\\d.,]+$|^[-\\d.,]+([A-Z]{{3}})$'"
        return (
            f"CASE WHEN regexp_matches({cell}, '^[A-Za-z]{{3}}$') THEN upper({cell}) "
            f"WHEN {beside}, 0) <> '' THEN {beside}, 1) || {beside}, 2) {signs} END"
        )

    def flag(self, source: Source, headings: Sequence[str]) -> str:
        """Yes or no."""
        said = f"lower({self.text(source, headings)})"
        yes, no = (", ".join(literal(word) for word in words) for words in (_YES, _NO))
        return f"CASE WHEN {said} IN ({yes}) THEN TRUE WHEN {said} IN ({no}) THEN FALSE END"

    def birthday(self, source: Source, headings: Sequence[str]) -> str:
        """A day of birth as ISO 8601, without the year where it is not told."""
        return birthdays.written(
            self.cursor,
            STAGED,
            self.text(source, headings),
            heading=headings[0],
            file=self.file,
            habit=self.habit,
        )

    def real(self, heading: str) -> str:
        """SQL of one column's number with all its decimals, as no amount has them."""
        self.number(heading)
        grouping, mark = (".", ",") if self.number_readings[heading].mark == "comma" else (",", ".")
        return f"TRY_CAST(replace(replace({self.cell(heading)}, '{grouping}', ''), '{mark}', '.') AS DOUBLE)"

    def rate(self, _source: Source, headings: Sequence[str]) -> str:
        """A number with all its decimals."""
        return self.real(headings[0])

    def unit(self, _source: Source, headings: Sequence[str]) -> str:
        """What stands in brackets behind the heading of the column."""
        return literal(headings[0].rpartition("(")[2].rstrip(")"))

    def choice(self, source: Source, headings: Sequence[str]) -> str:
        """The word that a text stands for; the text itself where it stands for none."""
        cell = self.text(source, headings)
        branches = " ".join(f"WHEN {literal(said)} THEN {literal(word)}" for said, word in source.values.items())
        return f"NULLIF(CASE lower({cell}) {branches} ELSE {cell} END, '')"

    def status(self, status: Status) -> str:
        """valid, cancelled or unpaid; NULL in rows that do not say."""
        if not self.present(status.headings):
            return "NULL"
        said = f"lower({self.cell(status.heading)})" if status.heading else "NULL"
        paid = f"lower({self.cell(status.payment)})" if status.payment else said
        branches = [f"WHEN {self.where(rows)} THEN 'valid'" for rows in status.refunded]
        if status.cancelled_if_filled:
            branches.append(f"WHEN {self.cell(status.cancelled_if_filled)} IS NOT NULL THEN 'cancelled'")
        for result, cell, values in (("cancelled", said, status.cancelled), ("unpaid", paid, status.unpaid)):
            if values:
                branches.append(f"WHEN {_any_of(cell, values)} THEN '{result}'")
        if self.has(status.unpaid_if_blank):
            branches.append(f"WHEN {self.cell(status.unpaid_if_blank)} IS NULL THEN 'unpaid' ELSE 'valid'")
        else:
            branches.append(f"WHEN COALESCE({said}, {paid}) IS NOT NULL THEN 'valid'")
        return f"CASE {' '.join(branches)} END"

    def packed_lines(self, packed: Packed, table: str) -> str:
        """SQL of the list of a row's packed lines, in their order."""
        cells = [f"{table}.c{place}" for place in packed.places(self.heading.keys)]
        return f"flatten([{', '.join(_packed_in(packed, cell) for cell in cells)}])"

    def packed_part(self, packed: Packed, line: str, field: str) -> str:
        """SQL of what a packed line holds for a field, as text or number; NULL where it has none."""
        if field not in packed.keys:
            return "NULL"
        pattern = literal(rf"(?:^|{packed.pairs}){packed.keys[field]}:\s*(.*?)\s*(?:{packed.ends}|$)")
        text = f"NULLIF(trim(regexp_extract({line}, {pattern}, 1)), '')"
        if field not in ("amount", "quantity"):
            return text
        plain = f"replace(regexp_replace({text}, '^(-?)\\p{{Sc}}', '\\1'), ',', '')"
        number = f"TRY_CAST({plain} AS {MONEY})"
        times = field == "amount" and packed.per_piece
        return f"CAST({number} * {self.packed_part(packed, line, 'quantity')} AS {MONEY})" if times else number

    def packed_faults(self, packed: Packed) -> list[tuple[str, str, str]]:
        """A packed line whose amount or quantity cannot be read."""
        places = packed.places(self.heading.keys)
        return [
            (f"len(list_filter({_packed_in(packed, f'c{place}')}, lambda line: {part} IS NULL)) > 0", heading, "number")
            for place, heading in zip(places, (self.heading.headings[place] for place in places), strict=True)
            for part in (self.packed_part(packed, "line", field) for field in ("amount", "quantity"))
        ]

    def faults(self, role: str, source: Source) -> list[tuple[str, str, str]]:
        """What can be wrong with a required field: condition, heading and reason code, in order of telling."""
        headings = self.present(source.headings)
        if not headings:
            return []
        if source.kind == "formula":
            return [fault for heading in headings for fault in self._part_faults(source, heading)]
        written = f"COALESCE({', '.join(self.cell(heading) for heading in headings)})"
        blank = (f"{written} IS NULL", headings[0], "blank")
        if source.kind in ("money", "quantity", "rate"):
            unread = (f"{written} IS NOT NULL AND {role} IS NULL", headings[0], "number")
            return [unread] if source.may_be_blank else [blank, unread]
        if source.kind == "moment":
            return [(f"{written} IS NOT NULL AND {role} IS NULL", headings[0], "date")]
        if source.kind == "birthday":
            return [(f"{birthdays.told(written)} IS NOT NULL AND {role} IS NULL", headings[0], "date")]
        if source.kind == "flag":
            return [(f"{written} IS NOT NULL AND {role} IS NULL", headings[0], "flag")]
        if source.kind == "id":
            return [
                (f"{role} IS NULL AND {_rounded(written)}", headings[0], "rounded"),
                (f"{role} IS NULL", headings[0], "blank"),
            ]
        return [(f"{role} IS NULL", headings[0], "blank")]

    def _part_faults(self, source: Source, heading: str) -> list[tuple[str, str, str]]:
        """A formula cannot do without the numbers that it names bare; the others may be blank."""
        unread = (f"{self.cell(heading)} IS NOT NULL AND {self._part(source, heading)} IS NULL", heading, "number")
        optional = source.may_be_blank or f"COALESCE({{{source.headings.index(heading)}}}" in source.formula
        return [unread] if optional else [(f"{self.cell(heading)} IS NULL", heading, "blank"), unread]

    def _settled(self, heading: str, mark: DecimalMark) -> DecimalMark:
        """What parts the decimals of a column that leaves it open.

        The owner says so; else the other numbers of the file tell; else, in a currency without small coins, any mark
        parts thousands; else it is the point.
        """
        told = self.decimal or self._mark_of_the_file
        if told:
            return told
        says_whole = f"regexp_matches({self.cell(heading)}, {literal(_SAYS_WITHOUT_CENTS)})"
        if self.decisions.currency in _WITHOUT_CENTS or self._any(says_whole):
            return "point" if mark == "comma" else "comma"
        self.unsettled.append(heading)
        return "point"

    @cached_property
    def _mark_of_the_file(self) -> DecimalMark | None:
        for heading in self.present(self.numeric):
            found = numbers.read_column(self.cursor, STAGED, self.cell(heading), lambda mark: mark)
            if found.told:
                return found.mark
        return None

    def _part(self, source: Source, heading: str) -> str:
        """SQL of what a column adds to a source: its number, or the sum of all numbers that the pattern finds."""
        number = self.number(heading)
        if not source.pattern:
            return number
        found = f"regexp_extract_all({self.cell(heading)}, {literal(source.pattern)}, 1)"
        parts = f"list_transform({found}, lambda part: TRY_CAST(part AS {MONEY}))"
        # Where one of them cannot be read there is no sum.
        return (
            f"COALESCE(CASE WHEN len({parts}) = list_aggregate({parts}, 'count') THEN list_sum({parts}) END, {number})"
        )

    def _any(self, condition: str) -> bool:
        return self._each(condition)[0]

    def _each(self, *conditions: str) -> tuple[bool, ...]:
        """Which of the conditions any row of the file fulfils, told in one reading of its column."""
        told = ", ".join(f"COALESCE(BOOL_OR({condition}), FALSE)" for condition in conditions)
        return self.cursor.execute(f"SELECT {told} FROM {STAGED}").fetchone() or ()


_WITHOUT_CENTS = frozenset({"IDR", "VND", "KRW", "JPY", "CLP", "COP", "PYG", "ISK", "HUF"})
_SAYS_WITHOUT_CENTS = rf"^-?(?:Rp\.?|{'|'.join(sorted(_WITHOUT_CENTS))}|₫|₩)\s*\d|\d\s*(?:₫|đ|円|원)$"
"""Money without a smaller unit: what stands behind a mark are thousands."""


def _packed_in(packed: Packed, cell: str) -> str:
    """SQL of the list of lines that a cell holds; a cell without any is an empty list."""
    split = f"string_split({cell}, {literal(packed.lines)})" if packed.lines else f"[{cell}]"
    return f"list_filter({split}, lambda line: trim(line) <> '')"


def _any_of(cell: str, values: Sequence[str]) -> str:
    """SQL: whether a text in lower case is one of the values, or begins like one that ends in ``*``."""
    whole = [literal(value.lower()) for value in values if not value.endswith("*")]
    begun = [f"starts_with({cell}, {literal(value[:-1].lower())})" for value in values if value.endswith("*")]
    return " OR ".join([*([f"{cell} IN ({', '.join(whole)})"] if whole else []), *begun])


def _masked(text: str) -> str:
    """SQL: a text that hides what it stands for, with stars or as a cipher (##…, $$…)."""
    return f"(contains({text}, '*') OR starts_with({text}, '##') OR starts_with({text}, '$$'))"


def _rounded(text: str) -> str:
    """SQL: a long number that a spreadsheet wrote as 5.08E+18."""
    # Most columns hold no plus sign at all, and to look for one is far cheaper than the pattern.
    return f"(contains({text}, '+') AND regexp_full_match({text}, {literal(_ROUNDED)}))"


_WRITERS = {
    "text": Compiler.text,
    "id": Compiler.identifier,
    "email": Compiler.email,
    "phone": Compiler.phone,
    "money": Compiler.amount,
    "quantity": Compiler.amount,
    "moment": Compiler.moment,
    "currency": Compiler.currency,
    "formula": Compiler.formula,
    "flag": Compiler.flag,
    "birthday": Compiler.birthday,
    "choice": Compiler.choice,
    "unit": Compiler.unit,
    "rate": Compiler.rate,
}
