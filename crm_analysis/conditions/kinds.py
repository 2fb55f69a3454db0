"""What can be said of a customer: one class a kind of condition, its fields being what a person fills in.

A condition that says several things of orders, lines or records means those of which all of it is true. Days are
calendar days of the shop; ``within_days`` counts back from the last day seen. A list is met by any of its values,
written exactly as the data write them; an empty one restricts nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from crm_analysis.errors import InputRefused
from crm_analysis.rules.segments import schemes

MOST_WITHIN_DAYS = 36_500
MONEY = ("gross_sales", "net_sales", "average_order", "refunds", "discounts")
SHARES = ("refund_share", "discount_share")
COUNTS = ("orders", "units", "days_since_first_order", "days_since_last_order")
MEASURES = (*COUNTS, *MONEY, *SHARES)
PLACES = ("country", "region", "city")
CONTACTS = ("email", "phone", "name")
GOODS = ("product", "category", "brand", "product_id")
LINE_MEASURES = ("orders", "units", "amount")
EDGES = ("first_order", "last_order")
MEMBER_TEXTS = ("level", "gender", "birthday_month")
MEMBER_CONSENTS = ("accepts_email", "accepts_sms")
EVENTS = ("view", "cart", "uncart", "favourite", "purchase")
FEEDBACK = ("review", "rating", "ticket", "survey")
SALES = ("gross", "net")


@dataclass(frozen=True)
class Condition:
    """One thing that is true of a customer or not."""

    kind: ClassVar[str]


@dataclass(frozen=True)
class Place(Condition):
    """Where the newest order of a customer went.

    Args:
        of: One of ``PLACES``.
        among: Its values.
    """

    kind: ClassVar[str] = "place"
    of: str = "country"
    among: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what makes no sense."""
        _choice(self.of, PLACES)
        _some(self.among, self.kind)


@dataclass(frozen=True)
class Known(Condition):
    """Whether something is known by which a customer can be reached.

    Args:
        of: One of ``CONTACTS``.
    """

    kind: ClassVar[str] = "known"
    of: str = "email"

    def __post_init__(self) -> None:
        """Refuse what makes no sense."""
        _choice(self.of, CONTACTS)


