"""Who comes back: customers by the period of their first order, followed through the periods after it."""

from __future__ import annotations

from crm_analysis.analysis.filters import Filters
from crm_analysis.analysis.terms import PERIODS, one_of
from crm_analysis.engines.query import Query

STEPS = (*PERIODS, "30d")
SLICES = ("none", "country", "channel", "first_product", "first_category", "coupon")


def retention(filters: Filters, by: str = "month", slice_by: str = "none") -> Query:
    """The cohort grid: one row per slice, cohort and age.

    Args:
        filters: The orders to look at; the period chooses the customers whose first order lies in it.
        by: One of ``STEPS``. ``30d`` counts each customer's own 30-day windows and groups them by month.
        slice_by: One of ``SLICES``: what of the first order splits the cohorts.

    Raises:
        InputRefused: ``by`` or ``slice_by`` is none of its choices.
    """
    return _question("retention", filters, by, slice_by)


def mean_curve(filters: Filters, by: str = "month", slice_by: str = "none") -> Query:
    """Retention by age over all cohorts, weighted by their size; cells that are not complete are left out.

    Raises:
        InputRefused: ``by`` or ``slice_by`` is none of its choices.
    """
    return _question("retention_curve", filters, by, slice_by)


def _question(name: str, filters: Filters, by: str, slice_by: str) -> Query:
    varied = {"by": one_of(by, STEPS), "slice_by": one_of(slice_by, SLICES)}
    return Query(name, {**filters.parameters(), **varied})
