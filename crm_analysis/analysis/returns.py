"""How long until customers order again: from the first order to the second, and from each order to the next."""

from __future__ import annotations

from crm_analysis.analysis.cohorts import SLICES
from crm_analysis.analysis.filters import Filters
from crm_analysis.analysis.terms import one_of
from crm_analysis.engines.query import Query, Value

MOST_STEPS = 10
MOST_SLICES = 8


def second_orders(filters: Filters, slice_by: str = "none", most_slices: int = MOST_SLICES) -> Query:
    """Days to the second order, or without one to the last day seen: one row per slice and number of days.

    Args:
        filters: The orders to look at; the period chooses the customers whose first order lies in it.
        slice_by: One of ``cohorts.SLICES``: what of the first order splits the customers.
        most_slices: How many slices at most, those of most customers; all others are one, ``cohorts.OTHER``.

    Raises:
        InputRefused: ``slice_by`` is none of its choices.
    """
    return _question("second_orders", filters, slice_by=one_of(slice_by, SLICES), most_slices=most_slices, most_steps=1)


def order_ladder(filters: Filters, most_steps: int = MOST_STEPS) -> Query:
    """Days from each order to the next, or to the last day seen: one row per order number and number of days.

    Args:
        filters: The orders to look at; the period chooses the customers whose first order lies in it.
        most_steps: The last order that is looked at, counted from 1.
    """
    return _question("order_ladder", filters, slice_by="none", most_slices=None, most_steps=most_steps)


def _question(name: str, filters: Filters, **varied: Value) -> Query:
    """Days are counted one by one, so that no calendar period matters."""
    return Query(name, {**filters.parameters(), "by": "none", **varied})
