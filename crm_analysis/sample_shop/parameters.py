"""The true parameters of the invented shop: what a perfect analysis would find out about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from crm_analysis.errors import InputRefused

LAST_DAY = date(2025, 12, 31)
DEFAULT_CUSTOMERS = 1_400


@dataclass(frozen=True)
class Purchasing:
    """BG/NBD heterogeneity: rates ~ Gamma(r, alpha) per week, drop-out after a repeat order ~ Beta(a, b).

    Source: Fader, Hardie, Lee (2005), Marketing Science 24(2), assumptions (i) to (v).
    """

    r: float = 0.62
    alpha: float = 6.0
    a: float = 0.65
    b: float = 3.2


@dataclass(frozen=True)
class Seasons:
    """How the pace of the whole shop changes: shares of the yearly mean, factors on single days."""

    growth_per_year: float = 1.35
    winter_swing: float = 0.22
    saturday: float = 1.15
    sunday: float = 0.85
    sale_days: tuple[int, int] = (8, 11)
    sale_month: int = 11
    sale_factor: float = 2.4


@dataclass(frozen=True)
class Welcome:
    """An improvement: who arrives in these days buys faster and stays longer than the others."""

    first_day: date
    last_day: date
    rate_factor: float = 2.2
    drop_out_factor: float = 0.4


@dataclass(frozen=True)
class Habits:
    """Shares of orders, or of lines where the name says so, in [0, 1]."""

    guests: float = 0.07
    coupons: float = 0.14
    discounted_lines: float = 0.08
    refunded: float = 0.035
    cancelled: float = 0.02
    unpaid: float = 0.015


@dataclass(frozen=True)
class Shop:
    """One shop to be simulated.

    Args:
        customers: Buyers who can be recognised; None lets them follow from the orders.
        orders: Orders of every kind, guests and cancelled ones included, met exactly; None lets them follow from
            the customers. With both given, the rates of purchase are scaled until both hold.
        years: Length of the shop's life; it ends on the last day of 2025.
        seed: Of every random draw.
        countries: Codes of the countries that buyers come from; empty for all.
    """

    customers: int | None = None
    orders: int | None = None
    years: int = 3
    seed: int = 1
    countries: tuple[str, ...] = ()
    purchasing: Purchasing = field(default_factory=Purchasing)
    seasons: Seasons = field(default_factory=Seasons)
    habits: Habits = field(default_factory=Habits)
    welcome: Welcome | None = None

    def __post_init__(self) -> None:
        """Refuse a shop that cannot be.

        Raises:
            InputRefused: A size is below one, or there are fewer orders than customers.
        """
        for what, size in (("customers", self.customers), ("orders", self.orders), ("years", self.years)):
            if size is not None and size < 1:
                raise InputRefused("Sample shop: {what} is {size}. Ask for at least 1.", what=what, size=size)
        if self.years > 100:
            raise InputRefused("Sample shop: years is {years}. Ask for at most 100.", years=self.years)
        if self.customers and self.orders and self.guest_orders + self.customers > self.orders:
            raise InputRefused(
                "Sample shop: {orders} orders are too few for {customers} customers and {guests} guests. "
                "Ask for more orders or fewer customers.",
                orders=self.orders,
                customers=self.customers,
                guests=self.guest_orders,
            )

    @property
    def first_day(self) -> date:
        """The day on which the shop opens."""
        return LAST_DAY.replace(year=LAST_DAY.year - self.years) + timedelta(days=1)

    @property
    def guest_orders(self) -> int:
        """Orders by guests, where the number of orders was asked for."""
        return round((self.orders or 0) * self.habits.guests)
