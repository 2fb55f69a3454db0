"""Shops of known truth: nothing changes in them but chance, season, growth and drift, unless a change is planted.

Their orders go into the tables that questions read, so that what is judged has come through the very same SQL.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from crm_analysis.analysis import changes as asked
from crm_analysis.analysis.filters import Filters
from crm_analysis.engines.duckdb import DuckDBEngine
from questions_support import MemoryStore, number

FIRST_MONTH = np.datetime64("2023-04", "M")
RETURNS = np.array([0.06, 0.10, 0.085, 0.06, 0.05, 0.045, 0.04, 0.035, 0.03, 0.03, 0.025, 0.025])
"""Chance of another order in the month of the first one and in each after it: 22.6 % are back by month 2."""
DROPPED = 0.765
"""With so much of these chances 17.6 % are: five points less."""
WEEKDAYS = np.array([1.0, 1.0, 1.0, 1.05, 1.2, 1.4, 0.8])
COUNTRIES, CHANNELS, CATEGORIES, PRODUCTS = 4, 3, 6, 40


@dataclass(frozen=True)
class Nature:
    """How a shop varies by itself, as standard deviations of logarithms.

    Args:
        months: Length of its life.
        newcomers: New customers in a usual month of its end; the cohort of a planted drop has exactly so many.
        growth: Of newcomers, per month.
        season: Swing of newcomers over the year.
        cohort_scatter: Between cohorts, of the chances to return.
        cohort_drift: Of these chances, per month.
        cohort_season: Swing of these chances over the year.
        trade_scatter: Between months, of newcomers and of order values.
        product_scatter: Between months, of a product's popularity.
        dropped_age: The cohort that has just completed this age comes back less by five points; None: nobody does.
    """

    months: int = 30
    newcomers: int = 1000
    growth: float = 0.01
    season: float = 0.15
    cohort_scatter: float = 0.03
    cohort_drift: float = 0.003
    cohort_season: float = 0.03
    trade_scatter: float = 0.05
    product_scatter: float = 0.10
    dropped_age: int | None = None


def courses(store: MemoryStore, nature: Nature, seed: int) -> pd.DataFrame:
    """Let a shop live, put its orders into the store and ask for the course of its figures."""
    fill(store, *_life(nature, np.random.default_rng([seed, 2024])))
    return DuckDBEngine(store).answer(asked.courses(Filters()))


def fill(store: MemoryStore, orders: pd.DataFrame, lines: pd.DataFrame) -> None:
    """Hold these orders and nothing else."""
    with store.cursor() as cursor:
        for name, frame in (("orders", orders), ("order_lines", lines)):
            cursor.execute(f"DELETE FROM {name}")
            cursor.register("told", frame)
            cursor.execute(f"INSERT INTO {name} BY NAME FROM told")
            cursor.unregister("told")
        cursor.execute("DELETE FROM customers")
        number(cursor)


def _life(nature: Nature, rng: np.random.Generator) -> tuple[pd.DataFrame, pd.DataFrame]:
    cohort = _newcomers(nature, rng)
    age_of_order, customer = _orders(nature, rng, cohort)
    month = cohort[customer] + age_of_order
    seen = month < nature.months
    return _tables(nature, rng, customer[seen], month[seen], age_of_order[seen])


def _newcomers(nature: Nature, rng: np.random.Generator) -> np.ndarray:
    """The month in which each customer first orders."""
    month = np.arange(nature.months)
    level = nature.newcomers * np.exp(nature.growth * (month - nature.months + 1))
    level *= np.exp(
        nature.season * np.cos(2 * np.pi * month / 12) + nature.trade_scatter * rng.standard_normal(len(month))
    )
    size = rng.poisson(level)
    if nature.dropped_age is not None:
        size[nature.months - 1 - nature.dropped_age] = nature.newcomers
    return np.repeat(month, size)


def _orders(nature: Nature, rng: np.random.Generator, cohort: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Age and customer of every order: the first of each, and those that follow."""
    month = np.arange(nature.months)
    ease = nature.cohort_scatter * rng.standard_normal(len(month))
    ease += nature.cohort_drift * rng.standard_normal(len(month)).cumsum()
    ease = np.exp(ease + nature.cohort_season * np.sin(2 * np.pi * month / 12))
    if nature.dropped_age is not None:
        ease[nature.months - 1 - nature.dropped_age] = DROPPED
    chances = RETURNS * ease[cohort][:, None]
    customer, age = np.nonzero(rng.random(chances.shape) < chances)
    return np.concatenate([np.zeros(len(cohort), int), age]), np.concatenate([np.arange(len(cohort)), customer])


