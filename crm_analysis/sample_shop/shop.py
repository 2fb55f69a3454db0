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
    RepeatCounts,
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
    """How many of what one block holds; None lets the number follow."""

    index: int
    first_customer: int
    customers: int
    orders: int | None
    guests: int | None


def simulate(shop: Shop) -> Iterator[Simulated]:
    """The shop's orders, block by block, always the same ones for the same shop.

    Each block holds customers with their whole history, so that its orders reach over the whole life of the shop;
    within a block they are in order of time.
    """
    days = calendar(shop.first_day, shop.seasons)
    orders = guests = 0
    for quota in _quotas(shop, days):
        simulated = _simulate_block(shop, days, quota, orders, guests)
        orders += len(simulated.block.number)
        guests += int(simulated.block.is_guest.sum())
        yield simulated


def _quotas(shop: Shop, days: Calendar) -> Iterator[Quota]:
    mean = orders_per_customer(shop, days)
    customers = shop.customers or DEFAULT_CUSTOMERS
    if shop.orders and not shop.customers:
        customers = max(1, round((shop.orders - shop.guest_orders) / mean))
    blocks = -(-(shop.orders or round(customers * mean)) // ORDERS_PER_BLOCK)
    blocks = min(blocks, customers)
    for index in range(blocks):
        yield Quota(
            index,
            customers * index // blocks,
            _share(customers, index, blocks),
            _share(shop.orders, index, blocks) if shop.orders else None,
            _share(shop.guest_orders, index, blocks) if shop.orders else None,
        )


def _share(whole: int, index: int, parts: int) -> int:
    return whole * (index + 1) // parts - whole * index // parts


def _simulate_block(shop: Shop, days: Calendar, quota: Quota, orders: int, guests: int) -> Simulated:
    rng = np.random.default_rng([shop.seed, quota.index, 0])
    customers = draw_customers(rng, shop, days, quota.customers)
    seeds = [shop.seed, quota.index, 1]
    if quota.orders is None or quota.guests is None:
        counts = repeat_counts(seeds, customers)
        guest_orders = _guests_beside(shop, quota.customers, counts)
    else:
        counts = repeat_counts_for(seeds, customers, quota.orders - quota.guests - quota.customers)
        guest_orders = quota.guests
    again, again_day = repeat_days(rng, days, customers, counts)
    who = np.concatenate([np.arange(quota.customers), again, np.full(guest_orders, GUEST)])
    day = np.concatenate([customers.day, again_day, days.arrival_days(rng, guest_orders)])
    moment = days.moments(rng, day)
    in_time = np.argsort(moment, kind="stable")
    block = _block(shop, rng, quota, who[in_time], moment[in_time], orders, guests, days.last_second)
    return Simulated(block, counts.rate_factor)


def _guests_beside(shop: Shop, customers: int, counts: RepeatCounts) -> int:
    return round((customers + int(counts.kept.sum())) * shop.habits.guests / (1 - shop.habits.guests))


def _block(
    shop: Shop,
    rng: np.random.Generator,
    quota: Quota,
    who: Ints,
    moment: Ints,
    orders: int,
    guests: int,
    last_second: int,
) -> Block:
    is_guest = who == GUEST
    customer = np.where(is_guest, GUEST, who + quota.first_customer)
    guest_person = GUEST_PERSONS + guests + np.cumsum(is_guest)
    home = draw_places(rng, shop.countries, quota.customers)
    place = np.where(is_guest, draw_places(rng, shop.countries, len(who)), home[np.maximum(who, 0)])
    details = baskets.order_details(rng, shop.habits, is_guest)
    lines = baskets.lines(rng, shop.habits, len(who))
    goods = np.bincount(lines["line_order"], weights=(lines["price"] - lines["cut"]) * lines["quantity"])
    return Block(
        number=orders + 1 + np.arange(len(who)),
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
