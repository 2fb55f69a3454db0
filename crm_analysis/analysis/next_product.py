"""What does each customer buy next, told from what was known before it?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from crm_analysis.analysis.filters import Filters
from crm_analysis.engines.query import Query, Value

TOP = 5
"""So many products are named to a customer unless another number is asked for."""
DAYS = 90
SHORTEST = 30
"""Days that are hidden; a shop that has no more days after ``LEAST_HISTORY`` is too young."""
LEAST_HISTORY = 90
"""Days with orders before those that are hidden."""
MOST_WINDOWS = 3
MOST_TRIED = 20_000
"""Of more customers, every second, third … one is tried; all are learned from."""


@dataclass(frozen=True)
class Window:
    """Some days that are over, before which it is asked what customers will buy in them.

    Args:
        starts_on: Their first day.
        days: How many.
        known: What was known before the first day.
        came: What stood on each customer's first order in them.
    """

    starts_on: date
    days: int
    known: Known
    came: Query


@dataclass(frozen=True)
class Known:
    """The questions that tell what was known on a day.

    Args:
        as_of: The day.
        buyers: Who had ordered.
        bought: What they had bought.
    """

    as_of: date
    buyers: Query
    bought: Query


def windows(filters: Filters, first_on: date, as_of: date, customers: int) -> tuple[Window, ...]:
    """Days to try on what customers buy next, the latest first, none of them in two windows.

    Args:
        filters: The orders to look at; neither the day nor the period counts.
        first_on: The day of the first order.
        as_of: The day by which the last window is over.
        customers: How many there are by then.
    """
    hidden = (as_of - first_on).days - LEAST_HISTORY
    days = min(DAYS, hidden)
    if days < SHORTEST:
        return ()
    one_in = max(1, -(-customers // MOST_TRIED))
    starts = [as_of - timedelta(days=days * place) for place in range(1, 1 + min(MOST_WINDOWS, hidden // days))]
    return tuple(Window(on, days, known(filters, on), came(filters, on, days, one_in)) for on in starts)


def known(filters: Filters, as_of: date) -> Known:
    """What is known of all customers on a day; nothing that happened on it or later is seen.

    Args:
        filters: The orders to look at; neither the day nor the period counts.
        as_of: The day.
    """
    return Known(as_of, buyers(replace(filters, as_of=as_of)), Query("bought_items", _from(filters, as_of)))


def buyers(filters: Filters) -> Query:
    """Who had ordered by the day from which we look, whatever the period."""
    return Query("buyers", _from(filters, filters.as_of))


def came(filters: Filters, starts_on: date, days: int, one_in: int = 1) -> Query:
    """What stood on each customer's first order within some days.

    Args:
        filters: The orders to look at; neither the day nor the period counts.
        starts_on: The first of these days.
        days: How many.
        one_in: Only every so-many-th customer.
    """
    future = _from(filters, starts_on + timedelta(days=days))
    return Query("next_items", {**future, "returned_from": starts_on, "one_in": one_in})


def items() -> Query:
    """What each product is called, in the order of names."""
    return Query("items", {"level": "product"})


def _from(filters: Filters, as_of: date | None) -> dict[str, Value]:
    return {**replace(filters, as_of=as_of, since=None, until=None).parameters(), "level": "product"}
