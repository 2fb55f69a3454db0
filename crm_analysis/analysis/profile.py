"""What is known of one customer, and what have they done?"""

from __future__ import annotations

from dataclasses import replace

from crm_analysis.analysis import overview
from crm_analysis.analysis.filters import Filters
from crm_analysis.analysis.rfm import scoring
from crm_analysis.engines.query import Query
from crm_analysis.engines.selection import Selection

FIGURES = (
    "as_of", "orders", "gross_sales", "order_discounts", "refunds", "net_sales", "average_order_value",
    "unconverted_orders",
)  # fmt: skip
"""Of the figures of an overview, those that say something of one customer."""
MONTHS = 24
"""So many months of scores, the newest."""


def who(customer_id: str) -> Query:
    """Name, addresses and place, and what the lists of members say: one row; none where there is no such customer."""
    return Query("profile", {"customer_id": customer_id})


def figures(customer_id: str, filters: Filters) -> Query:
    """Orders and what they brought, as :func:`overview.figures` has them of everybody: one row.

    Of its columns ``FIGURES`` say something of one customer. Without an order before ``filters.as_of`` they are
    of nothing, whatever was given back.
    """
    return overview.figures(replace(filters, segment=only(customer_id)))


def orders(customer_id: str, filters: Filters) -> Query:
    """Every order, cancelled ones too, each in its own currency, the newest first."""
    return _of(customer_id, "customer_orders", filters)


def lines(customer_id: str, filters: Filters) -> Query:
    """What stood on each order, the newest order first."""
    return _of(customer_id, "customer_lines", filters)


def goods(customer_id: str, filters: Filters) -> Query:
    """What they bought, the product of most orders first."""
    return _of(customer_id, "customer_goods", filters)


def gaps(customer_id: str, filters: Filters) -> Query:
    """Days from each day with orders to the next, the present silence last; beside them their mean."""
    return _of(customer_id, "customer_gaps", filters)


def scores(customer_id: str, filters: Filters, months: int = MONTHS) -> Query:
    """Scores and segment at the end of each month, among all customers, by the map ``grid`` and gross sales."""
    varied = {**filters.parameters(), **scoring("grid", "gross")}
    return Query("score_history", {**varied, "customer_id": customer_id, "months": months})


def feedback(customer_id: str, filters: Filters) -> Query:
    """Reviews, ratings, tickets and survey answers, the newest first."""
    return _of(customer_id, "customer_feedback", filters)


def events(customer_id: str, filters: Filters) -> Query:
    """What they did on the shop's site, day by day, the newest first."""
    return _of(customer_id, "customer_events", filters)


def contacts(customer_id: str) -> Query:
    """When, how and in which campaign they were contacted, the newest first, whatever day we look from."""
    return Query("customer_contacts", {"customer_id": customer_id})


def only(customer_id: str) -> Selection:
    """The choice of this one customer, for every question that can look at chosen customers."""
    return Selection((), "customers.customer_id = CAST($only AS VARCHAR)", (("only", customer_id),))


def _of(customer_id: str, question: str, filters: Filters) -> Query:
    return Query(question, {**filters.parameters(), "customer_id": customer_id})
