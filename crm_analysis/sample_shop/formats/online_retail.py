"""UCI Online Retail and Online Retail II: one row per line, refunds as C-invoices with quantities below zero."""

from __future__ import annotations

import numpy as np

from crm_analysis.sample_shop import cells, people
from crm_analysis.sample_shop.block import Block
from crm_analysis.sample_shop.catalogue import PRODUCTS
from crm_analysis.sample_shop.formats.format import GUESTS, REFUNDS, Format, Rows, headings
from crm_analysis.sample_shop.seasons import SECONDS_PER_DAY

HEADINGS = headings("InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country")
HEADINGS_II = headings("Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country")

FIRST_INVOICE = 500_000
FIRST_CUSTOMER = 12_000
DAYS_UNTIL_RETURNED = 6


def _rows(block: Block, named: tuple[str, ...]) -> Rows:
    """Each order's lines and, right below them, what came back of them as an invoice of its own."""
    back = np.flatnonzero(block.returned)
    line = np.concatenate([np.arange(len(block.product)), back])
    is_back = np.repeat([False, True], [len(block.product), len(back)])
    in_file = np.lexsort((line, is_back, block.line_order[line]))
    line, is_back = line[in_file], is_back[in_file]
    order = block.line_order[line]
    moment = block.moment[order] // 60 * 60
    later = np.minimum(moment + DAYS_UNTIL_RETURNED * SECONDS_PER_DAY, block.last_second // 60 * 60)
    customer = cells.only(block.is_guest, "", cells.text(FIRST_CUSTOMER + block.customer))
    columns = [
        cells.glue(cells.only(is_back, "C"), cells.text(FIRST_INVOICE + block.number[order])),
        cells.pick([it.sku for it in PRODUCTS], block.product[line]),
        cells.pick([cells.quoted(it.name.upper()) for it in PRODUCTS], block.product[line]),
        cells.text(np.where(is_back, -block.returned[line], block.quantity[line])),
        cells.clock(np.where(is_back, later, moment)),
        cells.money(block.unit[line]),
        cells.at(customer, order),
        cells.at(people.place(block, "country"), order),
    ]
    return Rows(len(line), dict(zip(named, columns, strict=True)))


FORMATS = (
    Format(
        platform="online_retail",
        headings=HEADINGS,
        rows=lambda block, rows_before: _rows(block, HEADINGS),
        currency="GBP",
        tells=frozenset({GUESTS, REFUNDS}),
    ),
    Format(
        platform="online_retail_ii",
        headings=HEADINGS_II,
        rows=lambda block, rows_before: _rows(block, HEADINGS_II),
        currency="GBP",
        tells=frozenset({GUESTS, REFUNDS}),
    ),
)
