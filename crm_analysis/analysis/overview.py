"""What was sold, to how many customers, and how many of them had bought before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from crm_analysis.analysis.filters import Filters
from crm_analysis.analysis.terms import PERIODS, one_of
from crm_analysis.engines.query import Query

ONE_DAY = timedelta(days=1)


def figures(filters: Filters) -> Query:
    """The figures of the whole period: one row, also for an empty shop."""
    return Query("overview", {**filters.parameters(), "by": "none"})


def by_period(filters: Filters, by: str = "month") -> Query:
    """The same figures for each week, month, quarter or year of the period, those without an order included.

    Raises:
        InputRefused: ``by`` is none of ``PERIODS``.
    """
    return Query("overview", {**filters.parameters(), "by": one_of(by, PERIODS)})


def previous(filters: Filters, as_of: date) -> Filters | None:
    """The period of equal length just before.

    Args:
        filters: The period to look back from.
        as_of: The day from which we look, as :func:`figures` gives it; the period ends the day before at the latest.

    Returns:
        ``None`` where the period has no first day, or has not begun.
    """
    if filters.since is None or filters.since >= as_of:
        return None
    last_seen = as_of - ONE_DAY
    last_day = min(filters.until, last_seen) if filters.until else last_seen
    length = last_day - filters.since + ONE_DAY
    return replace(filters, since=filters.since - length, until=filters.since - ONE_DAY)
