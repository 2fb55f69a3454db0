"""How often has each customer come back, as models of purchases read it?"""

from __future__ import annotations

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
