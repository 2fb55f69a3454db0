"""Ways to say what a customer buys next.

Own goods may be named or left out: what is used up is bought again, a wardrobe is not. No rule decides that
beforehand; both are tried on the shop's own past.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from crm_analysis.models.next_product.bought import Bought, blocks
from crm_analysis.models.points import Floats, Labels

POPULAR, AGAIN, TOGETHER, MIX = "popular", "buy_again", "goes_together", "mix"
NOTHING = -1
"""Stands where there is no further item."""


@dataclass(frozen=True)
class Named:
    """The items that are named to customers, in columns of the table of items.

    Args:
        items: One row per customer, the first choice first; −1 where there is none.
        scores: Of how good a reason each is: the share of the customer's orders that held it, where they bought it
            before; else the mean likeness to what they have bought; else 0, where it is just popular.
    """

    items: Labels
    scores: Floats


def named(bought: Bought, customers: Labels, method: str, top: int) -> Named:
    """What a method names to customers.

    Args:
        bought: What is known.
        customers: Their rows.
        method: ``popular``, ``buy_again``, ``goes_together`` or ``mix``.
        top: How many items each.
    """
    if method == POPULAR:
        return popular(bought, customers, top)
    if method == TOGETHER:
        return together(bought, customers, top)
    rest = together if method == MIX else popular
    return _first(again(bought, customers, top), rest(bought, customers, top), top)


def named_by_all(bought: Bought, customers: Labels, top: int) -> dict[str, Named]:
    """What every method names to customers, method by method."""
    most, own, new = (ask(bought, customers, top) for ask in (popular, again, together))
    return {POPULAR: most, AGAIN: _first(own, most, top), TOGETHER: new, MIX: _first(own, new, top)}


def popular(bought: Bought, customers: Labels, top: int) -> Named:
    """The items that most customers bought lately, for everybody."""
    first = np.full(top, NOTHING, dtype=np.intp)
    first[: len(bought.items)] = np.arange(len(bought.items))[:top]
    items = np.tile(first, (len(customers), 1))
    return Named(items, np.zeros(items.shape))


def again(bought: Bought, customers: Labels, top: int) -> Named:
    """The goods that stood on most of the customer's own orders; of equals the most popular."""
    own = bought.orders[customers].tocoo()
    row, column = own.coords
    shares = own.data / bought.customers["orders"].to_numpy(np.float64)[customers][row]
    sorted_by = np.lexsort((column, -shares, row))
    row, column, shares = row[sorted_by], column[sorted_by], shares[sorted_by]
    place = np.arange(len(row)) - np.searchsorted(row, row)
    kept = place < top
    items = np.full((len(customers), top), NOTHING, dtype=np.intp)
    scores = np.zeros(items.shape)
    items[row[kept], place[kept]], scores[row[kept], place[kept]] = column[kept], shares[kept]
    return Named(items, scores)


def together(bought: Bought, customers: Labels, top: int) -> Named:
    """Goods that are new to the customer and most like what they have bought, in the mean; of equals the most popular.

    Where nothing is like it, all are equal, so that the most popular of those that are new remain.
    """
    items = np.full((len(customers), top), NOTHING, dtype=np.intp)
    scores = np.zeros(items.shape)
    among = bought.widespread
    for block in blocks(len(customers), len(among)):
        has = bought.has[customers[block]]
        likeness = (has @ bought.likeness) / np.maximum(has.sum(axis=1), 1)[:, None]
        likeness[has.nonzero()] = -np.inf
        for place in range(min(top, len(among))):
            best = likeness.argmax(axis=1)
            value = likeness[np.arange(len(best)), best]
            new = np.isfinite(value)
            items[block, place] = np.where(new, among[best], NOTHING)
            scores[block, place] = np.where(new, value, 0)
            likeness[np.arange(len(best)), best] = -np.inf
    return Named(items, scores)


def causes(bought: Bought, customers: Labels, items: Labels) -> Labels:
    """Of what each customer has bought, the item that is most like the one that is named.

    Args:
        bought: What is known.
        customers: Rows of customers.
        items: The column of one widespread item for each.
    """
    among = bought.widespread
    places = np.searchsorted(among, items)
    like = np.zeros(len(items), dtype=np.intp)
    for block in blocks(len(items), len(among)):
        own = bought.has[customers[block]].multiply(bought.likeness[places[block]])
        like[block] = np.asarray(own.tocsr().argmax(axis=1)).ravel()
    found: Labels = among[like]
    return found


def _first(one: Named, other: Named, top: int) -> Named:
    """What the one names, then what the other does and the one does not."""
    twice = np.zeros(other.items.shape, dtype=bool)
    for column in one.items.T:
        twice |= other.items == column[:, None]
    items = np.hstack([one.items, np.where(twice, NOTHING, other.items)])
    scores = np.hstack([one.scores, other.scores])
    order: NDArray[np.intp] = np.argsort(items == NOTHING, axis=1, kind="stable")[:, :top]
    return Named(np.take_along_axis(items, order, axis=1), np.take_along_axis(scores, order, axis=1))


def table(bought: Bought, customers: Labels, found: Named) -> pd.DataFrame:
    """What is named as a table.

    Args:
        bought: What is known.
        customers: Rows of the customers.
        found: What is named to them.

    Returns:
        One row per customer and item: ``customer_id, rank, item, score, reason`` (``again``, ``together`` or
        ``popular``); ``because``, of ``together``, the bought item that it is most like; the customer's orders that
        held it, ``item_orders``, of all their ``orders``. The score of a popular item is the share of all customers
        who have bought it lately.
    """
    row, place = np.nonzero(found.items != NOTHING)
    items, who, scores = found.items[row, place], customers[row], found.scores[row, place]
    item_orders = np.asarray(bought.orders[who, items]).ravel() if len(who) else np.zeros(0)
    reason = np.where(scores == 0, "popular", np.where(item_orders > 0, "again", "together"))
    like = np.flatnonzero(reason == "together")
    because = np.full(len(who), None, dtype=object)
    names = bought.items["item"].to_numpy(object)
    because[like] = names[causes(bought, who[like], items[like])]
    return pd.DataFrame(
        {
            "customer_id": bought.customers["customer_id"].to_numpy(object)[who],
            "rank": place + 1,
            "item": names[items],
            "score": np.where(reason == "popular", bought.spread[items], scores),
            "reason": reason,
            "because": because,
            "item_orders": item_orders.astype(np.int64),
            "orders": bought.customers["orders"].to_numpy()[who],
        }
    )
