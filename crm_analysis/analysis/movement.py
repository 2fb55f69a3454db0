"""How customers move from segment to segment: between two days, and from month to month."""

from __future__ import annotations

from datetime import date

from crm_analysis.analysis.filters import Filters
from crm_analysis.analysis.rfm import scoring
from crm_analysis.analysis.terms import one_of
from crm_analysis.engines.query import Query, Value
from crm_analysis.errors import InputRefused
from crm_analysis.rules.segments import schemes
from crm_analysis.rules.thresholds import Thresholds

NOBODY = "none"
"""Where customers come from who had no order by the first day, and go who have none in the window of the last."""


def movement(
    filters: Filters,
    since: date,
    scheme: str = "grid",
    sales: str = "gross",
    thresholds: Thresholds | None = None,
    window_months: int | None = None,
) -> Query:
    """Which way customers went between two days: segment at the end of each, how many, what they brought in between.

    Args:
        filters: The orders to score. The last day of the period is the later day, else the last day seen; orders before
            the first day of the period are left out on both days.
        since: The earlier day.
        scheme: A school of ``rules/segments.toml``.
        sales: Which sales are monetary: gross or net.
        thresholds: How figures become scores; ``None`` = as the shop has saved, else the school's usual way.
        window_months: Score only the orders of so many months up to each day; ``None`` = the whole history.

    Raises:
        InputRefused: The earlier day is not before the later one, a word is none of its choices, or the thresholds do
            not fit the school.
    """
    return Query("movement", {**_moved(filters, since, window_months), **scoring(scheme, sales, thresholds)})


def customers(
    filters: Filters,
    since: date,
    before: str | None = None,
    after: str | None = None,
    scheme: str = "grid",
    sales: str = "gross",
    thresholds: Thresholds | None = None,
    window_months: int | None = None,
) -> Query:
    """Who moved, with both scores and how to reach them.

    Args:
        filters: As for ``movement``.
        since: The earlier day.
        before: Only those who were in this segment; ``NOBODY`` = who had no order then.
        after: Only those who are in this one; ``NOBODY`` = who have no order in the window.
        scheme: A school of ``rules/segments.toml``.
        sales: Which sales are monetary: gross or net.
        thresholds: How figures become scores.
        window_months: As for ``movement``.

    Raises:
        InputRefused: As for ``movement``, or there is no such segment in the school.
    """
    scored = scoring(scheme, sales, thresholds)
    known = [segment.id for segment in schemes()[scheme].segments]
    if before is not None:
        one_of(before, [NOBODY, *known])
    if after is not None:
        one_of(after, [NOBODY, *known])
    chosen = {"segment_before": before, "segment_after": after}
    return Query("movement_customers", {**_moved(filters, since, window_months), **scored, **chosen})


def history(
    filters: Filters,
    months: int = 24,
    scheme: str = "grid",
    sales: str = "gross",
    thresholds: Thresholds | None = None,
    window_months: int | None = None,
) -> Query:
    """Sizes of all segments at the end of each month, every month scored as of its end.

    Args:
        filters: The orders to score, up to the last day of the period; orders before its first day are left out.
        months: How many months at most, the newest.
        scheme: A school of ``rules/segments.toml``.
        sales: Which sales are monetary: gross or net.
        thresholds: How figures become scores.
        window_months: As for ``movement``, up to the end of each month.

    Raises:
        InputRefused: A word is none of its choices, or the thresholds do not fit the school.
    """
    varied: dict[str, Value] = {"months": months, "window_months": window_months}
    return Query("segment_history", {**filters.parameters(), **scoring(scheme, sales, thresholds), **varied})


def _moved(filters: Filters, since: date, window_months: int | None) -> dict[str, Value]:
    if filters.until and since >= filters.until:
        raise InputRefused(
            "Movement: it starts on {since} and ends on {until}. Choose a first day before the last.",
            since=since,
            until=filters.until,
        )
    return {**filters.parameters(), "moved_from": since, "window_months": window_months}
