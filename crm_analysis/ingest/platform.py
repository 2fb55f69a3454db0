"""What a declared file is: headings that decide, and columns with their kinds.

An export of orders is a :class:`Platform`; any other table that a shop has (its members, its products, what it spent
on advertising …) is one of :class:`Records`. A declaration says which heading holds what; ``columns.py`` compiles it
to SQL. No declaration reads a row itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from crm_analysis.ingest.dates import DateOrder
from crm_analysis.ingest.headings import Headless, normalised

Kind = Literal[
    "text", "customer day", "id", "email", "phone", "money", "quantity", "moment", "currency", "formula", "flag",
    "birthday", "choice", "unit", "rate",
]  # fmt: skip
PerOrder = Literal["once", "sum", "once if repeated"]
Sign = Literal["as written", "positive", "negative", "absolute"]
CustomerKey = Literal["email", "phone", "id", "alias", "name"]
"""A kind of identifier: see ``schema.IDENTIFIER_KINDS``."""
RecordKind = Literal["members", "products", "spend", "feedback", "events", "refunds", "contacts", "rates"]
Verified = Literal["real file", "platform's source", "parsers only", "plain table"]


@dataclass(frozen=True)
class Where:
    """Rows whose text in a column matches a regular expression whole, and does not match another one."""

    heading: str
    pattern: str
    unless: str = ""


@dataclass(frozen=True)
class Source:
    """Where one field of the log comes from.

    Args:
        kind: How the text is read.
        headings: Columns in order of preference: in each row the first that is not blank counts. A formula or a joined
            text uses all of them.
        sign: What of an amount counts: as it is written, only its positive or negative part, or its size.
        per_order: An order field that stands on several rows counts once, or is summed; or once if no order's rows
            say different things, and is summed otherwise.
        joined: The texts of all headings are joined by a blank.
        formula: SQL over the headings' numbers, written ``{0}``, ``{1}`` …
        pattern: The part of the text that counts, as a regular expression with one group; of a number, all the parts
            that it finds, added up.
        may_be_blank: A blank cell is no fault.
        carried: A blank cell means what the row above it says.
        values: What a text stands for, in lower case → in the log; a blank one is nothing, any other stays as it is.
        zone: Column of the time zone that a moment is in.
        later: A moment that comes after the order's own and that an order can do without: of its rows the last counts,
            and what cannot be is left blank and told.
        where: Rows of which a formula asks, written ``{where}``: any one is enough.
    """

    kind: Kind
    headings: tuple[str, ...]
    sign: Sign = "as written"
    per_order: PerOrder = "once"
    joined: bool = False
    formula: str = ""
    pattern: str = ""
    may_be_blank: bool = False
    carried: bool = False
    values: Mapping[str, str] = field(default_factory=dict)
    zone: str = ""
    later: bool = False
    where: tuple[Where, ...] = ()


def text(*headings: str, joined: bool = False, pattern: str = "", carried: bool = False) -> Source:
    """A text as it stands."""
    return Source("text", headings, joined=joined, pattern=pattern, carried=carried)


def identifier(*headings: str, joined: bool = False, pattern: str = "", carried: bool = False) -> Source:
    """A number of an order, product or buyer: text, never a number. A joined one is blank where any part is."""
    return Source("id", headings, joined=joined, pattern=pattern, carried=carried)


def email(*headings: str) -> Source:
    """An e-mail address."""
    return Source("email", headings)


def phone(*headings: str, pattern: str = "") -> Source:
    """A phone number."""
    return Source("phone", headings, pattern=pattern)


def moment(*headings: str, joined: bool = False, zone: str = "") -> Source:
    """A date with or without a time of day."""
    return Source("moment", headings, joined=joined, zone=zone)


def later(*headings: str) -> Source:
    """When something was done for an order afterwards: never when it was planned, promised or expected."""
    return Source("moment", headings, later=True)


def money(
    *headings: str,
    sign: Sign = "as written",
    per_order: PerOrder = "once",
    pattern: str = "",
    may_be_blank: bool = False,
) -> Source:
    """An amount in the order's currency."""
    return Source("money", headings, sign=sign, per_order=per_order, pattern=pattern, may_be_blank=may_be_blank)


def quantity(*headings: str, pattern: str = "", may_be_blank: bool = False) -> Source:
    """A number of pieces."""
    return Source("quantity", headings, pattern=pattern, may_be_blank=may_be_blank)


