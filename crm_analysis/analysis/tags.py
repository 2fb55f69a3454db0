"""Which tags do customers have, how many have each, who are they, and how has that changed?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from crm_analysis.analysis.filters import Filters
from crm_analysis.engines.query import SELECTION, Query, Value
from crm_analysis.engines.selection import Selection
from crm_analysis.errors import InputRefused
from crm_analysis.rules.churn import churn_rules
from crm_analysis.rules.tags import tag_rules

FROM_LISTS = ("birthday_month", "member_level")
"""Tags that lists of members tell: they have no history, as the lists do not say since when."""
MONTHS = 12


def tags(customer_id: str | None = None) -> Query:
    """Every tag of one customer, or of all, with the day since which it has held."""
    return Query("customer_tags", {"customer_id": customer_id})


def sizes(segment: Selection | None = None) -> Query:
    """How many customers, of a segment or of all, have each value of each tag."""
    return Query("tag_sizes", {SELECTION: segment})


def totals(filters: Filters) -> Query:
    """How many customers have each value of each tag, how many of them ordered in the period, and what they brought."""
    return Query("tag_totals", filters.parameters())


def tagged(tag: str, value: str | None = None, segment: Selection | None = None) -> Query:
    """Who, of a segment or of all customers, has a tag, or one value of it."""
    return Query("tagged_customers", {"tag": tag, "value": value, SELECTION: segment})


def has_history(tag: str) -> bool:
    """Whether the sizes of a tag can be told for days in the past."""
    return tag in tag_rules().tags and tag not in FROM_LISTS


def history(tag: str, filters: Filters) -> Query:
    """How many customers had each value of a tag, as seen from ``filters.as_of``.

    Raises:
        InputRefused: It is no tag that follows from orders.
    """
    if not has_history(tag):
        raise InputRefused("{tag} has no history: it is no tag that follows from orders. Choose another.", tag=tag)
    varied: Mapping[str, Value] = {"tag": tag, "scheme": "grid", "sales": "gross"}
    return Query(
        "tag_history", {**filters.parameters(), **churn_rules().thresholds, **tag_rules().thresholds, **varied}
    )


def month_ends(first_day: date, last_day: date, months: int = MONTHS) -> list[date]:
    """The days from which the ends of the last months are seen, the day after the last one last.

    Args:
        first_day: Nothing before it is seen.
        last_day: Last day seen.
        months: How many ends of months before it at most.

    Returns:
        First days of months after ``first_day``, in order, and the day after ``last_day``.
    """
    end = last_day + timedelta(days=1)
    found = [end]
    month = end.replace(day=1)
    while len(found) <= months and month > first_day:
        if month < end:
            found.append(month)
        month = (month - timedelta(days=1)).replace(day=1)
    return found[::-1]
