"""Who had bought what on a day: customers × items, kept sparse, since hardly any of these pairs has ever been."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from crm_analysis.models.points import Floats, Labels

LATELY = timedelta(days=90)
"""What is popular now has been bought within so many days."""
MOST_ITEMS = 5_000
"""Goods of which it is told what goes with them: those that most customers bought."""
FEWEST_TOGETHER = 3
"""Customers who bought both: of fewer, a tie is chance, and would tell what one person bought."""

CELLS = 4_000_000
"""Of tables that are not sparse, so many cells are held at once."""

Sparse = Any
"""A ``scipy.sparse.csr_array``: scipy tells no types, and is imported where it is used."""


@dataclass(frozen=True)
class Bought:
    """What was known on a day.

    Args:
        customers: One row per customer: ``customer_no, customer_id, orders``, in the order of numbers.
        items: One row per item that a customer had bought, the most popular first: ``item_no, item``; ``customers`` who
            had bought it, and of them those who had lately, ``recent``.
        orders: Customers × items: orders of the customer that held the item.
    """

    customers: pd.DataFrame
    items: pd.DataFrame
    orders: Sparse

    @classmethod
    def of(cls, as_of: date, buyers: pd.DataFrame, bought: pd.DataFrame, names: pd.DataFrame) -> Bought:
        """Put the answers together.

        Args:
            as_of: The day on which this was known.
            buyers: Answer of ``buyers``.
            bought: Answer of ``bought_items``.
            names: Answer of ``items``, in the order of names: of equally popular items the first by name comes first.
        """
        from scipy.sparse import csr_array

        recent = bought["last_bought_on"] >= pd.Timestamp(as_of - LATELY)
        counted = (
            bought.assign(recent=recent).groupby("item_no").agg(customers=("recent", "size"), recent=("recent", "sum"))
        )
        items = names.merge(counted, on="item_no")
        items = items.sort_values(["recent", "customers"], ascending=False, kind="stable", ignore_index=True)
        rows = pd.Index(buyers["customer_no"]).get_indexer(bought["customer_no"])
        columns = pd.Index(items["item_no"]).get_indexer(bought["item_no"])
        orders = csr_array((bought["orders"].to_numpy(), (rows, columns)), shape=(len(buyers), len(items)))
        return cls(buyers.reset_index(drop=True), items, orders)

    def places(self, customer_nos: pd.Series) -> Labels:
        """Rows of customers by their numbers; −1 for whom there is none."""
        rows: Labels = pd.Index(self.customers["customer_no"]).get_indexer(customer_nos)
        return rows

    @cached_property
    def has(self) -> Sparse:
        """Customers × widespread items: 1 where the customer has bought it."""
        return (self.orders[:, self.widespread] > 0).astype(np.float32)

    @property
    def spread(self) -> Floats:
        """Of each item, the share of all customers who have bought it lately."""
        shares: Floats = self.items["recent"].to_numpy(np.float64) / max(len(self.customers), 1)
        return shares

    @cached_property
    def widespread(self) -> Labels:
        """Columns of the items that most customers bought, at most ``MOST_ITEMS``, the most popular first."""
        most: Labels = np.argsort(-self.items["customers"].to_numpy(), kind="stable")[:MOST_ITEMS]
        return np.sort(most)

    @cached_property
    def likeness(self) -> Floats:
        """Widespread items × the same: the cosine of what customers bought them, 0 for an item and itself.

        That is the customers who bought both, divided by the root of the product of those who bought the one and those
        who bought the other (Sarwar et al. 2001, Item-based collaborative filtering, WWW 10, 285-295, eq. 1); 0 where
        fewer than ``FEWEST_TOGETHER`` bought both.
        """
        each = np.sqrt(self.items["customers"].to_numpy(np.float32)[self.widespread])
        likeness: Floats = np.zeros((len(each), len(each)), dtype=np.float32)
        bought_by = self.has.T.tocsr()
        for block in blocks(len(each), len(each)):
            both = (bought_by[block] @ self.has).toarray()
            likeness[block] = np.where(both >= FEWEST_TOGETHER, both / (each[block, None] * each), 0)
        np.fill_diagonal(likeness, 0)
        return likeness


def blocks(rows: int, columns: int) -> Iterator[slice]:
    """Cut the rows of a table so that each part has at most ``CELLS`` cells."""
    step = max(1, CELLS // max(columns, 1))
    return (slice(start, start + step) for start in range(0, rows, step))
