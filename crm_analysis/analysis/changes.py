"""What has changed? The course of every figure that is looked at, month by month, for a test to judge."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from crm_analysis.analysis.filters import Filters
from crm_analysis.engines.query import Query
from crm_analysis.rules.changes import changes_rules


def courses(filters: Filters) -> Query:
    """Every series that may have changed, up to the last whole month.

    Args:
        filters: The orders to look at. The period's first day plays no part, as what is usual takes all of the past;
            what lies after its last day is unseen.
    """
    seen = replace(filters, as_of=_as_of(filters), since=None, until=None)
    return Query("changes", {**seen.parameters(), **changes_rules().looks})


def _as_of(filters: Filters) -> date | None:
    if filters.until is None:
        return filters.as_of
    after = filters.until + timedelta(days=1)
    return min(after, filters.as_of) if filters.as_of else after
