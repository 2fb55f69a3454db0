-- What stood on the orders of one customer?
-- grain: one row per order and product, bought and returned apart; the newest order first
-- parameters:
--   customer_id  VARCHAR  who
-- columns:
--   shop        VARCHAR         name of the shop
--   platform    VARCHAR         the marketplace or system
--   order_id    VARCHAR         the platform's order number
--   product_id  VARCHAR         product number
--   product     VARCHAR         product name
--   category    VARCHAR         product category
--   quantity    DECIMAL(18, 4)  pieces; below zero for a return
--   amount      DECIMAL(18, 4)  line amounts after line discounts, in the order's currency
-- starts from: viewpoint
WITH
products AS (
    SELECT
        order_lines.shop,
        order_lines.platform,
        order_lines.order_id,
        order_lines.ordered_on,
        order_lines.product_id,
        order_lines.product,
        order_lines.category,
        CASE WHEN order_lines.quantity < 0 THEN 1 ELSE 0 END AS is_return,
        CAST(SUM(order_lines.quantity) AS DECIMAL(18, 4)) AS quantity,
        CAST(SUM(order_lines.amount) AS DECIMAL(18, 4)) AS amount
    FROM order_lines
    CROSS JOIN viewpoint
    WHERE order_lines.customer_id = CAST($customer_id AS VARCHAR) AND order_lines.ordered_on < viewpoint.as_of
    GROUP BY
        order_lines.shop,
        order_lines.platform,
        order_lines.order_id,
        order_lines.ordered_on,
        order_lines.product_id,
        order_lines.product,
        order_lines.category,
        CASE WHEN order_lines.quantity < 0 THEN 1 ELSE 0 END
)
SELECT shop, platform, order_id, product_id, product, category, quantity, amount
FROM products
ORDER BY ordered_on DESC, shop, platform, order_id, is_return, product, product_id, category
