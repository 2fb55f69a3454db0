"""What will customers buy next?"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from crm_analysis.analysis import next_product as asked
from crm_analysis.analysis.filters import Filters
from crm_analysis.analysis.returning import span
from crm_analysis.engines.query import Query
from crm_analysis.i18n import N_, _, fill, percent
from crm_analysis.models.next_product import AGAIN, MIX, POPULAR, TOGETHER, Bought, NextProduct, Window, table
from crm_analysis.models.points import Labels

Ask = Callable[[Query], pd.DataFrame]
Row = Mapping[Hashable, Any]

METHOD_NAMES = {
    POPULAR: N_("the most popular products"),
    AGAIN: N_("what the customer bought most often"),
    TOGETHER: N_("new products that go with what the customer bought"),
    MIX: N_("what the customer bought most often, then what goes with it"),
}
REASONS = {
    "only": N_("on their only order"),
    "again": N_("on {item_orders} of their {orders} orders"),
    "together": N_("bought by those who bought {because}"),
    "popular": N_("popular now"),
}
QUICK = 20_000
"""Customers up to whom it is told unasked what one of them buys next."""
COLUMNS = ("customer_id", "rank", "item", "score", "reason")
OWN_GOODS = {
    AGAIN: N_("Products that they bought before may be named again, as customers here buy the same again."),
    MIX: N_("Products that they bought before may be named again, as customers here buy the same again."),
    TOGETHER: N_("Products that they bought before are left out, as naming new ones reached more customers here."),
    POPULAR: N_("Everybody is named the same, whether they bought it before or not."),
}


@dataclass(frozen=True)
class Learned:
    """What a shop's own past says about what customers buy next.

    Args:
        model: The methods, tried.
        known: What is known now; ``None`` where nothing can be told from it.
    """

    model: NextProduct
    known: Bought | None

    @property
    def why(self) -> str:
        """The verdict in a sentence; where something is named, beside what becomes of goods bought before."""
        method = self.model.method_
        verdict = fill(self.model.why_.template, {name: _written(fact) for name, fact in self.model.why_.facts.items()})
        return f"{verdict} {_(OWN_GOODS[method])}" if method else verdict


def learned(filters: Filters, ask: Ask, top: int = asked.TOP) -> Learned:
    """Learn from everybody's past what is bought next, and try it there.

    Args:
        filters: The orders to look at; neither the period nor the segment counts.
        ask: Who answers.
        top: How many products are named to each customer.
    """
    everybody = replace(filters, since=None, until=None, segment=None)
    shop = ask(span(everybody)).iloc[0]
    if pd.isna(shop["first_order_on"]):
        return Learned(NextProduct(top).fit(()), None)
    first_on, as_of = shop["first_order_on"].date(), shop["as_of"].date()
    names = ask(asked.items())
    windows = asked.windows(everybody, first_on, as_of, int(shop["customers"]))
    model = NextProduct(top).fit([_seen(window, names, ask) for window in windows])
    return Learned(model, _bought(asked.known(everybody, as_of), names, ask) if model.method_ else None)


def told(found: Learned, customer_ids: Sequence[str] | None = None) -> pd.DataFrame:
    """What is named to customers.

    Args:
        found: What was learned.
        customer_ids: To whom; ``None``: everybody who has ordered.

    Returns:
        Answer of ``models.next_product.table``, empty where nothing can be told.
    """
    if found.known is None:
        return pd.DataFrame(columns=[*COLUMNS, "because", "item_orders", "orders"])
    rows: Labels = np.arange(len(found.known.customers))
    if customer_ids is not None:
        rows = np.flatnonzero(found.known.customers["customer_id"].isin(customer_ids))
    named = found.model.named(found.known, rows)
    assert named is not None
    return table(found.known, rows, named)


def in_words(row: Row) -> str:
    """Why a product is named, in the current language.

    Args:
        row: Of :func:`told`.
    """
    facts = {name: row[name] for name in ("because", "item_orders", "orders")}
    only = row["reason"] == "again" and row["orders"] == 1
    return fill(REASONS["only" if only else str(row["reason"])], facts)


def listed(rows: pd.DataFrame) -> pd.DataFrame:
    """What is named, with reasons in words: ``COLUMNS``.

    Args:
        rows: Answer of :func:`told`.
    """
    return rows.assign(reason=[in_words(row) for row in rows.to_dict("records")])[list(COLUMNS)]


def report(found: Learned) -> Mapping[str, object]:
    """What was found, as one object."""
    return {
        "method": found.model.method_,
        "verdict": found.model.verdict_,
        "why": found.why,
        "top": found.model.top,
        "backtest": found.model.backtest(),
    }


def _seen(window: asked.Window, names: pd.DataFrame, ask: Ask) -> Window:
    return Window(window.starts_on, window.days, _bought(window.known, names, ask), ask(window.came))


def _bought(known: asked.Known, names: pd.DataFrame, ask: Ask) -> Bought:
    return Bought.of(known.as_of, ask(known.buyers), ask(known.bought), names)


def _written(fact: object) -> object:
    if isinstance(fact, float):
        return percent(fact, 0)
    return _(METHOD_NAMES[fact]) if isinstance(fact, str) else fact
