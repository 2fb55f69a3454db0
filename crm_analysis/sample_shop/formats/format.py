"""What an export file is: its headings, its cells, its bytes, and what it tells of an order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from crm_analysis.sample_shop import cells
from crm_analysis.sample_shop.block import CANCELLED, GUEST, UNPAID, VALID, Block
from crm_analysis.sample_shop.cells import Cells
from crm_analysis.sample_shop.people import name_number
from crm_analysis.sample_shop.seasons import SECONDS_PER_DAY, Ints

GUESTS = "guests"
CANCELLATIONS = "cancellations"
UNPAID_ORDERS = "unpaid orders"
COUPONS = "coupons"
REFUNDS = "refunds"


def headings(row: str) -> tuple[str, ...]:
    """Headings written as one row, with commas between them."""
    return tuple(row.split(","))


@dataclass(frozen=True)
class Rows:
    """Cells by heading, every column of the same length; a heading that is left out is blank."""

    count: int
    columns: dict[str, Cells]


@dataclass(frozen=True)
class Format:
    """One platform's export.

    Args:
        platform: Id of the layout.
        headings: In the order of the file.
        rows: The cells of a block, rows_before being the rows already written.
        currency: ISO 4217.
        tells: What the file can say of an order; what it cannot say is not in its truth either.
        countries: Where its buyers live; empty for anywhere.
        cents_per_cent: Amounts of the catalogue are multiplied by this.
        key: What tells customers apart: "customer", "name" where the file has nothing better, or "none".
        order_is: "order", or "customer day" where the file numbers no orders.
        has_lines: Whether the file names the products of an order, one row each.
        encoding: Of the text.
        byte_order_mark: Whether the file starts with one.
        delimiter: Between cells.
        line_end: After every row.
        heading_row: The heading row as it stands in the file, where it is not the plain headings.
        title: Lines above the heading row.
        footer: Lines below the last row, from the number of rows.
    """

    platform: str
    headings: tuple[str, ...]
    rows: Callable[[Block, int], Rows]
    currency: str
    tells: frozenset[str]
    countries: tuple[str, ...] = ()
    cents_per_cent: int = 1
    key: Literal["customer", "name", "none"] = "customer"
    order_is: Literal["order", "customer day"] = "order"
    has_lines: bool = True
    encoding: str = "utf-8"
    byte_order_mark: bool = False
    delimiter: str = ","
    line_end: str = "\n"
    heading_row: str | None = None
    title: str = ""
    footer: Callable[[int], str] | None = None

    def as_told(self, block: Block) -> Block:
        """The block as the file tells it: what it has no place for did not happen."""
        status = block.status
        for told, value in ((CANCELLATIONS, CANCELLED), (UNPAID_ORDERS, UNPAID)):
            if told not in self.tells:
                status = np.where(status == value, VALID, status)
        silent = np.zeros_like
        told_block = replace(
            block,
            customer=np.full_like(block.customer, GUEST) if self.key == "none" else block.customer,
            status=status,
            discount=block.discount if COUPONS in self.tells else silent(block.discount),
            coupon=block.coupon if COUPONS in self.tells else silent(block.coupon),
            returned=block.returned if REFUNDS in self.tells else silent(block.returned),
        )
        return told_block.in_currency(self.cents_per_cent)

    def customer_keys(self, block: Block) -> Ints:
        """What the file tells customers apart by, one number per order."""
        return name_number(block) if self.key == "name" else block.customer

    def order_keys(self, block: Block) -> Ints:
        """What the file tells orders apart by, one number per order."""
        if self.order_is == "order":
            return block.number
        return block.customer * 100_000 + block.moment // SECONDS_PER_DAY

    def head(self) -> bytes:
        """Everything above the first row."""
        named = self.delimiter.join(self.headings) + self.line_end if self.headings else ""
        first = self.title + (named if self.heading_row is None else self.heading_row)
        return (b"\xef\xbb\xbf" if self.byte_order_mark else b"") + first.encode(self.encoding)

    def body(self, block: Block, rows_before: int) -> tuple[bytes, int]:
        """The bytes of a block as told, and how many rows they are."""
        rows = self.rows(block, rows_before)
        columns = [rows.columns.get(heading, "") for heading in self.headings or tuple(rows.columns)]
        written = cells.rows(columns, rows.count, self.delimiter, self.line_end)
        same = self.encoding in ("utf-8", "ascii")
        return (written if same else written.decode("utf-8").encode(self.encoding)), rows.count

    def foot(self, rows: int) -> bytes:
        """Everything below the last row."""
        return self.footer(rows).encode(self.encoding) if self.footer else b""
