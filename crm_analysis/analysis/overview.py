"""What was sold, to how many customers, and how many of them had bought before."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import replace
from datetime import date, timedelta

from crm_analysis.analysis.filters import Filters
from crm_analysis.analysis.terms import PERIODS, one_of
from crm_analysis.engines.query import Query
from crm_analysis.rules.churn import churn_rules

ONE_DAY = timedelta(days=1)
WHO = ("active", "new", "returning", "repeat", "lost")


def figures(filters: Filters) -> Query:
    """The figures of the whole period: one row, also for an empty shop."""
    return _question(filters, "none")


def by_period(filters: Filters, by: str = "month") -> Query:
    """The same figures for each week, month, quarter or year of the period, those without an order included.

    Raises:
        InputRefused: ``by`` is none of ``PERIODS``.
    """
    return _question(filters, one_of(by, PERIODS))


def _question(filters: Filters, by: str) -> Query:
    return Query("overview", {**filters.parameters(), **churn_rules().thresholds, "by": by})


def customers(filters: Filters, who: str = "active") -> Query:
    """The customers behind a figure of the period: who they are and what they brought.

    Args:
        filters: The period and the orders to look at.
        who: One of ``WHO``: who ordered in it, of these the new, returning and repeated ones, or who was lost in it.

    Raises:
        InputRefused: ``who`` is none of its choices.
    """
    return Query("period_customers", {**filters.parameters(), **churn_rules().thresholds, "who": one_of(who, WHO)})


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
    length = _last_day(filters, as_of) - filters.since + ONE_DAY
    return replace(filters, since=filters.since - length, until=filters.since - ONE_DAY)


def year_before(filters: Filters, as_of: date) -> Filters | None:
    """The same days of the year before; a month's last day stays the last.

    Args:
        filters: The period to look back from.
        as_of: The day from which we look, as :func:`figures` gives it; the period ends the day before at the latest.

    Returns:
        ``None`` where the period has no first day, has not begun, or is a year or longer and :func:`previous` says it.
    """
    if filters.since is None or filters.since >= as_of:
        return None
    since, until = _same_day_before(filters.since), _same_day_before(_last_day(filters, as_of))
    return replace(filters, since=since, until=until) if until + ONE_DAY < filters.since else None


def _last_day(filters: Filters, as_of: date) -> date:
    last_seen = as_of - ONE_DAY
    return min(filters.until, last_seen) if filters.until else last_seen


def _same_day_before(day: date) -> date:
    longest = monthrange(day.year - 1, day.month)[1]
    ends_month = day.day == monthrange(day.year, day.month)[1]
    return day.replace(year=day.year - 1, day=longest if ends_month else day.day)
