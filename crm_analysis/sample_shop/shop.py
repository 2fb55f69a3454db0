"""The invented shop's life, a block of orders at a time, so that any size fits into memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from crm_analysis.sample_shop import baskets
from crm_analysis.sample_shop.block import GUEST, Block
from crm_analysis.sample_shop.catalogue import PLACES
from crm_analysis.sample_shop.parameters import DEFAULT_CUSTOMERS, Shop
from crm_analysis.sample_shop.purchases import (
    Customers,
    RepeatCounts,
    as_many_as_make,
    draw_customers,
    orders_per_customer,
    repeat_counts,
    repeat_counts_for,
    repeat_days,
)
from crm_analysis.sample_shop.seasons import Calendar, Ints, calendar

ORDERS_PER_BLOCK = 100_000
GUEST_PERSONS = 10_000_000_000


@dataclass(frozen=True)
class Simulated:
    """A block of orders and by how much the rate of purchase was scaled to meet its size."""

    block: Block
    rate_factor: float


@dataclass(frozen=True)
class Quota:
    """What one block shall hold; None lets the number follow."""

    index: int
    customers: int | None
    orders: int | None
    guests: int | None


@dataclass(frozen=True)
class Before:
    """What the blocks before held, for running numbers."""

    customers: int = 0
    orders: int = 0
    guests: int = 0

    def and_then(self, block: Block) -> Before:
        """With one more block."""
        customers = max(self.customers, int(block.customer.max()) + 1)
        return Before(customers, self.orders + len(block.number), self.guests + int(block.is_guest.sum()))


def simulate(shop: Shop) -> Iterator[Simulated]:
    """The shop's orders, block by block, always the same ones for the same shop.

    Each block holds customers with their whole history, so that its orders reach over the whole life of the shop;
    within a block they are in order of time.
    """
    days = calendar(shop.first_day, shop.seasons)
    before = Before()
    for quota in _quotas(shop, days):
        simulated = _simulate_block(shop, days, quota, before)
        before = before.and_then(simulated.block)
        yield simulated


def _quotas(shop: Shop, days: Calendar) -> Iterator[Quota]:
    customers = shop.customers if shop.customers or shop.orders else DEFAULT_CUSTOMERS
    orders = shop.orders or round((customers or 0) * orders_per_customer(shop, days))
    blocks = min(-(-orders // ORDERS_PER_BLOCK), customers or orders)
    for index in range(blocks):
        yield Quota(
            index,
            _share(customers, index, blocks),
            _share(shop.orders, index, blocks),
            _share(shop.guest_orders if shop.orders else None, index, blocks),
        )


def _share(whole: int | None, index: int, parts: int) -> int | None:
    return None if whole is None else whole * (index + 1) // parts - whole * index // parts


def _simulate_block(shop: Shop, days: Calendar, quota: Quota, before: Before) -> Simulated:
    rng = np.random.default_rng([shop.seed, quota.index, 0])
    customers, counts = _customers(rng, shop, days, quota)
    guests = _guests_beside(shop, counts) if quota.guests is None else quota.guests
    again, again_day = repeat_days(rng, days, customers, counts)
    who = np.concatenate([np.arange(len(customers)), again, np.full(guests, GUEST)])
    day = np.concatenate([customers.day, again_day, days.arrival_days(rng, guests)])
    moment = days.moments(rng, day)
    in_time = np.argsort(moment, kind="stable")
    block = _block(shop, rng, who[in_time], moment[in_time], before, days.last_second)
    return Simulated(block, counts.rate_factor)


def _customers(rng: np.random.Generator, shop: Shop, days: Calendar, quota: Quota) -> tuple[Customers, RepeatCounts]:
    """Customers and how often they order again, by whichever sizes were asked for."""
    seeds = [shop.seed, quota.index, 1]
    orders = (quota.orders or 0) - (quota.guests or 0)
    if quota.customers is None:
        crowd = draw_customers(rng, shop, days, orders)
        return as_many_as_make(orders, crowd, repeat_counts(seeds, crowd))
    customers = draw_customers(rng, shop, days, quota.customers)
    if quota.orders is None:
        return customers, repeat_counts(seeds, customers)
    return customers, repeat_counts_for(seeds, customers, orders - quota.customers)


def _guests_beside(shop: Shop, counts: RepeatCounts) -> int:
    return round(float((1 + counts.kept).sum()) * shop.habits.guests / (1 - shop.habits.guests))


def _block(shop: Shop, rng: np.random.Generator, who: Ints, moment: Ints, before: Before, last_second: int) -> Block:
    is_guest = who == GUEST
    customer = np.where(is_guest, GUEST, who + before.customers)
    guest_person = GUEST_PERSONS + before.guests + np.cumsum(is_guest)
    home = draw_places(rng, shop.countries, int(who.max()) + 1)
    place = np.where(is_guest, draw_places(rng, shop.countries, len(who)), home[np.maximum(who, 0)])
    details = baskets.order_details(rng, shop.habits, is_guest)
    lines = baskets.lines(rng, shop.habits, len(who))
    goods = np.bincount(lines["line_order"], weights=(lines["price"] - lines["cut"]) * lines["quantity"])
    return Block(
        number=before.orders + 1 + np.arange(len(who)),
        customer=customer,
        person=np.where(is_guest, guest_person, customer),
        moment=moment,
        place=place,
        last_second=last_second,
        discount=baskets.coupon_discount(goods.astype(np.int64), details["coupon"]),
        shipping=baskets.shipping(goods.astype(np.int64)),
        **details,
        **lines,
    )


def draw_places(rng: np.random.Generator, countries: tuple[str, ...], size: int) -> Ints:
    """Places of the chosen countries, by their weight."""
    weights = np.array([p.weight if not countries or p.country_code in countries else 0.0 for p in PLACES])
    return rng.choice(len(PLACES), size, p=weights / weights.sum()).astype(np.int64)
