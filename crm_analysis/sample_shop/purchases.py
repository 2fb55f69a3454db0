"""Who orders when: first orders by the calendar, repeat orders by the BG/NBD story.

Fader, Hardie, Lee (2005): while active a customer orders as a Poisson process of rate λ, λ ~ Gamma(r, α); after
each repeat order he or she leaves with probability p, p ~ Beta(a, b). Time is the calendar's season-adjusted clock.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date

import numpy as np

from crm_analysis.errors import InputRefused
from crm_analysis.sample_shop.parameters import Shop, Welcome
from crm_analysis.sample_shop.seasons import Calendar, Flags, Floats, Ints

PILOT = 20_000
MOST_OFTEN = 64.0
HALVINGS = 24
NEVER_QUITE_ZERO = 1e-9


@dataclass(frozen=True)
class Customers:
    """Customers of one chunk, one value each.

    Args:
        day: Day of the first order, counted from the shop's first day.
        clock: Season-adjusted time of the first order, in weeks.
        left: Season-adjusted time from then to the end of the shop, in weeks.
        rate: Orders per week while active.
        lifetime: Repeat orders after which the customer leaves.
    """

    day: Ints
    clock: Floats
    left: Floats
    rate: Floats
    lifetime: Ints

    def __len__(self) -> int:
        """How many they are."""
        return len(self.day)

    def first(self, size: int) -> Customers:
        """The first so many of them."""
        return Customers(*(getattr(self, it.name)[:size] for it in fields(self)))


def draw_customers(rng: np.random.Generator, shop: Shop, calendar: Calendar, size: int) -> Customers:
    """Customers with their own rate and lifetime, drawn from the shop's true distributions."""
    day = calendar.arrival_days(rng, size)
    width = calendar.clock[day + 1] - calendar.clock[day]
    clock = calendar.clock[day] + rng.random(size) * width
    rate = rng.gamma(shop.purchasing.r, 1 / shop.purchasing.alpha, size)
    drop_out = rng.beta(shop.purchasing.a, shop.purchasing.b, size)
    if shop.welcome is not None:
        welcomed = _is_welcomed(shop.welcome, shop.first_day, day)
        rate = np.where(welcomed, rate * shop.welcome.rate_factor, rate)
        drop_out = np.where(welcomed, drop_out * shop.welcome.drop_out_factor, drop_out)
    lifetime = rng.geometric(np.maximum(drop_out, NEVER_QUITE_ZERO))
    return Customers(day, clock, calendar.clock[-1] - clock, rate, lifetime)


def _is_welcomed(welcome: Welcome, opening: date, day: Ints) -> Flags:
    """Whether the day of the first order, counted from the opening, is one of the welcome."""
    first, last = (it.toordinal() - opening.toordinal() for it in (welcome.first_day, welcome.last_day))
    return (day >= first) & (day <= last)


@dataclass(frozen=True)
class RepeatCounts:
    """How often each customer would order again, and how many of these orders happen before he or she leaves."""

    wished: Ints
    kept: Ints
    rate_factor: float = 1.0


def repeat_counts(seeds: list[int], customers: Customers, rate_factor: float = 1.0) -> RepeatCounts:
    """Poisson counts over the time left, cut off by the lifetime."""
    rng = np.random.default_rng(seeds)
    wished = rng.poisson(rate_factor * customers.rate * customers.left)
    return RepeatCounts(wished, np.minimum(wished, customers.lifetime), rate_factor)


def repeat_counts_for(seeds: list[int], customers: Customers, orders: int) -> RepeatCounts:
    """Counts that sum up to exactly so many repeat orders, by scaling the rate.

    Raises:
        InputRefused: The customers leave before they could order so often.
    """
    upper = _factor_that_suffices(seeds, customers, orders)
    lower = upper / 2 if upper > 1 else 0.0
    for _ in range(HALVINGS):
        middle = (lower + upper) / 2
        if repeat_counts(seeds, customers, middle).kept.sum() >= orders:
            upper = middle
        else:
            lower = middle
    found = repeat_counts(seeds, customers, upper)
    return _without(seeds, found, int(found.kept.sum()) - orders)


def _factor_that_suffices(seeds: list[int], customers: Customers, orders: int) -> float:
    factor = 1.0
    while repeat_counts(seeds, customers, factor).kept.sum() < orders:
        factor *= 2
        if factor > MOST_OFTEN:
            raise InputRefused(
                "Sample shop: {customers} customers leave before they order {orders} times again. "
                "Ask for more customers or fewer orders.",
                customers=len(customers),
                orders=orders,
            )
    return factor


def as_many_as_make(orders: int, customers: Customers, counts: RepeatCounts) -> tuple[Customers, RepeatCounts]:
    """The first customers that together make exactly so many orders; the last of them is cut short."""
    made = np.cumsum(1 + counts.kept)
    size = int(np.searchsorted(made, orders)) + 1
    kept = counts.kept[:size].copy()
    kept[-1] -= made[size - 1] - orders
    return customers.first(size), RepeatCounts(counts.wished[:size], kept)


def _without(seeds: list[int], counts: RepeatCounts, excess: int) -> RepeatCounts:
    """Leave out repeat orders picked at random: what is left of a Poisson process is one."""
    rng = np.random.default_rng([*seeds, excess])
    of_customer = np.repeat(np.arange(len(counts.kept)), counts.kept)
    left_out = rng.choice(of_customer, excess, replace=False)
    kept = counts.kept - np.bincount(left_out, minlength=len(counts.kept))
    return RepeatCounts(counts.wished, kept, counts.rate_factor)


def repeat_days(
    rng: np.random.Generator, calendar: Calendar, customers: Customers, counts: RepeatCounts
) -> tuple[Ints, Ints]:
    """Customer and day of every repeat order that happens.

    Given their number, the events of a Poisson process are uniform in time; ordered uniforms are partial sums of
    exponential gaps over their total.
    """
    gaps = counts.wished + 1
    start = np.cumsum(gaps) - gaps
    of_customer = np.repeat(np.arange(len(gaps)), gaps)
    sums = np.cumsum(rng.standard_exponential(int(gaps.sum())))
    before = np.where(start > 0, sums[start - 1], 0.0)
    total = sums[start + gaps - 1] - before
    rank = np.arange(len(of_customer)) - start[of_customer]
    happens = rank < counts.kept[of_customer]
    who = of_customer[happens]
    fraction = (sums[happens] - before[who]) / total[who]
    return who, calendar.days_at(customers.clock[who] + fraction * customers.left[who])


def orders_per_customer(shop: Shop, calendar: Calendar) -> float:
    """Mean orders of a customer, the first one included, found by trying a crowd."""
    crowd = draw_customers(np.random.default_rng([shop.seed, PILOT]), shop, calendar, PILOT)
    return 1 + float(repeat_counts([shop.seed, PILOT, 1], crowd).kept.mean())
