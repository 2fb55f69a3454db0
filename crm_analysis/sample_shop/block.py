"""A block of simulated orders with their lines: what every export is written from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from crm_analysis.sample_shop.seasons import Flags, Ints

VALID, CANCELLED, UNPAID = 0, 1, 2
GUEST = -1


@dataclass(frozen=True)
class Block:
    """Orders in order of time, and their lines, contiguous and in the same order. Money is in cents.

    Args:
        number: Running number of the order in the shop, from 1.
        customer: Running number of the customer, from 0; GUEST for nobody that can be recognised.
        person: Number that name and addresses are made from; guests have one of their own.
        moment: Seconds since 1970-01-01, wall clock of the shop.
        place: Index into PLACES.
        status: VALID, CANCELLED or UNPAID.
        channel: Index into CHANNELS.
        coupon: Index into COUPONS, 0 for none.
        discount: Discount on the order as a whole.
        shipping: What the buyer pays for shipping.
        line_order: Position of the line's order in the block.
        product: Index into PRODUCTS.
        quantity: Pieces.
        price: List price of one piece.
        cut: Line discount on one piece.
        returned: Pieces given back for money.
        last_second: Nothing happens after this moment.
    """

    number: Ints
    customer: Ints
    person: Ints
    moment: Ints
    place: Ints
    status: Ints
    channel: Ints
    coupon: Ints
    discount: Ints
    shipping: Ints
    line_order: Ints
    product: Ints
    quantity: Ints
    price: Ints
    cut: Ints
    returned: Ints
    last_second: int

    @cached_property
    def first_line(self) -> Ints:
        """Position of each order's first line."""
        return np.searchsorted(self.line_order, np.arange(len(self.number))).astype(np.int64)

    @cached_property
    def line_count(self) -> Ints:
        """Lines of each order."""
        return np.bincount(self.line_order, minlength=len(self.number)).astype(np.int64)

    @cached_property
    def opens_order(self) -> Flags:
        """Whether a line is its order's first."""
        first = np.zeros(len(self.line_order), dtype=np.bool_)
        first[self.first_line] = True
        return first

    @cached_property
    def unit(self) -> Ints:
        """Price of one piece after the line discount."""
        return self.price - self.cut

    @cached_property
    def amount(self) -> Ints:
        """Line amount after the line discount."""
        return self.unit * self.quantity

    @cached_property
    def goods(self) -> Ints:
        """Sum of an order's line amounts."""
        return self.per_order(self.amount)

    @cached_property
    def paid_for_goods(self) -> Ints:
        """Goods less the discount on the order."""
        return self.goods - self.discount

    @cached_property
    def refund(self) -> Ints:
        """Money given back for returned pieces, never more than was paid for goods."""
        return np.minimum(self.per_order(self.unit * self.returned), self.paid_for_goods)

    @cached_property
    def is_valid(self) -> Flags:
        """Whether an order is neither cancelled nor unpaid."""
        valid: Flags = self.status == VALID
        return valid

    @cached_property
    def is_guest(self) -> Flags:
        """Whether nobody can be recognised behind an order."""
        guest: Flags = self.customer == GUEST
        return guest

    def per_order(self, of_lines: Ints) -> Ints:
        """Sum over the lines of each order."""
        return np.add.reduceat(of_lines, self.first_line)

    def restricted(self, chosen: Flags) -> Block:
        """The chosen orders alone."""
        lines = chosen[self.line_order]
        position = np.cumsum(chosen) - 1
        orders = {name: getattr(self, name)[chosen] for name in ORDER_FIELDS}
        details = {name: getattr(self, name)[lines] for name in LINE_FIELDS}
        return replace(self, **orders, **details, line_order=position[self.line_order[lines]])

    def in_currency(self, factor: int) -> Block:
        """The same orders with every amount multiplied."""
        return replace(self, **{name: getattr(self, name) * factor for name in MONEY_FIELDS})


ORDER_FIELDS = (
    "number",
    "customer",
    "person",
    "moment",
    "place",
    "status",
    "channel",
    "coupon",
    "discount",
    "shipping",
)
LINE_FIELDS = ("product", "quantity", "price", "cut", "returned")
MONEY_FIELDS = ("discount", "shipping", "price", "cut")
