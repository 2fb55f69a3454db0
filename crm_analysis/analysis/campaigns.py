"""Which campaigns are there, and what is known of each?"""

from __future__ import annotations

from crm_analysis.analysis.filters import Filters
from crm_analysis.engines.query import Query


def campaigns(filters: Filters) -> Query:
    """Whom each campaign reached, and the orders of the period that name it, the newest campaign first."""
    return Query("campaigns", filters.parameters())


def reached(campaign: str) -> Query:
    """Every contact in a campaign: who, when and how."""
    return Query("campaign_contacts", {"campaign": campaign})
