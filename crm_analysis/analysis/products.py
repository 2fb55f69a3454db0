"""After which first purchases do customers order again?"""

from __future__ import annotations

from crm_analysis.analysis.filters import Filters
from crm_analysis.analysis.terms import one_of
from crm_analysis.engines.query import Query, Value

LEVELS = ("product", "category")
WITHIN_DAYS = 90
FEWEST = 30
SHORTEST_PERIODS = {WITHIN_DAYS: 180, 30: 60}
"""Days within which customers come back → how long a period must be to hold enough who could have."""


def repeat_by_product(
    filters: Filters,
    level: str = "product",
    within_days: int = WITHIN_DAYS,
    fewest: int = FEWEST,
    most: int | None = None,
) -> Query:
    """The repeat rate of customers by what their first order held, with its interval.

    Args:
        filters: The orders to look at; the period chooses the customers whose first order lies in it.
        level: One of ``LEVELS``.
        within_days: Days after the first order within which the next one counts.
        fewest: Customers, below which nothing is said of a product.
        most: How many rows at most; ``None`` = all.

    Raises:
        InputRefused: ``level`` is none of its choices.
    """
    varied: dict[str, Value] = {
        "level": one_of(level, LEVELS),
        "within_days": within_days,
        "fewest": fewest,
        "most": most,
    }
    return Query("repeat_by_product", {**filters.parameters(), **varied})


def days_to_return(period_days: int) -> int | None:
    """Within how many days customers are asked to have come back, where a period is so long; ``None``: it is too short.

    Args:
        period_days: Days in the period.
    """
    return next((days for days, shortest in SHORTEST_PERIODS.items() if period_days >= shortest), None)