def currency(*headings: str) -> Source:
    """An ISO 4217 code, or the currency sign before an amount."""
    return Source("currency", headings)


def formula(
    sql: str,
    *headings: str,
    may_be_blank: bool = False,
    per_order: PerOrder = "once",
    pattern: str = "",
    where: tuple[Where, ...] = (),
) -> Source:
    """An amount reckoned from the numbers of several columns, written ``{0}``, ``{1}`` …"""
    return Source(
        "formula",
        headings,
        formula=sql,
        may_be_blank=may_be_blank,
        per_order=per_order,
        pattern=pattern,
        where=where,
    )


def flag(*headings: str) -> Source:
    """Yes or no."""
    return Source("flag", headings)


def birthday(*headings: str) -> Source:
    """A day of birth, with or without the year."""
    return Source("birthday", headings)


def rate(*headings: str) -> Source:
    """A number with all its decimals, such as an exchange rate."""
    return Source("rate", headings)


def unit(*headings: str) -> Source:
    """What stands in brackets behind the heading, such as the currency of the column."""
    return Source("unit", headings)


def choice(heading: str, values: Mapping[str, str]) -> Source:
    """One of a few words, told apart without case."""
    return Source("choice", (heading,), values=values)


@dataclass(frozen=True)
class Status:
    """When is an order no sale? Values are compared without case; one that ends in ``*`` may go on in any way.

    Args:
        heading: Column of the status; blank where the file has none.
        cancelled: Values that mean cancelled.
        unpaid: Values that mean that it was never paid.
        payment: Column in which those values stand, where it is another one.
        cancelled_if_filled: A column that is filled only for cancelled orders.
        unpaid_if_blank: A column that is filled only for paid orders.
        refunded: Rows that were paid and then given back, whatever else is said: a sale with a refund.
    """

    heading: str = ""
    cancelled: tuple[str, ...] = ()
    unpaid: tuple[str, ...] = ()
    payment: str = ""
    cancelled_if_filled: str = ""
    unpaid_if_blank: str = ""
    refunded: tuple[Where, ...] = ()

    @property
    def headings(self) -> tuple[str, ...]:
        """Every column that it looks at."""
        named = (self.heading, self.payment, self.cancelled_if_filled, self.unpaid_if_blank)
        return tuple(h for h in (*named, *(rows.heading for rows in self.refunded)) if h)


@dataclass(frozen=True)
class Aside:
    """Rows that are no line of an order, by a named rule.

    Args:
        rule: The rule's name in the report.
        heading: The column that tells.
        pattern: Regular expression that its text matches whole; empty: the column is blank.
        otherwise: The rule takes the rows that do not match.
        unless: Rows that it does not take.
        keeps_header: The row still speaks of the order as a whole.
    """

    rule: str
    heading: str
    pattern: str = ""
    otherwise: bool = False
    unless: Where | None = None
    keeps_header: bool = False

    @property
    def headings(self) -> tuple[str, ...]:
        """Every column that it looks at."""
        return (self.heading, *((self.unless.heading,) if self.unless else ()))


@dataclass(frozen=True)
class Refunds:
    """Rows that give money back on an order that other rows sell.

    Such a row belongs to the order that it names if the file sells that order; otherwise it stands as an order of its
    own, so that it never takes the place of a sale that an earlier file holds.

    Args:
        rows: Which rows they are.
        order: Number of the order that they point to; None: their own order number is that order's. A row that points
            elsewhere says nothing of the buyer.
    """

    rows: Where
    order: Source | None = None


@dataclass(frozen=True)
class Package:
    """Orders sent together: a row of their money, and below it a row for each item, without any.

    The items belong to the row above them, and share its amount by their weight.

    Args:
        rule: Name of the rule by which the row of money is left aside; it still speaks of the order.
        money: Which rows tell the money of a package.
        items: Which rows are items of the package above them.
        weight: SQL of an item's share over the numbers of ``headings``, written ``{0}``, ``{1}`` …
        headings: Columns of the weight.
    """

    rule: str
    money: Where
    items: Where
    weight: str
    headings: tuple[str, ...]


