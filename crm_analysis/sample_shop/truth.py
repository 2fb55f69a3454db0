"""The true figures of a written export: what a faultless import of that one file must find, to the penny."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields, replace
from decimal import Decimal
from pathlib import Path

import numpy as np

from crm_analysis.sample_shop.block import CANCELLED, UNPAID, Block
from crm_analysis.sample_shop.formats.format import Format
from crm_analysis.sample_shop.parameters import LAST_DAY, Shop
from crm_analysis.sample_shop.seasons import Flags, Ints


@dataclass(frozen=True)
class Totals:
    """Counts and sums of one file. Sums are in the file's currency; they hold sale orders only.

    Args:
        rows: Rows below the headings.
        orders_in_file: Orders of every kind.
        orders: Sale orders: neither cancelled nor unpaid.
        guest_orders: Of them, without a customer.
        sale_lines: Lines of sale orders; in a file without lines, its sale orders.
        customers: People with a sale order.
        cancelled_orders: Orders called off.
        unpaid_orders: Orders never paid.
        refunded_orders: Sale orders of which money was given back.
        gross_sales: Line amounts after line discounts.
        guest_gross_sales: Of them, of guests.
        order_discounts: Discounts on orders as a whole.
        refunds: Money given back.
        guest_refunds: Of it, to guests.
        net_sales: gross_sales - order_discounts - refunds.
    """

    rows: int = 0
    orders_in_file: int = 0
    orders: int = 0
    guest_orders: int = 0
    sale_lines: int = 0
    customers: int = 0
    cancelled_orders: int = 0
    unpaid_orders: int = 0
    refunded_orders: int = 0
    gross_sales: Decimal = Decimal("0.00")
    guest_gross_sales: Decimal = Decimal("0.00")
    order_discounts: Decimal = Decimal("0.00")
    refunds: Decimal = Decimal("0.00")
    guest_refunds: Decimal = Decimal("0.00")
    net_sales: Decimal = Decimal("0.00")

    def __add__(self, other: Totals) -> Totals:
        """Totals of two blocks that share no customer and no order."""
        return Totals(**{it.name: getattr(self, it.name) + getattr(other, it.name) for it in fields(Totals)})


@dataclass(frozen=True)
class Truth:
    """What is true of one written export.

    Args:
        platform: Id of the layout.
        currency: ISO 4217.
        shop: The parameters asked for.
        rate_factor: The rates of purchase were multiplied by this; 1 unless customers and orders were both asked for.
        first_day: Day on which the shop opens, ISO 8601.
        last_day: Its last day.
        totals: Counts and sums.
    """

    platform: str
    currency: str
    shop: Shop
    rate_factor: float
    first_day: str
    last_day: str
    totals: Totals = field(default_factory=Totals)

    @property
    def alpha(self) -> float:
        """The scale of the rates that the orders were in fact drawn with, in weeks."""
        return self.shop.purchasing.alpha / self.rate_factor

    def as_json(self) -> str:
        """The truth as it is written beside the export; money as text, parameters in the papers' order."""
        purchasing = asdict(self.shop.purchasing) | {"alpha": self.alpha, "time_unit": "week"}
        whole = {
            "platform": self.platform,
            "currency": self.currency,
            "first_day": self.first_day,
            "last_day": self.last_day,
            "seed": self.shop.seed,
            "bg_nbd": purchasing,
            "seasons": asdict(self.shop.seasons),
            "shares": asdict(self.shop.habits),
            "welcome": asdict(self.shop.welcome) if self.shop.welcome else None,
            "totals": asdict(self.totals),
        }
        return json.dumps(whole, indent=2, default=str) + "\n"

    def write(self, export: Path) -> Path:
        """Write the truth beside its export, as FILE.truth.json."""
        path = export.with_name(export.name + ".truth.json")
        path.write_text(self.as_json(), encoding="utf-8", newline="\n")
        return path


class Tally:
    """Sums up the truth of one file while it is being written, block by block."""

    def __init__(self, shop: Shop, written_as: Format) -> None:
        """Start with nothing counted."""
        self._shop = shop
        self._format = written_as
        self._totals = Totals()
        self._names_seen: set[int] = set()
        self._rates = 0.0

    def add(self, told: Block, rows: int, rate_factor: float = 1.0) -> None:
        """Count a block as the file tells it."""
        totals = _totals(told, self._format)
        customers = np.unique(self._format.customer_keys(told)[told.is_valid & ~told.is_guest])
        if self._format.key == "name":
            customers = np.array([key for key in customers.tolist() if key not in self._names_seen])
            self._names_seen.update(customers.tolist())
        self._totals += replace(totals, rows=rows, customers=len(customers))
        self._rates += rate_factor * len(told.number)

    def truth(self) -> Truth:
        """The truth of everything counted."""
        orders = self._totals.orders_in_file
        return Truth(
            platform=self._format.platform,
            currency=self._format.currency,
            shop=self._shop,
            rate_factor=self._rates / orders if orders else 1.0,
            first_day=self._shop.first_day.isoformat(),
            last_day=LAST_DAY.isoformat(),
            totals=self._totals,
        )


def _totals(told: Block, written_as: Format) -> Totals:
    sale, guest = told.is_valid, told.is_guest
    gross, discounts, refunds = (_sum(of[sale]) for of in (told.goods, told.discount, told.refund))
    return Totals(
        orders_in_file=_orders(told, written_as, np.ones_like(sale)),
        orders=_orders(told, written_as, sale),
        guest_orders=_orders(told, written_as, sale & guest),
        sale_lines=int(told.line_count[sale].sum() if written_as.has_lines else sale.sum()),
        cancelled_orders=int((told.status == CANCELLED).sum()),
        unpaid_orders=int((told.status == UNPAID).sum()),
        refunded_orders=int((told.refund[sale] > 0).sum()),
        gross_sales=gross,
        guest_gross_sales=_sum(told.goods[sale & guest]),
        order_discounts=discounts,
        refunds=refunds,
        guest_refunds=_sum(told.refund[sale & guest]),
        net_sales=gross - discounts - refunds,
    )


def _orders(told: Block, written_as: Format, chosen: Flags) -> int:
    return len(np.unique(written_as.order_keys(told)[chosen]))


def _sum(cents: Ints) -> Decimal:
    return Decimal(int(cents.sum())).scaleb(-2)
