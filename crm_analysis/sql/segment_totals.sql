-- How many customers ordered in the period, and what did they bring?
-- grain: one row
-- columns:
--   customers  BIGINT          customers with an order in the period
--   orders     BIGINT          their orders in it
--   net_sales  DECIMAL(18, 4)  their net sales in it
-- starts from: viewpoint, filtered_orders
WITH
per_customer AS (
    SELECT customer_id, SUM(counts_as_order) AS orders, SUM(net_sales) AS net_sales
    FROM filtered_orders
    WHERE in_period = 1 AND customer_id IS NOT NULL
    GROUP BY customer_id
    HAVING SUM(counts_as_order) > 0
),
totals AS (
    SELECT COUNT(*) AS customers, COALESCE(SUM(orders), 0) AS orders, COALESCE(SUM(net_sales), 0) AS net_sales
    FROM per_customer
)
SELECT customers, CAST(orders AS BIGINT) AS orders, CAST(net_sales AS DECIMAL(18, 4)) AS net_sales
FROM totals
ORDER BY customers
