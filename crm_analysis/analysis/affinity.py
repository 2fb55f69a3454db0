"""Which goods are bought together?"""

from __future__ import annotations

from crm_analysis.analysis.filters import Filters
from crm_analysis.analysis.products import LEVELS
from crm_analysis.analysis.terms import one_of
from crm_analysis.engines.query import Query, Value

FEWEST = 20
"""Orders that hold both: of fewer, a pair's lift is mostly chance, and a large shop has millions of such pairs."""


def affinity(filters: Filters, level: str = "product", fewest: int = FEWEST, most: int | None = None) -> Query:
    """Items on the same orders, each pair both ways, the one of the highest lift first.

    Args:
        filters: The orders to look at, guests' included.
        level: One of ``LEVELS``.
        fewest: Orders that hold both, below which nothing is said of a pair.
        most: How many rows at most; ``None`` = all.

    Raises:
        InputRefused: ``level`` is none of its choices.
    """
    varied: dict[str, Value] = {"level": one_of(level, LEVELS), "fewest": fewest, "most": most}
    return Query("affinity", {**filters.parameters(), **varied})
