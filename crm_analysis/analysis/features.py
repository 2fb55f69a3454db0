"""How does each customer buy, in the figures that tell customers apart?"""

from __future__ import annotations

from collections.abc import Sequence

from crm_analysis.analysis.filters import Filters
from crm_analysis.analysis.rfm import SALES
from crm_analysis.analysis.terms import one_of
from crm_analysis.engines.query import Query
from crm_analysis.rules.clusters import FEATURES, USUAL


def features(filters: Filters, chosen: Sequence[str] = USUAL, sales: str = "gross", named: bool = True) -> Query:
    """The features of every customer with an order in the period.

    Args:
        filters: The orders to look at; the period chooses among them.
        chosen: Of ``FEATURES``, those that are told beside the usual three; others cost nothing.
        sales: ``gross`` or ``net``: which sales are monetary.
        named: Whether ``customer_id`` is told beside ``customer_no``.

    Raises:
        InputRefused: A feature or ``sales`` is none of its choices.
    """
    needed = {*USUAL, *(one_of(feature, tuple(FEATURES)) for feature in chosen)}
    columns = [column for feature, column in FEATURES.items() if feature in needed]
    return Query(
        "customer_features",
        {
            **filters.parameters(),
            "sales": one_of(sales, SALES),
            "breadth": "count" if "category_breadth" in needed else "skip",
            "names": "tell" if named else "skip",
        },
        ("customer_no", *(["customer_id"] if named else []), *columns, "net_sales"),
    )