def _tables(
    nature: Nature, rng: np.random.Generator, customer: np.ndarray, month: np.ndarray, age: np.ndarray
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Orders and their lines, one product each, on days that sell as their weekday does."""
    many = len(customer)
    moment = _moments(nature, rng, month)
    level = np.exp(nature.trade_scatter * rng.standard_normal(nature.months))
    value = np.round(rng.gamma(2.0, 20.0, many) * level[month] + 1, 2)
    refund = np.where(rng.random(many) < 0.04, value, 0.0)
    who = np.unique(customer)
    home = rng.integers(0, 1 << 30, int(who.max()) + 1)
    orders = pd.DataFrame(
        {
            "shop": "Corner",
            "platform": "plain",
            "order_id": np.arange(many).astype(str),
            "customer_id": np.char.add("c", customer.astype(str)),
            "ordered_at": moment,
            "ordered_on": moment.astype("datetime64[D]"),
            "kind": "sale",
            "sale_lines": 1,
            "gross_sales": value,
            "order_discount": 0,
            "refunds": refund,
            "net_sales": value - refund,
            "currency": "EUR",
            "country": np.char.add("country ", (home % COUNTRIES)[customer].astype(str)),
            "channel": np.char.add("channel ", rng.integers(0, CHANNELS, many).astype(str)),
            "first_category": np.char.add("category ", rng.integers(0, CATEGORIES, many).astype(str)),
        }
    )
    lines = orders[["shop", "platform", "order_id"]].assign(
        product=np.char.add("product ", _products(nature, rng, month).astype(str)), quantity=1, amount=value
    )
    return orders, lines


def _moments(nature: Nature, rng: np.random.Generator, month: np.ndarray) -> np.ndarray:
    """A moment in each month; no two orders are at the same, and the last day has one."""
    first = (FIRST_MONTH + np.arange(nature.months + 1)).astype("datetime64[D]")
    days = np.arange(first[0], first[-1])
    busy = WEEKDAYS[(days.astype(int) + 3) % 7]
    so_far = np.concatenate([[0.0], busy.cumsum()])
    edge = so_far[(first - first[0]).astype(int)]
    drawn = edge[month] + rng.random(len(month)) * (edge[month + 1] - edge[month])
    drawn[np.argmax(month)] = np.nextafter(so_far[-1], 0)
    place = np.searchsorted(so_far, drawn, side="right") - 1
    within = (drawn - so_far[place]) / busy[place]
    return days[place].astype("datetime64[us]") + (within * 86_400e6).astype("timedelta64[us]")


def _products(nature: Nature, rng: np.random.Generator, month: np.ndarray) -> np.ndarray:
    """Which product each order holds: few popular ones, many others, each more or less so from month to month."""
    appeal = (
        1 / np.arange(2, PRODUCTS + 2) * np.exp(nature.product_scatter * rng.standard_normal((nature.months, PRODUCTS)))
    )
    so_far = (appeal / appeal.sum(axis=1, keepdims=True)).cumsum(axis=1)
    so_far[:, -1] = 1.0
    return (rng.random(len(month))[:, None] > so_far[month]).sum(axis=1)
