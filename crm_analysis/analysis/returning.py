"""Who orders again within some days, told from what was known before them?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from crm_analysis.analysis.filters import Filters
from crm_analysis.engines.query import Query

HORIZON_DAYS = 90
HORIZONS = (30, 60, 90)
LEAST_HISTORY = 90
"""Days with orders before the first window: whoever is known for less has no history to tell from."""
SHORTEST = 30
"""Days of a window; a shop that has no two such windows one after the other is too young."""
MOST_WINDOWS = 14
"""So many reach more than a year back at any horizon."""
MOST_CUSTOMERS = 20_000
"""Of more, every second, third … one is learned from."""


@dataclass(frozen=True)
class Window:
    """Some days at whose beginning it is asked who will order in them.

    Args:
        starts_on: Their first day.
        days: How many.
        features: What was known of each customer before the first day.
        returns: Who ordered in them, and when.
    """

    starts_on: date
    days: int
    features: Query
    returns: Query


def windows(
    filters: Filters, first_on: date, as_of: date, horizon_days: int = HORIZON_DAYS, one_in: int = 1
) -> tuple[Window, ...]:
    """Windows that are over, to learn from: the latest first, each beginning half a window before the one before it.

    They are as long as the horizon where two of them fit one after the other, and else as long as allows for two. A
    shop too young for two of 30 days has none.

    Args:
        filters: The orders to look at; neither the day nor the period counts.
        first_on: The day of the first order.
        as_of: The day by which the last window is over.
        horizon_days: How far ahead is to be told.
        one_in: Learn from every so-many-th customer.
    """
    known = (as_of - first_on).days - LEAST_HISTORY
    days = min(horizon_days, known // 2)
    if days < min(SHORTEST, horizon_days):
        return ()
    step = max(SHORTEST, (days + 1) // 2)
    places = range(min(MOST_WINDOWS, (known - days) // step + 1))
    return tuple(window(filters, as_of - timedelta(days=days + step * place), days, one_in) for place in places)


def window(filters: Filters, starts_on: date, days: int, one_in: int = 1) -> Window:
    """A window that is over."""
    return Window(
        starts_on, days, features(filters, starts_on, days, one_in), returns(filters, starts_on, days, one_in)
    )


def coming(filters: Filters, days: int) -> Query:
    """What is known of each customer now, with so many days to come."""
    return features(filters, filters.as_of, days)


def span(filters: Filters) -> Query:
    """The first day with orders and the day from which we look."""
    return Query("span", filters.parameters())


def longer(filters: Filters, first_on: date, as_of: date, horizon_days: int, one_in: int = 1) -> Iterator[Window]:
    """The longest window that is over, where the horizon is longer than those of :func:`windows`; else none.

    It tells how the share of who comes back grows with the days.
    """
    known = (as_of - first_on).days - LEAST_HISTORY
    days = min(horizon_days, known)
    if known // 2 < days:
        yield window(filters, as_of - timedelta(days=days), days, one_in)


def features(filters: Filters, as_of: date | None, horizon_days: int, one_in: int = 1) -> Query:
    """What was known of each customer before a day; nothing that happened on it or later is seen.

    Args:
        filters: The orders to look at; neither the day nor the period counts.
        as_of: The day; ``None``: the day after the last stored order.
        horizon_days: How many days are to come.
        one_in: Only every so-many-th customer.
    """
    past = replace(filters, as_of=as_of, since=None, until=None)
    return Query("return_features", {**past.parameters(), "horizon_days": horizon_days, "one_in": one_in})


def returns(filters: Filters, starts_on: date, days: int, one_in: int = 1) -> Query:
    """Who ordered within some days, and after how many.

    Of everybody: who is in a segment is decided before the first day, by :func:`features`.
    """
    future = replace(filters, as_of=starts_on + timedelta(days=days), since=None, until=None, segment=None)
    return Query("first_returns", {**future.parameters(), "returned_from": starts_on, "one_in": one_in})
