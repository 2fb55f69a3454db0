"""Customers in tiers by what they are expected to bring."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from crm_analysis.rules.value import Tier


def tier_of(values: pd.Series, tiers: Sequence[Tier]) -> pd.Series:
    """The id of each customer's tier; equals share the middle of their places, whatever their order.

    Args:
        values: What is expected of each customer.
        tiers: The most valuable first.
    """
    places = values.rank(ascending=False, method="average") - 0.5
    ends = np.array([tier.up_to for tier in tiers]) * len(values)
    found = np.searchsorted(ends, places.to_numpy(), side="left").clip(max=len(tiers) - 1)
    return pd.Series(np.array([tier.id for tier in tiers])[found] if len(values) else [], values.index, dtype=str)


def tier_totals(customers: pd.DataFrame, tiers: Sequence[Tier]) -> pd.DataFrame:
    """What each tier is.

    Args:
        customers: ``tier, expected_orders, expected_value, past_sales``, one row per customer.
        tiers: The most valuable first.

    Returns:
        One row per tier: ``tier, customers, expected_orders, expected_value, value_share, value_each, past_sales``.
    """
    sums = customers.groupby("tier")[["expected_orders", "expected_value", "past_sales"]].sum()
    sizes = customers["tier"].value_counts()
    every = [tier.id for tier in tiers]
    totals = sums.reindex(every, fill_value=0.0).assign(customers=sizes.reindex(every, fill_value=0))
    whole = totals["expected_value"].sum()
    return totals.assign(
        value_share=totals["expected_value"] / whole if whole else np.nan,
        value_each=totals["expected_value"] / totals["customers"].where(totals["customers"] > 0),
    ).reset_index(names="tier")
