"""Between which numbers will what customers order and bring lie, in eight cases of ten?

Their future is drawn many times as the models have them buy, leave and spend, with the parameters themselves drawn by
how surely the data tell them: chance and the doubt about the parameters, not that the models may be wrong. How often
the past lay in such ranges, the trial says.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from crm_analysis.models.points import Floats
from crm_analysis.models.worth.worth import DAYS_OF_A_UNIT, RULES, Terms, Worth

BAND = (0.1, 0.9)
VARIANTS, DRAWS, FEWER_DRAWS = 10, 30, 6
"""Parameters drawn, and futures drawn with each of them."""
MANY = 50_000
"""Of more customers fewer futures are drawn: their sum is sure enough, and a range need not be told to the cent."""
CUSTOMERS_AT_ONCE = 5_000
SEED = 42


@dataclass(frozen=True)
class Ranges:
    """Where eight futures of ten lie.

    Args:
        customers: Indexed as the customers: ``orders_low, orders_high, value_low, value_high``; blank where a plain
            rule is used or there are doubts about the model of purchases.
        orders: Of all customers together, low and high.
        value: The same of what they bring.
    """

    customers: pd.DataFrame
    orders: tuple[float, float]
    value: tuple[float, float]


def ranges(worth: Worth, horizon_days: int, method: str | None, terms: Terms | None = None, seed: int = SEED) -> Ranges:
    """Draw the futures of all customers.

    Args:
        worth: The models.
        horizon_days: How many days ahead.
        method: Of those that ``worth`` knows.
        terms: How money is reckoned.
        seed: The same gives the same ranges.
    """
    known = worth.customers
    if method is None or method in RULES or worth.purchases[method].declined_ or known.empty:
        blank = pd.DataFrame(np.nan, known.index, ["orders_low", "orders_high", "value_low", "value_high"])
        return Ranges(blank, (np.nan, np.nan), (np.nan, np.nan))
    draws = DRAWS if len(known) <= MANY else FEWER_DRAWS
    parts, orders, value = [], np.zeros(VARIANTS * draws), np.zeros(VARIANTS * draws)
    reckoned = _money_of_a_sale(worth, horizon_days, method, terms)
    chance = np.random.default_rng(seed)
    each = worth.spend_of(method)
    variants = [_varied(worth, method, chance) for _variant in range(VARIANTS)]
    for start in range(0, len(known), CUSTOMERS_AT_ONCE):
        some = slice(start, start + CUSTOMERS_AT_ONCE)
        made, spent = zip(
            *_futures(variants, known[some], each[some], horizon_days, method, draws, chance), strict=True
        )
        purchases, money = np.concatenate(made), np.concatenate(spent) * reckoned[some]
        orders, value = orders + purchases.sum(axis=1), value + money.sum(axis=1)
        parts.append(np.vstack([np.quantile(purchases, BAND, axis=0), np.quantile(money, BAND, axis=0)]))
    low_and_high = np.hstack(parts)
    columns = ("orders_low", "orders_high", "value_low", "value_high")
    customers = pd.DataFrame(dict(zip(columns, low_and_high, strict=True)), index=known.index)
    return Ranges(customers, _band(orders), _band(value))


def _varied(worth: Worth, method: str, chance: np.random.Generator) -> Worth:
    varied = worth.purchases[method].varied(chance)
    return Worth(worth.customers, {method: varied}, worth.spend.varied(chance))


def _futures(
    variants: list[Worth],
    known: pd.DataFrame,
    each: Floats,
    horizon_days: int,
    method: str,
    draws: int,
    chance: np.random.Generator,
) -> Iterator[tuple[Floats, Floats]]:
    """Purchases and what they bring of some customers, so many draws for each set of parameters."""
    t, x, means = horizon_days / DAYS_OF_A_UNIT, known["x"], known["mean_value"].fillna(0.0)
    for worth in variants:
        purchases = worth.purchases[method].drawn_purchases(t, x, known["t_x"], known["T"], draws, chance)
        spent = purchases * each if worth.spend.declined_ else worth.spend.drawn_spend(purchases, x, means, chance)
        yield purchases, spent


def _money_of_a_sale(worth: Worth, horizon_days: int, method: str, terms: Terms | None) -> Floats:
    """What of a sale to each customer is told, margin and discount being taken off: 1 where there is neither."""
    if terms is None or terms == Terms():
        return np.ones(len(worth.customers))
    plain, told = (worth.expected(horizon_days, method, it)["expected_value"] for it in (None, terms))
    shares: Floats = (told / plain).fillna(1.0).to_numpy()
    return shares


def _band(draws: Floats) -> tuple[float, float]:
    low, high = np.quantile(draws, BAND)
    return float(low), float(high)