@dataclass(frozen=True)
class Packed:
    """Several lines of an order packed into cells, each line as pairs of key and value.

    Args:
        heading: Regular expression of the columns' headings.
        keys: Field of the line log → key in the cell.
        lines: What stands between two lines of one cell; empty where each cell holds one.
        pairs: Regular expression of what stands before a key.
        ends: Regular expression of what stands behind a value.
        per_piece: The amount is that of a single piece.
    """

    heading: str
    keys: Mapping[str, str]
    lines: str = ""
    pairs: str = r"\|\s*"
    ends: str = r"\|"
    per_piece: bool = False

    def places(self, keys: Sequence[str]) -> list[int]:
        """Which of a file's columns hold packed lines."""
        return [place for place, key in enumerate(keys) if re.fullmatch(self.heading, key)]


@dataclass(frozen=True)
class Spread:
    """One value after the other in columns whose headings say what each is of, such as a column per currency.

    Args:
        heading: Regular expression of the columns' headings.
        named: Field of the log that the heading fills, in capitals.
        value: Field of the log that the cell's number fills.
    """

    heading: str
    named: str
    value: str

    def places(self, keys: Sequence[str]) -> list[int]:
        """Which of a file's columns hold values."""
        return [place for place, key in enumerate(keys) if re.fullmatch(self.heading, key)]


@dataclass(frozen=True, kw_only=True)
class Declaration:
    """What every declared file has.

    Args:
        id: Name of the export, unique: ``etsy_items``.
        family: The platform whose order, product and buyer numbers it uses: ``etsy``. Exports of one family complete
            each other.
        name: What its owner calls it.
        needs: Headings that decide; in each group any one is enough.
        lacks: Headings that a look-alike of another platform has.
        also_called: Heading → its names in other languages and versions of the file.
        verified: What the declaration was checked against.
        aside: Rows left aside by a named rule.
        customer_key: Kinds of identifier that join the rows of one person; empty: the export names no buyer.
        country: Where phones belong that are written without a country, ISO 3166; empty: wherever the shop is.
        id_scope: Whether a buyer's id means the same person in every shop of the platform, or in this shop only.
        aliases: E-mail domains that hide the buyer and change from order to order.
        currency: What its amounts are in where no column says.
        date_order: Its habit where a column of dates leaves it open.
        clock: The zone its times are in, where that is not the shop's own.
        note: What the owner should know, an English sentence.
    """

    id: str
    family: str
    name: str
    needs: tuple[str | tuple[str, ...], ...]
    verified: Verified
    lacks: tuple[str, ...] = ()
    also_called: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    aside: tuple[Aside, ...] = ()
    customer_key: tuple[CustomerKey, ...] = ("email", "phone", "id")
    country: str = ""
    id_scope: Literal["platform", "shop"] = "shop"
    aliases: tuple[str, ...] = ()
    currency: str = ""
    date_order: DateOrder | None = None
    clock: str = ""
    note: str = ""

    @property
    def sources(self) -> tuple[Source, ...]:
        """Where its fields come from."""
        raise NotImplementedError

    @property
    def named_by(self) -> str:
        """The field that tells people apart where nothing else does."""
        return "name"

    @cached_property
    def headings(self) -> frozenset[str]:
        """Every heading that the declaration names, normalised."""
        named = [h for group in self.needs for h in ((group,) if isinstance(group, str) else group)]
        named += [h for source in self.sources for h in (*source.headings, source.zone) if h]
        named += [rows.heading for source in self.sources for rows in source.where]
        named += [h for rule in self.asides for h in rule.headings]
        named += [other for names in self.also_called.values() for other in names]
        return frozenset(normalised(h) for h in (*named, *self.further_headings()))

    @property
    def asides(self) -> tuple[Aside, ...]:
        """Every rule that leaves rows aside."""
        return self.aside

    def further_headings(self) -> Sequence[str]:
        """Headings of columns that tell something else than a field."""
        return ()

    def numbered_columns(self, keys: Sequence[str]) -> list[int]:
        """Places of columns that no heading names but a pattern does.

        Args:
            keys: The file's headings, normalised.
        """
        return []

    def named(self, heading: str) -> tuple[str, ...]:
        """A declared heading and its other names."""
        return (heading, *self.also_called.get(heading, ()))

    def deciding(self, keys: frozenset[str]) -> tuple[str, ...] | None:
        """The headings by which a file is this export; None if it is not.

        Args:
            keys: The file's headings, normalised.
        """
        if any(normalised(heading) in keys for heading in self.lacks):
            return None
        found = []
        for group in self.needs:
            any_of = (group,) if isinstance(group, str) else group
            names = (name for heading in any_of for name in self.named(heading))
            present = next((name for name in names if normalised(name) in keys), None)
            if present is None:
                return None
            found.append(present)
        return tuple(found)


