-- What stood on each customer's first order from a day on?
-- Only orders whose goods are known are looked at; of several at the same moment all count.
-- grain: one row per customer with such an order before the day from which we look, and item
-- parameters:
--   returned_from  DATE     the day
--   one_in         INTEGER  only every so-many-th customer, by number; 1 = all
-- columns:
--   customer_no  BIGINT  the customer's number
--   item_no      BIGINT  the item's number
-- starts from: viewpoint, filtered_orders, item_goods
WITH
later_lines AS (
    SELECT filtered_orders.customer_no, filtered_orders.ordered_at, item_goods.item_no
    FROM filtered_orders
    INNER JOIN sold_lines ON sold_lines.order_no = filtered_orders.order_no
    INNER JOIN item_goods ON item_goods.goods_no = sold_lines.goods_no
    WHERE filtered_orders.counts_as_order = 1
        AND filtered_orders.ordered_on >= CAST($returned_from AS DATE)
        AND MOD(filtered_orders.customer_no, CAST($one_in AS INTEGER)) = 0
),
firsts AS (
    SELECT customer_no, MIN(ordered_at) AS ordered_at
    FROM later_lines
    GROUP BY customer_no
)
SELECT DISTINCT later_lines.customer_no, later_lines.item_no
FROM later_lines
INNER JOIN firsts ON firsts.customer_no = later_lines.customer_no AND firsts.ordered_at = later_lines.ordered_at
ORDER BY later_lines.customer_no, later_lines.item_no
