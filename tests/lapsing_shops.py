"""Shops of known rhythm that go on after the data end: what the lapse point truly is, and a store that saw half of it.

The sample shop's own simulator lets customers arrive and buy for twice as long as the store gets to see. Whoever
arrives on day a has ordered again t days later with chance 1 − (α / (α + c))^r, c being the season-adjusted weeks from
a to a + t (Fader, Hardie, Lee 2005: exponential gaps, rates by Gamma(r, α)); nobody leaves before the second order. The
mean of that over the arrivals is the true curve of silences.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from crm_analysis.sample_shop.parameters import Purchasing, Seasons, Shop
from crm_analysis.sample_shop.purchases import Customers, draw_customers, repeat_counts, repeat_days
from crm_analysis.sample_shop.seasons import Calendar, calendar
from questions_support import MemoryStore

NO_SEASONS = Seasons(growth_per_year=1, winter_swing=0, saturday=1, sunday=1, sale_factor=1)


@dataclass(frozen=True)
class Rhythm:
    """How the customers of a shop buy, and how much of it is seen.

    Args:
        purchasing: Their rates and when they leave.
        seasons: When the shop is busy.
        years: How long it is seen; it lives as long again.
        customers: How many arrive in all, about half of them, or fewer where the shop grows, while it is seen.
    """

    purchasing: Purchasing
    seasons: Seasons = NO_SEASONS
    years: int = 2
    customers: int = 4_000

    def live(self, seed: int) -> Life:
        """Let customers arrive and buy."""
        shop = Shop(years=2 * self.years, seed=seed, purchasing=self.purchasing, seasons=self.seasons)
        days = calendar(shop.first_day, self.seasons)
        rng = np.random.default_rng([seed, 4711])
        customers = draw_customers(rng, shop, days, self.customers)
        who, when = repeat_days(rng, days, customers, repeat_counts([seed, 4712], customers))
        seen = len(days.arrivals) // 2
        orders = pd.DataFrame(
            {
                "customer": np.concatenate([np.arange(len(customers)), who]),
                "day": np.concatenate([customers.day, when]),
            }
        )
        return Life(orders[orders["day"] < seen], customers, days, self.purchasing, seen)


@dataclass(frozen=True)
class Life:
    """One shop as it was seen, and its truth.

    Args:
        orders: ``customer, day`` of the orders seen.
        customers: Whoever ever arrives.
        calendar: The days of the whole life.
        purchasing: How they buy.
        seen: Days seen.
    """

    orders: pd.DataFrame
    customers: Customers
    calendar: Calendar
    purchasing: Purchasing
    seen: int

    def lapse_point(self, followed_days: int, late_share: float) -> int:
        """The days after which so few of those who return within the followed days truly still do."""
        arrived = self.customers.day[self.customers.day < self.seen]
        days = np.arange(followed_days + 1)
        passed = self.calendar.clock[arrived[:, None] + days] - self.calendar.clock[arrived][:, None]
        alpha, r = self.purchasing.alpha, self.purchasing.r
        returned = 1 - ((alpha / (alpha + passed)) ** r).mean(axis=0)
        return int(np.argmax(returned >= (1 - late_share) * returned[-1]))

    def fill(self, store: MemoryStore) -> None:
        """Put the orders seen into the tables that questions read."""
        fill(store, self.orders, self.calendar.first_day)


def fill(store: MemoryStore, orders: pd.DataFrame, first_day: int) -> None:
    """Put orders into the tables that questions read, and nothing else.

    Args:
        store: Where to.
        orders: ``customer, day``, days counted from the first one.
        first_day: As days since 1970-01-01.
    """
    days = np.datetime64(first_day, "D") + orders["day"].to_numpy().astype("timedelta64[D]")
    with store.cursor() as cursor:
        cursor.execute("DELETE FROM orders; DELETE FROM customers")
        cursor.register("seen", orders.assign(ordered_on=days))
        cursor.execute("""
            INSERT INTO customers BY NAME
            SELECT DISTINCT 'c' || customer AS customer_id, customer AS customer_no FROM seen;
            INSERT INTO orders BY NAME
            SELECT
                'Corner' AS shop, 'etsy' AS platform, CAST(number AS VARCHAR) AS order_id,
                'c' || customer AS customer_id, ordered_on AS ordered_at, CAST(ordered_on AS DATE) AS ordered_on,
                'sale' AS kind, 1 AS sale_lines, 'EUR' AS currency, 1 AS gross_sales, 0 AS order_discount,
                0 AS refunds, number AS order_no, customer AS customer_no
            FROM (SELECT ROW_NUMBER() OVER () AS number, * FROM seen)
        """)
