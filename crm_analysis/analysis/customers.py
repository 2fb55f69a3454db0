"""Who are the customers, and why does each count as one person?"""

from __future__ import annotations

from crm_analysis.engines.query import SELECTION, Query
from crm_analysis.engines.selection import Selection


def search(text: str = "", most: int | None = None, segment: Selection | None = None) -> Query:
    """Customers whose name, e-mail, phone or id holds a text, or whose number or an order's number it is.

    Args:
        text: What to look for, whatever its case; blank: everybody.
        most: How many customers at most, those with most orders first.
        segment: The customers that are looked at; none: everybody.
    """
    return Query("customers", {"search": text.strip().lower() or None, "most": most, SELECTION: segment})


def identifiers(customer_id: str) -> Query:
    """Everything by which one customer is known."""
    return Query("identifiers", {"customer_id": customer_id})


def joins(customer_id: str) -> Query:
    """Which of a customer's identifiers stand together on orders: why they are one person's."""
    return Query("joins", {"customer_id": customer_id})


def sources(customer_id: str) -> Query:
    """Which files say each identifier of a customer."""
    return Query("sources", {"customer_id": customer_id})
