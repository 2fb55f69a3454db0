"""Who comes back: customers by the period of their first order, followed through the periods after it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from crm_analysis.analysis.filters import Filters, as_list
from crm_analysis.analysis.terms import PERIODS, one_of
from crm_analysis.engines.query import Query, Value
from crm_analysis.rules.margins import margin_rules

STEPS = (*PERIODS, "30d")
SLICES = ("none", "country", "channel", "first_product", "first_category", "coupon", "shop", "size", "campaign")
OTHER = "(other)"
"""The slice that holds all slices but the largest, where only so many were asked for."""


def retention(filters: Filters, by: str = "month", slice_by: str = "none", most_slices: int | None = None) -> Query:
    """The cohort grid: one row per slice, cohort and age.

    Args:
        filters: The orders to look at; the period chooses the customers whose first order lies in it.
        by: One of ``STEPS``. ``30d`` counts each customer's own 30-day windows and groups them by month.
        slice_by: One of ``SLICES``: what of the first order splits the cohorts. ``size`` are thirds of the shop's
            customers by the net sales of their first order, each named by its bounds.
        most_slices: How many slices at most, those of most customers; all others are one, ``OTHER``. ``None`` = all.

    Raises:
        InputRefused: ``by`` or ``slice_by`` is none of its choices.
    """
    return _question("retention", filters, by, slice_by, most_slices)


def mean_curve(
    filters: Filters,
    by: str = "month",
    slice_by: str = "none",
    most_slices: int | None = None,
    only: Sequence[date] = (),
) -> Query:
    """Retention by age over all cohorts, weighted by their size; cells that are not complete are left out.

    Args:
        filters: The orders to look at.
        by: One of ``STEPS``.
        slice_by: One of ``SLICES``.
        most_slices: How many slices at most, as for ``retention``.
        only: First days of the cohorts to look at; empty = all.

    Raises:
        InputRefused: ``by`` or ``slice_by`` is none of its choices.
    """
    cohorts = as_list([start.isoformat() for start in only])
    return _question("retention_curve", filters, by, slice_by, most_slices, cohorts=cohorts)


def cohort_customers(
    filters: Filters,
    cohort: date | None,
    age: int,
    by: str = "month",
    slice_by: str = "none",
    most_slices: int | None = None,
    slice_id: str | None = None,
) -> Query:
    """The customers in one cell of the grid: those of a cohort who ordered at an age.

    Args:
        filters: The orders to look at.
        cohort: First day of the cohort, as ``retention`` gives it; ``None`` = all cohorts.
        age: Periods since the cohort's own, 0 = the first.
        by: One of ``STEPS``.
        slice_by: One of ``SLICES``.
        most_slices: How many slices at most, as for ``retention``.
        slice_id: ``slice`` of the cell; ``None`` = all slices.

    Raises:
        InputRefused: ``by`` or ``slice_by`` is none of its choices.
    """
    return _question("cohort_customers", filters, by, slice_by, most_slices, cohort=cohort, age=age, slice=slice_id)


def trend(
    filters: Filters, age: int, by: str = "month", slice_by: str = "none", most_slices: int | None = None
) -> Query:
    """Retention at one age, cohort after cohort, beside that of all earlier ones.

    Args:
        filters: The orders to look at.
        age: Periods since the cohort's own, 0 = the first.
        by: One of ``STEPS``.
        slice_by: One of ``SLICES``.
        most_slices: How many slices at most, as for ``retention``.

    Raises:
        InputRefused: ``by`` or ``slice_by`` is none of its choices.
    """
    return _question("retention_trend", filters, by, slice_by, most_slices, age=age)


def payback(filters: Filters, by: str = "month") -> Query:
    """What it cost to win the customers of each cohort, and when their gross margin has reached that.

    Args:
        filters: The orders to look at; spending is known only where they leave out none of a shop's orders but by day.
        by: One of ``STEPS``.

    Raises:
        InputRefused: ``by`` is none of its choices.
    """
    return _question("payback", filters, by, "none", None)


def _question(name: str, filters: Filters, by: str, slice_by: str, most_slices: int | None, **more: Value) -> Query:
    varied = {"by": one_of(by, STEPS), "slice_by": one_of(slice_by, SLICES), "most_slices": most_slices}
    return Query(name, {**filters.parameters(), **margin_rules(), **varied, **more})
