"""How large is a segment of the shop's own, what does it bring, and who is in it?"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta

from crm_analysis.analysis.filters import Filters
from crm_analysis.engines.query import Query


def size(filters: Filters) -> Query:
    """Customers of the segment among all customers, whatever the period: one row."""
    return Query("segment_size", filters.parameters())


def totals(filters: Filters) -> Query:
    """Customers with an order in the period, their orders and net sales: one row."""
    return Query("segment_totals", filters.parameters())


def members(filters: Filters, most: int | None = None) -> Query:
    """The customers with an order in the period and how to reach them: what a team downloads.

    Args:
        filters: The segment, and the orders that count.
        most: How many at most, those who bring most first.
    """
    return Query("segment_list", {**filters.parameters(), "most": most})


def unbroken_since(members_then: Mapping[date, Collection[str]]) -> dict[str, date]:
    """Since when members have been in a segment without a break, as far as some days tell.

    Args:
        members_then: Day from which was looked → ids of who was in it, as of the end of the day before.

    Returns:
        Each member of the last day → the first of the days seen at whose end, and at the end of each later one, they
        were in it.
    """
    found: dict[str, date] = {}
    left: set[str] | None = None
    for as_of in sorted(members_then, reverse=True):
        left = set(members_then[as_of]) if left is None else left & set(members_then[as_of])
        found |= dict.fromkeys(left, as_of - timedelta(days=1))
    return found


def values(field: str, most: int) -> Query:
    """The values of a field that a rule can name, the most ordered first.

    Args:
        field: Such as country, product or coupon.
        most: How many at most.
    """
    return Query("segment_values", {"field": field, "most_values": most})
