"""How recently, how often and for how much each customer ordered, and the segment that this makes."""

from __future__ import annotations

from collections.abc import Mapping

from crm_analysis.analysis.filters import Filters
from crm_analysis.analysis.terms import one_of
from crm_analysis.engines.query import Query, Value
from crm_analysis.rules.segments import schemes
from crm_analysis.rules.thresholds import Thresholds, checked

SALES = ("gross", "net")


def scores(filters: Filters, scheme: str = "grid", sales: str = "gross", thresholds: Thresholds | None = None) -> Query:
    """Recency, frequency and monetary of every customer, their scores, and the segment.

    Args:
        filters: The orders to score; the period chooses among them.
        scheme: A school: name of a segment map of ``rules/segments.toml``.
        sales: One of ``SALES``: which of them is monetary.
        thresholds: How figures become scores; ``None`` = as the shop has saved, else the school's usual way.

    Raises:
        InputRefused: ``scheme`` or ``sales`` is none of its choices, or the thresholds do not fit the school.
    """
    return _question("rfm", filters, scheme, sales, thresholds)


def segments(
    filters: Filters, scheme: str = "grid", sales: str = "gross", thresholds: Thresholds | None = None
) -> Query:
    """Customers, net sales and means of every segment, empty ones included.

    Raises:
        InputRefused: As for ``scores``.
    """
    return _question("segments", filters, scheme, sales, thresholds)


def grid(filters: Filters, scheme: str = "grid", sales: str = "gross", thresholds: Thresholds | None = None) -> Query:
    """Customers in every field of the school's picture: recency by frequency, or by what the school takes for it.

    Raises:
        InputRefused: As for ``scores``.
    """
    return _question("segment_grid", filters, scheme, sales, thresholds)


def bands(filters: Filters, scheme: str = "grid", sales: str = "gross", thresholds: Thresholds | None = None) -> Query:
    """Which figures earn each score, and how many customers have it.

    Raises:
        InputRefused: As for ``scores``.
    """
    return _question("score_bands", filters, scheme, sales, thresholds)


def members(
    filters: Filters,
    segment: str | None = None,
    scheme: str = "grid",
    sales: str = "gross",
    thresholds: Thresholds | None = None,
) -> Query:
    """The customers of one segment, or of all, with scores and how to reach them: what a team downloads.

    Raises:
        InputRefused: As for ``scores``, or there is no such segment in the school.
    """
    query = _question("members", filters, scheme, sales, thresholds)
    if segment is not None:
        one_of(segment, [known.id for known in schemes()[scheme].segments])
    return Query(query.name, {**query.parameters, "segment": segment})


def _question(name: str, filters: Filters, scheme: str, sales: str, thresholds: Thresholds | None) -> Query:
    return Query(name, {**filters.parameters(), **scoring(scheme, sales, thresholds)})


def scoring(scheme: str, sales: str, thresholds: Thresholds | None = None) -> Mapping[str, Value]:
    """The values of the parameters by which customers are scored, for every question that starts from scores.

    Raises:
        InputRefused: As for ``scores``.
    """
    varied: dict[str, Value] = {"scheme": one_of(scheme, tuple(schemes())), "sales": one_of(sales, SALES)}
    if thresholds is None:
        return varied
    lists = checked(thresholds, schemes()[scheme]).lists()
    fixed = {f"{measure}_thresholds": text for measure, text in lists.items()}
    return {**varied, "thresholds": thresholds.kind, **fixed}
