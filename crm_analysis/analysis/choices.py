"""What the store holds, so that a page can offer it: the values to filter by and the days covered."""

from __future__ import annotations

from crm_analysis.engines.query import Query


def choices() -> Query:
    """The shops, countries, channels, categories and currencies that have a sale order, the most ordered first."""
    return Query("choices")


def span() -> Query:
    """Days, orders, customers and orders worth nothing of the whole store, and the day from which we look: one row."""
    return Query("span")
