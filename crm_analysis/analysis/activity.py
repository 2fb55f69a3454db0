"""Who is active, who is cooling, who is lost, and how customers move between these states."""

from __future__ import annotations

from crm_analysis.analysis.filters import Filters
from crm_analysis.engines.query import Query
from crm_analysis.rules.lapse import lapse_rules

STATES = ("new", "active", "cooling", "lost")


def movement(filters: Filters) -> Query:
    """Customers by their state before the period and at its end; over all time everybody was new."""
    return Query("activity_movement", {**filters.parameters(), **lapse_rules()})
