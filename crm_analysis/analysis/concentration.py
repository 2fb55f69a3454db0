"""How much of the sales do the best customers bring?"""

from __future__ import annotations

from crm_analysis.analysis.filters import Filters
from crm_analysis.analysis.rfm import SALES
from crm_analysis.analysis.terms import one_of
from crm_analysis.engines.query import Query

DECILES = 10


def concentration(filters: Filters, steps: int = DECILES, sales: str = "gross") -> Query:
    """What the best customers brought, step by step, and the Gini coefficient over all.

    Args:
        filters: The orders to look at; guests are no customers.
        steps: Into how many steps of equal size the customers are cut.
        sales: One of ``SALES``: what customers are ranked by.

    Raises:
        InputRefused: ``sales`` is none of its choices.
    """
    return Query("concentration", {**filters.parameters(), "steps": steps, "sales": one_of(sales, SALES)})
