-- Which days, how many orders and how many customers does the store hold?
-- grain: one row
-- columns:
--   first_order_on  DATE    day of the first sale order
--   last_order_on   DATE    day of the last sale order
--   orders          BIGINT  sale orders
--   customers       BIGINT  customers with a sale order
--   as_of           DATE    the day from which we look
--   free_orders     BIGINT  orders that are worth nothing
-- starts from: viewpoint
WITH
sales AS (
    SELECT
        MIN(ordered_on) AS first_order_on,
        MAX(ordered_on) AS last_order_on,
        COUNT(*) AS orders,
        COUNT(DISTINCT customer_id) AS customers
    FROM orders
    WHERE kind = 'sale'
),
free AS (
    SELECT COUNT(*) AS orders
    FROM orders
    WHERE kind = 'free'
)
SELECT
    sales.first_order_on,
    sales.last_order_on,
    sales.orders,
    sales.customers,
    viewpoint.as_of,
    free.orders AS free_orders
FROM sales
CROSS JOIN viewpoint
CROSS JOIN free
ORDER BY viewpoint.as_of
