"""How often has each customer come back, as models of purchases read it?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from crm_analysis.analysis.filters import Filters
from crm_analysis.analysis.rfm import SALES
from crm_analysis.analysis.terms import one_of
from crm_analysis.engines.query import Query


def histories(filters: Filters, sales: str = "gross") -> Query:
    """The purchases of every customer with an order in the period.

    Args:
        filters: The orders to look at.
        sales: ``gross`` or ``net``: which sales repeat purchases brought.

    Raises:
        InputRefused: ``sales`` is neither.
    """
    return Query("purchase_histories", {**filters.parameters(), "sales": one_of(sales, SALES)})


def before(filters: Filters, cutoff: date, sales: str = "gross") -> Query:
    """The same as it was known on a day: nothing of it or of what followed can be seen."""
    return histories(replace(filters, as_of=cutoff, until=None), sales)


def after(filters: Filters, cutoff: date, days: int, sales: str = "gross") -> Query:
    """What came in the days from then on, alone: a first purchase in them need not be the customer's first."""
    return histories(replace(filters, since=cutoff, as_of=cutoff + timedelta(days=days), until=None), sales)


def by_day(filters: Filters, cutoff: date) -> Query:
    """First and repeat purchases day by day, of customers won before a day."""
    return Query("purchases_by_day", {**filters.parameters(), "cutoff": cutoff})
