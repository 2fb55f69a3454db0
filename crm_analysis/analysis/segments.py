"""How large is a segment of the shop's own, what does it bring, and who is in it?"""

from __future__ import annotations

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


def values(field: str, most: int) -> Query:
    """The values of a field that a rule can name, the most ordered first.

    Args:
        field: Such as country, product or coupon.
        most: How many at most.
    """
    return Query("segment_values", {"field": field, "most_values": most})
