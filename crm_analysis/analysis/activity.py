"""Who is active, cooling, at risk or lost, and how customers move between these states."""

from __future__ import annotations

from crm_analysis.analysis.filters import Filters
from crm_analysis.engines.query import Query
from crm_analysis.rules.churn import churn_rules


def movement(filters: Filters) -> Query:
    """Customers by their state before the period and at its end; over all time everybody was new."""
    return Query("activity_movement", {**filters.parameters(), **churn_rules().thresholds})
