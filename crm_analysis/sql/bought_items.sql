-- Which items has each customer bought, on how many orders, and when last?
-- grain: one row per customer and item
-- columns:
--   customer_no     BIGINT  the customer's number
--   item_no         BIGINT  the item's number
--   orders          BIGINT  orders that held it
--   last_bought_on  DATE    day of the last of them
-- starts from: viewpoint, filtered_orders, item_goods
SELECT
    filtered_orders.customer_no,
    item_goods.item_no,
    COUNT(DISTINCT filtered_orders.order_no) AS orders,
    MAX(filtered_orders.ordered_on) AS last_bought_on
FROM filtered_orders
INNER JOIN sold_lines ON sold_lines.order_no = filtered_orders.order_no
INNER JOIN item_goods ON item_goods.goods_no = sold_lines.goods_no
WHERE filtered_orders.counts_as_order = 1 AND filtered_orders.customer_no IS NOT NULL
GROUP BY filtered_orders.customer_no, item_goods.item_no
ORDER BY filtered_orders.customer_no, item_goods.item_no
