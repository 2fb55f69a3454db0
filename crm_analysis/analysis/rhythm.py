"""On which days of the week and at which hours do customers order?"""

from __future__ import annotations

from crm_analysis.analysis.filters import Filters
from crm_analysis.engines.query import Query


def rhythm(filters: Filters) -> Query:
    """Orders by weekday, and by hour where the files tell it, by each shop's own clock."""
    return Query("rhythm", filters.parameters())
