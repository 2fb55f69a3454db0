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

from crm_analysis.conditions.condition import (
    GOODS,
    Condition,
    check_bounds,
    check_choice,
    check_days,
    check_goods,
    check_some,
    or_one,
)
from crm_analysis.conditions.records import RECORD_KINDS
from crm_analysis.rules.churn import FLAGS
from crm_analysis.rules.segments import schemes

MONEY = ("gross_sales", "net_sales", "average_order", "largest_order", "refunds", "discounts")
SHARES = ("refund_share", "discount_share")
COUNTS = ("orders", "days_since_first_order", "days_since_last_order")
MEASURES = (*COUNTS, *MONEY, *SHARES)
PLACES = ("country", "region", "city")
CONTACTS = ("email", "phone", "name")
LINE_MEASURES = ("orders", "units", "amount")
EDGES = ("first_order", "last_order")
SALES = ("gross", "net")


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
        check_choice(self.of, PLACES)
        check_some(self.among, self.kind)


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
        check_choice(self.of, CONTACTS)


@dataclass(frozen=True)
class Listed(Condition):
    """One of some customers, by their ids.

    Args:
        among: Ids of customers.
    """

    kind: ClassVar[str] = "listed"
    knows_the_past: ClassVar[bool] = True
    names_customers: ClassVar[bool] = True
    among: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what makes no sense."""
        check_some(self.among, self.kind)


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
        platforms: Only those that came from these platforms, by their ids.
        channels: Only those of these sales channels.
        countries: Only those to these countries.
        coupons: Only those with one of these coupons.
        campaigns: Only those that one of these campaigns brought.
        currency: What amounts are converted into, ISO 4217; blank: as the shop reports.
    """

    kind: ClassVar[str] = "ordered"
    knows_the_past: ClassVar[bool] = True
    measure: str = "orders"
    at_least: float | None = None
    at_most: float | None = None
    since: date | None = None
    until: date | None = None
    within_days: int | None = None
    shops: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    coupons: tuple[str, ...] = ()
    campaigns: tuple[str, ...] = ()
    currency: str | None = None

    def __post_init__(self) -> None:
        """Refuse what makes no sense."""
        check_choice(self.measure, MEASURES)
        check_bounds(self.at_least, self.at_most)
        check_days(self.since, self.until, self.within_days)


@dataclass(frozen=True)
class OrderedOn(Condition):
    """The first or last order of a customer lies on certain days, or came from certain places.

    Of several at the very moment, any of them may.

    Args:
        of: One of ``EDGES``.
        since: First day.
        until: Last day.
        within_days: One of so many days up to the last day seen.
        shops: It is of one of these shops.
        platforms: It came from one of these platforms, by their ids.
        channels: It came by one of these sales channels.
        countries: It went to one of these countries.
        coupons: It had one of these coupons.
        campaigns: One of these campaigns brought it.
    """

    kind: ClassVar[str] = "ordered_on"
    knows_the_past: ClassVar[bool] = True
    of: str = "first_order"
    since: date | None = None
    until: date | None = None
    within_days: int | None = None
    shops: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    coupons: tuple[str, ...] = ()
    campaigns: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what makes no sense."""
        check_choice(self.of, EDGES)
        check_days(self.since, self.until, self.within_days, "" if self.names_places else self.kind)

    @property
    def names_places(self) -> bool:
        """Whether it says anything but days."""
        return any((self.shops, self.platforms, self.channels, self.countries, self.coupons, self.campaigns))


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
    knows_the_past: ClassVar[bool] = True
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
        check_choice(self.of, GOODS)
        check_choice(self.measure, LINE_MEASURES)
        check_goods(self.among, self.contains, self.kind)
        check_bounds(self.at_least, self.at_most, needed=False)
        check_days(self.since, self.until, self.within_days)

    @property
    def least(self) -> float | None:
        """The lower bound that is meant."""
        return or_one(self.at_least, self.at_most)

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
    knows_the_past: ClassVar[bool] = True
    of: str = "product"
    among: tuple[str, ...] = ()
    then_of: str = "product"
    then_among: tuple[str, ...] = ()
    within_days: int | None = None

    def __post_init__(self) -> None:
        """Refuse what makes no sense."""
        for choice, values in ((self.of, self.among), (self.then_of, self.then_among)):
            check_choice(choice, GOODS)
            check_some(values, self.kind)
        check_days(None, None, self.within_days)


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
    knows_the_past: ClassVar[bool] = True
    scheme: str = "grid"
    among: tuple[str, ...] = ()
    on: date | None = None
    sales: str = "gross"

    def __post_init__(self) -> None:
        """Refuse what makes no sense."""
        check_choice(self.scheme, tuple(schemes()))
        check_choice(self.sales, SALES)
        check_some(self.among, self.kind)
        for segment in self.among:
            check_choice(segment, tuple(known.id for known in schemes()[self.scheme].segments))


@dataclass(frozen=True)
class Flagged(Condition):
    """How a customer's silence is called, by their own rhythm.

    Args:
        among: Some of ``rules.churn.FLAGS``.
        on: The day at whose end it is looked at; blank: the last day seen.
    """

    kind: ClassVar[str] = "flagged"
    knows_the_past: ClassVar[bool] = True
    among: tuple[str, ...] = ()
    on: date | None = None

    def __post_init__(self) -> None:
        """Refuse what makes no sense."""
        check_some(self.among, self.kind)
        for flag in self.among:
            check_choice(flag, FLAGS)


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
        check_some((self.tag,) if self.tag else (), self.kind)


@dataclass(frozen=True)
class Clustered(Condition):
    """The cluster of a saved model that a customer is in now, whatever day the question looks from.

    Args:
        model: Name of the saved clusters.
        among: Numbers of its clusters; none named: any, which is whoever has ordered.
    """

    kind: ClassVar[str] = "clustered"
    model: str = ""
    among: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what makes no sense."""
        check_some((self.model,) if self.model else (), self.kind)


@dataclass(frozen=True)
class Saved(Condition):
    """One of the customers of a segment that the shop has saved, as its rule says by now.

    Args:
        name: The segment's name.
    """

    kind: ClassVar[str] = "saved"
    name: str = ""

    def __post_init__(self) -> None:
        """Refuse what makes no sense."""
        check_some((self.name,) if self.name else (), self.kind)


ORDER_KINDS: tuple[type[Condition], ...] = (
    Place, Known, Listed, Ordered, OrderedOn, Bought, BoughtThen, Scored, Flagged, Tagged, Clustered, Saved
)  # fmt: skip
KINDS: Mapping[str, type[Condition]] = {known.kind: known for known in (*ORDER_KINDS, *RECORD_KINDS)}
"""Name of a kind → its class."""
