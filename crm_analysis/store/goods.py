"""What was sold, line by line in numbers: for questions that look at the goods of millions of lines.

Goods are numbered once and keep their number, so that names are compared over thousands of goods, not over all lines.
"""

from __future__ import annotations

import duckdb

ORDERS_AT_ONCE = 2_000_000
"""Lines look for their orders among so many at a time: five million would not fit into a gigabyte beside them."""

# What a line does not say of its product, the catalogue does.
_NAMED_LINES = """
SELECT
    l.upload_id, l.order_id, l.quantity, l.amount, l.product_id, COALESCE(l.product, p.product) AS product,
    COALESCE(l.category, p.category) AS category, COALESCE(l.brand, p.brand) AS brand
FROM line_log AS l
JOIN live ON live.upload_id = l.upload_id
LEFT JOIN products AS p ON p.shop = live.shop AND p.product_id = l.product_id
WHERE l.quantity > 0 AND l.amount > 0
    AND l.line_status IS DISTINCT FROM 'cancelled' AND NOT (COALESCE(l.copy, FALSE) AND live.one_copy)
    AND l.upload_id IN (SELECT lines_upload_id FROM orders SEMI JOIN current_orders USING (order_no))
"""

_FORGET = """
DELETE FROM sold_lines
WHERE order_no IN (SELECT order_no FROM orders SEMI JOIN touched_orders USING (shop, platform, order_id))
"""

_NUMBER_NEW_GOODS = f"""
INSERT INTO goods
SELECT former.most + ROW_NUMBER() OVER (), told.product_id, told.product, told.category, told.brand
FROM (
    SELECT DISTINCT product_id, product, category, brand FROM ({_NAMED_LINES})
    EXCEPT
    SELECT product_id, product, category, brand FROM goods
) AS told
CROSS JOIN (SELECT COALESCE(MAX(goods_no), 0) AS most FROM goods) AS former
"""

# Of the hash's own type: others would be divided with 128 bits, which takes ten times as long.
_IN_PART = "hash({order_id}) % CAST($parts AS UBIGINT) = CAST($part AS UBIGINT)"

_NOTE = f"""
WITH sales AS (
    SELECT order_id, lines_upload_id, order_no, customer_no, ordered_on, currency
    FROM orders
    WHERE kind = 'sale' AND {_IN_PART.format(order_id="order_id")}
        AND order_no IN (SELECT order_no FROM current_orders WHERE {_IN_PART.format(order_id="order_id")})
)
INSERT INTO sold_lines
SELECT o.order_no, o.customer_no, g.goods_no, o.ordered_on, l.quantity, l.amount, o.currency
FROM ({_NAMED_LINES} AND {_IN_PART.format(order_id="l.order_id")}) AS l
JOIN sales AS o ON o.lines_upload_id = l.upload_id AND o.order_id = l.order_id
JOIN goods AS g
    ON g.product_id IS NOT DISTINCT FROM l.product_id AND g.product IS NOT DISTINCT FROM l.product
    AND g.category IS NOT DISTINCT FROM l.category AND g.brand IS NOT DISTINCT FROM l.brand
"""


def forget_touched(cursor: duckdb.DuckDBPyConnection) -> None:
    """Remove the lines of the orders in ``touched_orders``, while ``orders`` still holds these as they were."""
    cursor.execute(_FORGET)


def note_current(cursor: duckdb.DuckDBPyConnection) -> None:
    """Add the lines of the orders in ``current_orders``, once ``orders`` holds these with their customers."""
    cursor.execute(_NUMBER_NEW_GOODS)
    [(orders,)] = cursor.execute("SELECT COUNT(*) FROM current_orders").fetchall()
    parts = 1 + orders // ORDERS_AT_ONCE
    for part in range(parts):
        cursor.execute(_NOTE, {"parts": parts, "part": part})