@dataclass(frozen=True, kw_only=True)
class Platform(Declaration):
    """One export of a platform's orders.

    Args:
        order_id: The order's number.
        dated_by_number: Regular expression whose group is the day, YYMMDD, in an order's number: it counts where the
            row has no date.
        order: Field of ``order_log`` → source; and ``alias_id`` (an id of the buyer that is new for every order or
            file) and ``name_id`` (what tells buyers of one name apart), which only become identifiers.
        line: Field of ``line_log`` → source; empty for an export of whole orders.
        status: When an order is no sale.
        line_status: When a single line is none.
        refunds: Rows that give money back on an order of other rows.
        package: Rows that share the money of the row above them.
        packed: Lines packed into cells.
        headless: Forms of the file without a heading row.
    """

    order_id: Source
    order: Mapping[str, Source]
    line: Mapping[str, Source] = field(default_factory=dict)
    status: Status = Status()
    line_status: Status = Status()
    refunds: Refunds | None = None
    package: Package | None = None
    dated_by_number: str = ""
    packed: Packed | None = None
    headless: tuple[Headless, ...] = ()

    @property
    def kind(self) -> str:
        """Which grain the export is in."""
        if not self.line and self.packed is None:
            return "orders"
        return "orders and lines" if "ordered_at" in self.order else "lines"

    @property
    def sources(self) -> tuple[Source, ...]:
        """Where its fields come from."""
        pointers = (self.refunds.order,) if self.refunds and self.refunds.order else ()
        return (self.order_id, *pointers, *self.order.values(), *self.line.values())

    @property
    def asides(self) -> tuple[Aside, ...]:
        """Every rule that leaves rows aside, that of a package's row of money among them."""
        if self.package is None:
            return self.aside
        money = self.package.money
        return (*self.aside, Aside(self.package.rule, money.heading, money.pattern, keeps_header=True))

    @property
    def named_by(self) -> str:
        """The field that tells buyers apart where nothing else does."""
        return "name_id" if "name_id" in self.order else "name"

    def further_headings(self) -> Sequence[str]:
        """Columns of a status, and those of a file that names none itself."""
        further = [h for form in self.headless for h in form.headings]
        further += [self.refunds.rows.heading] if self.refunds else []
        further += [self.package.items.heading, *self.package.headings] if self.package else []
        return (*self.status.headings, *self.line_status.headings, *further)

    def numbered_columns(self, keys: Sequence[str]) -> list[int]:
        """Columns that hold packed lines."""
        return self.packed.places(keys) if self.packed else []


@dataclass(frozen=True, kw_only=True)
class Records(Declaration):
    """One table of something else than orders.

    Args:
        kind: What its rows are; ``schema.RECORD_LOGS`` names the table of each kind.
        fields: Column of the log table → source.
        required: Fields that a row cannot do without; of a group any one is enough.
        fixed: Column of the log table → what it says for every row.
        status: Which rows do not count, for a log table that has a status.
        group: Rows that share this are of one thing; what is ``carried`` stands on one of them for all.
        spread: Values in columns of their own.
    """

    kind: RecordKind
    fields: Mapping[str, Source]
    required: tuple[str | tuple[str, ...], ...]
    fixed: Mapping[str, str] = field(default_factory=dict)
    status: Status = Status()
    group: Source | None = None
    spread: Spread | None = None

    @property
    def sources(self) -> tuple[Source, ...]:
        """Where its fields come from."""
        return (*self.fields.values(), *((self.group,) if self.group else ()))

    def further_headings(self) -> Sequence[str]:
        """Columns of a status."""
        return self.status.headings

    def numbered_columns(self, keys: Sequence[str]) -> list[int]:
        """Columns that hold spread values."""
        return self.spread.places(keys) if self.spread else []


@dataclass(frozen=True)
class Unusable:
    """A table that is known and cannot be imported.

    Args:
        needs: Headings that decide; where they are but two, the table has no others.
        why: An English sentence with ``{file}``.
    """

    needs: tuple[str, ...]
    why: str


Export = Platform | Records
"""Any declared file."""

ORDERS = "orders"
"""Kind of a file of orders or of their lines."""


def kind_of(export: Export) -> str:
    """What the rows of a file are: orders, or one of the other kinds."""
    return export.kind if isinstance(export, Records) else ORDERS
