"""Which orders a question sees: the one set of filters that every page, URL and command shares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from crm_analysis.engines.query import SELECTION, Value
from crm_analysis.engines.selection import Selection
from crm_analysis.errors import InputRefused

FreeOrders = Literal["ignore", "count"]


@dataclass(frozen=True)
class Filters:
    """The orders to look at. An empty tuple or ``None`` restricts nothing.

    Args:
        as_of: The day from which we look: orders on or after it are unseen. ``None`` = the day after the last one.
        since: First day of the period.
        until: Last day of the period.
        shops: Shops by name.
        countries: Countries as the files write them.
        channels: Sales channels.
        categories: Product categories, of which an order holds at least one.
        currency: One currency, ISO 4217; its orders only, as they are.
        report_in: The currency that all amounts are converted into, ISO 4217. ``None`` = each order's own amounts.
        week_start: The day that weeks begin on: 1 Monday … 7 Sunday.
        free_orders: Whether an order that is worth nothing counts as an order.
        segment: The customers whose orders are looked at; guests have no place in it.
    """

    as_of: date | None = None
    since: date | None = None
    until: date | None = None
    shops: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    currency: str | None = None
    report_in: str | None = None
    week_start: int = 1
    free_orders: FreeOrders = "ignore"
    segment: Selection | None = None

    def __post_init__(self) -> None:
        """Refuse a period that ends before it begins."""
        if self.since and self.until and self.since > self.until:
            raise InputRefused(
                "Period: it begins on {since} but ends on {until}. Choose a first day that is not after the last.",
                since=self.since,
                until=self.until,
            )

    def parameters(self) -> Mapping[str, Value]:
        """The values of the parameters that all questions share."""
        return {
            "as_of": self.as_of,
            "since": self.since,
            "until": self.until,
            "shop": as_list(self.shops),
            "country": as_list(self.countries),
            "channel": as_list(self.channels),
            "category": as_list(self.categories),
            "currency": self.currency,
            "report_in": self.report_in,
            "week_start": self.week_start,
            "free_orders": self.free_orders,
            SELECTION: self.segment,
        }


def as_list(values: Sequence[str]) -> str | None:
    """One text of all values, each between two line breaks, so that no value is found inside another."""
    return "\n" + "\n".join(values) + "\n" if values else None
