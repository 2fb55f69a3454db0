"""When the invented shop is busy: the share of arrivals and the pace of purchases on each day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crm_analysis.sample_shop.parameters import LAST_DAY, Seasons

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

SECONDS_PER_DAY = 86_400
HOUR_WEIGHTS = (2, 1, 1, 0.5, 0.5, 1, 2, 4, 6, 8, 9, 9, 10, 9, 8, 8, 8, 9, 10, 12, 13, 12, 8, 4)


@dataclass(frozen=True)
class Calendar:
    """The days of the shop.

    Args:
        first_day: Day 0, as days since 1970-01-01.
        arrivals: Cumulative share of arrivals, one per day, the last is 1.
        clock: Season-adjusted time in weeks at the start of each day and at the very end, days + 1 values. It runs
            fast in busy times; on average a week of it is a week.
    """

    first_day: int
    arrivals: Floats
    clock: Floats

    @property
    def last_second(self) -> int:
        """The last second of the last day, in seconds since 1970-01-01."""
        return (self.first_day + len(self.arrivals)) * SECONDS_PER_DAY - 1

    def arrival_days(self, rng: np.random.Generator, size: int) -> Ints:
        """Days of first orders, counted from the first day."""
        return np.searchsorted(self.arrivals, rng.random(size), side="right").astype(np.int64)

    def days_at(self, clock: Floats) -> Ints:
        """The day on which the season-adjusted time shows these values, counted from the first day."""
        days = np.searchsorted(self.clock, clock, side="right").astype(np.int64) - 1
        return np.minimum(days, len(self.arrivals) - 1)

    def moments(self, rng: np.random.Generator, days: Ints) -> Ints:
        """A time of day for each day, in seconds since 1970-01-01, wall clock of the shop."""
        weights = np.cumsum(HOUR_WEIGHTS) / np.sum(HOUR_WEIGHTS)
        hours = np.searchsorted(weights, rng.random(len(days)), side="right")
        return (self.first_day + days) * SECONDS_PER_DAY + hours * 3600 + rng.integers(0, 3600, len(days))


def calendar(first_day: date, seasons: Seasons) -> Calendar:
    """The days from the first day to the shop's last one, busy as the seasons say."""
    days = np.arange(np.datetime64(first_day), np.datetime64(LAST_DAY) + 1)
    busy = _busy(days, seasons)
    arrivals = busy * seasons.growth_per_year ** (np.arange(len(days)) / 365.25)
    clock = np.concatenate([[0.0], np.cumsum(busy / busy.mean() / 7)])
    shares = np.cumsum(arrivals) / arrivals.sum()
    shares[-1] = 1.0
    return Calendar(int(days[0].astype(np.int64)), shares, clock)


def _busy(days: NDArray[Any], seasons: Seasons) -> Floats:
    number = days.astype("datetime64[D]").astype(np.int64)
    month = days.astype("datetime64[M]").astype(np.int64) % 12 + 1
    day_of_year = number - days.astype("datetime64[Y]").astype("datetime64[D]").astype(np.int64)
    day_of_month = number - days.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64) + 1
    weekday = (number + 3) % 7
    busy = 1 + seasons.winter_swing * np.cos(2 * np.pi * (day_of_year - 345) / 365.25)
    busy = busy * np.where(weekday == 5, seasons.saturday, np.where(weekday == 6, seasons.sunday, 1.0))
    first, last = seasons.sale_days
    on_sale = (month == seasons.sale_month) & (day_of_month >= first) & (day_of_month <= last)
    result: Floats = busy * np.where(on_sale, seasons.sale_factor, 1.0)
    return result