@dataclass(frozen=True)
class Listed(Condition):
    """One of some customers, by their ids.

    Args:
        among: Ids of customers.
    """

    kind: ClassVar[str] = "listed"
    among: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what makes no sense."""
        _some(self.among, self.kind)


@dataclass(frozen=True)
class Ordered(Condition):
    """A figure of a customer's orders lies between two bounds; who has none has 0 of what is counted or summed.

    Args:
        measure: One of ``MEASURES``. Means, shares and days are nobody's who has no such order.
        at_least: The lower bound, which counts; shares are fractions.
        at_most: The upper bound, which counts.
        since: First day of the orders.
        until: Last day of the orders.
        within_days: Only those of so many days up to the last day seen.
        shops: Only those of these shops.
        channels: Only those of these sales channels.
        countries: Only those to these countries.
        coupons: Only those with one of these coupons.
        campaigns: Only those that one of these campaigns brought.
        currency: What amounts are converted into, ISO 4217; blank: as the shop reports.
    """

    kind: ClassVar[str] = "ordered"
    measure: str = "orders"
    at_least: float | None = None
    at_most: float | None = None
    since: date | None = None
    until: date | None = None
    within_days: int | None = None
    shops: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    coupons: tuple[str, ...] = ()
    campaigns: tuple[str, ...] = ()
    currency: str | None = None

    def __post_init__(self) -> None:
        """Refuse what makes no sense."""
        _choice(self.measure, MEASURES)
        _bounds(self.at_least, self.at_most)
        _days(self.since, self.until, self.within_days)


@dataclass(frozen=True)
class OrderedOn(Condition):
    """The first or last order of a customer lies on certain days.

    Args:
        of: One of ``EDGES``.
        since: First day.
        until: Last day.
        within_days: One of so many days up to the last day seen.
    """

    kind: ClassVar[str] = "ordered_on"
    of: str = "first_order"
    since: date | None = None
    until: date | None = None
    within_days: int | None = None

    def __post_init__(self) -> None:
        """Refuse what makes no sense."""
        _choice(self.of, EDGES)
        _days(self.since, self.until, self.within_days)
        if not (self.since or self.until or self.within_days):
            raise InputRefused("Segment rule: 'ordered_on' names no days. Add since, until or within_days.")


@dataclass(frozen=True)
class Bought(Condition):
    """What a customer has bought of some goods lies between two bounds; gifts and returned goods are not bought.

    Args:
        of: One of ``GOODS``.
        among: Its values.
        contains: Part of it, whatever its case; an alternative to ``among``.
        measure: One of ``LINE_MEASURES``: orders that hold it, pieces, or the sum of line amounts.
        at_least: The lower bound, which counts; one order where nothing is said.
        at_most: The upper bound, which counts.
        since: First day of the orders.
        until: Last day of the orders.
        within_days: Only those of so many days up to the last day seen.
        currency: As of :class:`Ordered`.
    """

    kind: ClassVar[str] = "bought"
    of: str = "product"
    among: tuple[str, ...] = ()
    contains: str | None = None
    measure: str = "orders"
    at_least: float | None = None
    at_most: float | None = None
    since: date | None = None
    until: date | None = None
    within_days: int | None = None
    currency: str | None = None

    def __post_init__(self) -> None:
        """Refuse what makes no sense."""
        _choice(self.of, GOODS)
        _choice(self.measure, LINE_MEASURES)
        _goods(self.among, self.contains, self.kind)
        _bounds(self.at_least, self.at_most, needed=False)
        _days(self.since, self.until, self.within_days)

    @property
    def least(self) -> float | None:
        """The lower bound that is meant."""
        return 1 if self.at_least is None and self.at_most is None else self.at_least

    @property
    def is_any_purchase(self) -> bool:
        """Whether one order that holds the goods is all that is asked."""
        return (self.measure, self.least, self.at_most) == ("orders", 1, None)


@dataclass(frozen=True)
class BoughtThen(Condition):
    """After a customer first bought some goods, an order on a later day held other goods.

    Args:
        of: One of ``GOODS``.
        among: Its values: what came first.
        then_of: One of ``GOODS``.
        then_among: Its values: what came later.
        within_days: At most so many days after the first purchase.
    """

    kind: ClassVar[str] = "bought_then"
    of: str = "product"
    among: tuple[str, ...] = ()
    then_of: str = "product"
    then_among: tuple[str, ...] = ()
    within_days: int | None = None

    def __post_init__(self) -> None:
        """Refuse what makes no sense."""
        for choice, values in ((self.of, self.among), (self.then_of, self.then_among)):
            _choice(choice, GOODS)
            _some(values, self.kind)
        _days(None, None, self.within_days)


@dataclass(frozen=True)
class Scored(Condition):
    """The segment of RFM that a customer is in.

    Args:
        scheme: Name of a segment map of ``rules/segments.toml``.
        among: Ids of its segments.
        on: The day at whose end customers are scored; blank: the last day seen.
        sales: One of ``SALES``: which of them is monetary.
    """

    kind: ClassVar[str] = "scored"
    scheme: str = "grid"
    among: tuple[str, ...] = ()
    on: date | None = None
    sales: str = "gross"

    def __post_init__(self) -> None:
        """Refuse what makes no sense."""
        _choice(self.scheme, tuple(schemes()))
        _choice(self.sales, SALES)
        _some(self.among, self.kind)
        for segment in self.among:
            _choice(segment, tuple(known.id for known in schemes()[self.scheme].segments))


@dataclass(frozen=True)
class Tagged(Condition):
    """A tag that a customer has now, whatever day the question looks from.

    Args:
        tag: Id of a tag in ``rules/tags.toml``, or the name of one given by hand.
        among: Its values; none named: any.
    """

    kind: ClassVar[str] = "tagged"
    tag: str = ""
    among: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what makes no sense."""
        _some((self.tag,) if self.tag else (), self.kind)


def _choice(value: str, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise InputRefused(
            "Segment rule: '{value}' is not among its choices. Take one of: {choices}.",
            value=value,
            choices=", ".join(choices),
        )


def _some(values: tuple[str, ...], kind: str) -> None:
    if not values:
        raise InputRefused("Segment rule: '{kind}' names no value. Choose at least one.", kind=kind)


def _goods(among: tuple[str, ...], contains: str | None, kind: str) -> None:
    if bool(among) == bool(contains):
        raise InputRefused("Segment rule: '{kind}' needs either a list of values or a part of a name.", kind=kind)


def _bounds(at_least: float | None, at_most: float | None, *, needed: bool = True) -> None:
    if needed and at_least is None and at_most is None:
        raise InputRefused("Segment rule: a figure has no bound. Add at_least or at_most.")
    if at_least is not None and at_most is not None and at_least > at_most:
        raise InputRefused(
            "Segment rule: at least {at_least} and at most {at_most} is impossible. Exchange the two.",
            at_least=at_least,
            at_most=at_most,
        )


def _days(since: date | None, until: date | None, within_days: int | None) -> None:
    if since and until and since > until:
        raise InputRefused(
            "Segment rule: days from {since} to {until} are impossible. Choose a first day that is not after the last.",
            since=since,
            until=until,
        )
    if within_days is not None and not 0 < within_days <= MOST_WITHIN_DAYS:
        raise InputRefused(
            "Segment rule: within {days} days is impossible. Write a number from 1 to {most}.",
            days=within_days,
            most=MOST_WITHIN_DAYS,
        )


KINDS: Mapping[str, type[Condition]] = {
    known.kind: known for known in (Place, Known, Listed, Ordered, OrderedOn, Bought, BoughtThen, Scored, Tagged)
}
"""Name of a kind → its class."""
