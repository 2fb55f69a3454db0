"""How recently, how often and for how much each customer ordered, and the segment that this makes."""

from __future__ import annotations

from crm_analysis.analysis.filters import Filters
from crm_analysis.analysis.terms import one_of
from crm_analysis.engines.query import Query
from crm_analysis.rules.segments import schemes

SALES = ("gross", "net")


def scores(filters: Filters, scheme: str = "grid", sales: str = "gross") -> Query:
    """Recency, frequency and monetary of every customer, their scores from 1 to 5, and the segment.

    Args:
        filters: The orders to score; the period chooses among them.
        scheme: Name of a segment map of ``rules/segments.toml``.
        sales: One of ``SALES``: which of them is monetary.

    Raises:
        InputRefused: ``scheme`` or ``sales`` is none of its choices.
    """
    return _question("rfm", filters, scheme, sales)


def segments(filters: Filters, scheme: str = "grid", sales: str = "gross") -> Query:
    """Customers, net sales and means of every segment, empty ones included.

    Raises:
        InputRefused: ``scheme`` or ``sales`` is none of its choices.
    """
    return _question("segments", filters, scheme, sales)


def members(filters: Filters, segment: str | None = None, scheme: str = "grid", sales: str = "gross") -> Query:
    """The customers of one segment, or of all, with scores and how to reach them: what a team downloads.

    Raises:
        InputRefused: ``segment``, ``scheme`` or ``sales`` is none of its choices.
    """
    query = _question("members", filters, scheme, sales)
    if segment is not None:
        one_of(segment, [known.id for known in schemes()[scheme].segments])
    return Query(query.name, {**query.parameters, "segment": segment})


def _question(name: str, filters: Filters, scheme: str, sales: str) -> Query:
    varied = {"scheme": one_of(scheme, tuple(schemes())), "sales": one_of(sales, SALES)}
    return Query(name, {**filters.parameters(), **varied})
