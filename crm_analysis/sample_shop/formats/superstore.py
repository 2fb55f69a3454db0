"""Superstore, the teaching set of Tableau: M/D/YYYY, discounts as a rate, sales as the line's total after it."""

from __future__ import annotations

import numpy as np

from crm_analysis.sample_shop import cells, people
from crm_analysis.sample_shop.block import Block
from crm_analysis.sample_shop.catalogue import PRODUCTS
from crm_analysis.sample_shop.cells import Cells
from crm_analysis.sample_shop.formats.format import Format, Rows, headings
from crm_analysis.sample_shop.seasons import SECONDS_PER_DAY

HEADINGS = headings(
    "Row ID,Order ID,Order Date,Ship Date,Ship Mode,Customer ID,Customer Name,Segment,Country,City,State,Postal Code,"
    "Region,Product ID,Category,Sub-Category,Product Name,Sales,Quantity,Discount,Profit"
)

DAY = "{m}/{d}/{y}"
SEGMENTS = ("Consumer", "Corporate", "Home Office")
NO_BREAK_SPACE = "\u00a0"


def _of_orders(block: Block) -> dict[str, Cells]:
    return {
        "Order ID": cells.glue("CA-", cells.day(block.moment, "{y}"), "-", cells.text(100_000 + block.number)),
        "Order Date": cells.day(block.moment, DAY),
        "Ship Date": cells.day(block.moment + 3 * SECONDS_PER_DAY, DAY),
        "Customer ID": cells.glue("NB-", cells.text(10_000 + block.customer)),
        "Customer Name": people.full_name(block),
        "Segment": cells.pick(SEGMENTS, block.person % len(SEGMENTS)),
        "Country": people.place(block, "country"),
        "City": people.place(block, "city"),
        "State": people.place(block, "region_code"),
        "Postal Code": people.place(block, "postcode"),
        "Region": people.place(block, "country_code"),
    }


def _rows(block: Block, rows_before: int) -> Rows:
    columns = {heading: cells.at(value, block.line_order) for heading, value in _of_orders(block).items()}
    percent = (block.cut * 100 + block.price // 2) // block.price
    columns |= {
        "Row ID": cells.text(rows_before + 1 + np.arange(len(block.product))),
        "Ship Mode": "Standard Class",
        "Product ID": cells.pick([it.sku for it in PRODUCTS], block.product),
        "Category": cells.pick([it.category for it in PRODUCTS], block.product),
        "Sub-Category": cells.pick([it.category for it in PRODUCTS], block.product),
        "Product Name": cells.pick([cells.quoted(_name(it.name)) for it in PRODUCTS], block.product),
        "Sales": cells.money(block.amount),
        "Quantity": cells.text(block.quantity),
        "Discount": cells.money(percent),
        "Profit": cells.money(block.amount * 3 // 10),
    }
    return Rows(len(block.product), columns)


def _name(name: str) -> str:
    """A few names hold the no-break space that makes the file unreadable as UTF-8."""
    return name.replace(" - ", f"{NO_BREAK_SPACE}- ")


FORMATS = (
    Format(
        platform="superstore",
        headings=HEADINGS,
        rows=_rows,
        currency="USD",
        tells=frozenset(),
        countries=("US", "GB", "DE", "AT", "FR", "NL"),
        encoding="cp1252",
        line_end="\r\n",
    ),
)
