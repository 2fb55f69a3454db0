"""CDNOW: no headings, columns lined up with spaces, an order is a customer's day."""

from __future__ import annotations

from crm_analysis.sample_shop import cells
from crm_analysis.sample_shop.block import Block
from crm_analysis.sample_shop.formats.format import Format, Rows


def _rows(block: Block, rows_before: int) -> Rows:
    columns = {
        "customer": cells.glue(" ", cells.padded(block.customer + 1, 5)),
        "day": cells.day(block.moment, "{y}{mm}{dd}"),
        "pieces": cells.aligned(cells.text(block.per_order(block.quantity)), 2),
        "amount": cells.aligned(cells.money(block.goods), 7),
    }
    return Rows(len(block.number), columns)


FORMATS = (
    Format(
        platform="cdnow",
        headings=(),
        rows=_rows,
        currency="USD",
        tells=frozenset(),
        order_is="customer day",
        has_lines=False,
        delimiter=" ",
        line_end="\r\n",
    ),
)
