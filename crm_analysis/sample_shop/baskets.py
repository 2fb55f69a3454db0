"""What is in an order: products, prices, discounts, returns and what becomes of the order."""

from __future__ import annotations

import numpy as np

from crm_analysis.sample_shop.catalogue import CHANNEL_WEIGHTS, COUPON_PERCENT, COUPONS, POS, PRODUCTS
from crm_analysis.sample_shop.parameters import Habits
from crm_analysis.sample_shop.seasons import Flags, Ints

LINES_PER_ORDER = (0.44, 0.28, 0.15, 0.08, 0.05)
PIECES_PER_LINE = (0.74, 0.17, 0.06, 0.03)
LINE_DISCOUNT_PERCENT = (10, 20, 30)
FULLY_RETURNED = 0.45
SHIPPING = 490
FREE_SHIPPING_FROM = 5_000


def order_details(rng: np.random.Generator, habits: Habits, is_guest: Flags) -> dict[str, Ints]:
    """Status, channel and coupon of each order; guests are served over the counter."""
    size = len(is_guest)
    channel = _drawn(rng, CHANNEL_WEIGHTS, size)
    used = rng.random(size) < habits.coupons
    return {
        "status": _drawn(rng, (1 - habits.cancelled - habits.unpaid, habits.cancelled, habits.unpaid), size),
        "channel": np.where(is_guest, POS, channel),
        "coupon": np.where(used, rng.integers(1, len(COUPONS), size), 0),
    }


def lines(rng: np.random.Generator, habits: Habits, orders: int) -> dict[str, Ints]:
    """One to five lines per order, no product twice in an order."""
    count = _drawn(rng, LINES_PER_ORDER, orders) + 1
    line_order = np.repeat(np.arange(orders), count)
    weights = np.array([product.weight for product in PRODUCTS])
    product = _drawn(rng, tuple(weights / weights.sum()), len(line_order))
    kept = np.sort(np.unique(line_order * len(PRODUCTS) + product, return_index=True)[1])
    line_order, product = line_order[kept], product[kept]
    quantity = _drawn(rng, PIECES_PER_LINE, len(product)) + 1
    price = np.array([product.price for product in PRODUCTS])[product]
    discounted = rng.random(len(product)) < habits.discounted_lines
    percent = np.where(discounted, rng.choice(LINE_DISCOUNT_PERCENT, len(product)), 0)
    return {
        "line_order": line_order,
        "product": product,
        "quantity": quantity,
        "price": price,
        "cut": (price * percent + 50) // 100,
        "returned": _returned(rng, habits, line_order, quantity, orders),
    }


def _returned(rng: np.random.Generator, habits: Habits, line_order: Ints, quantity: Ints, orders: int) -> Ints:
    """Everything of an order, or one piece of its first line."""
    refunded = rng.random(orders) < habits.refunded
    fully = rng.random(orders) < FULLY_RETURNED
    is_first = np.diff(line_order, prepend=-1) > 0
    one_piece = np.where(is_first, 1, 0)
    return np.where(refunded[line_order], np.where(fully[line_order], quantity, one_piece), 0)


def coupon_discount(goods: Ints, coupon: Ints) -> Ints:
    """The coupon's share of the goods."""
    percent: Ints = np.array(COUPON_PERCENT)[coupon]
    return (goods * percent + 50) // 100


def shipping(goods: Ints) -> Ints:
    """Shipping paid by the buyer, nothing for large orders."""
    paid: Ints = np.where(goods >= FREE_SHIPPING_FROM, 0, SHIPPING)
    return paid


def _drawn(rng: np.random.Generator, shares: tuple[float, ...], size: int) -> Ints:
    steps = np.cumsum(shares)
    return np.minimum(np.searchsorted(steps, rng.random(size), side="right"), len(steps) - 1).astype(np.int64)
