-- Who are the customers behind a figure of the period?
-- grain: one row per customer, who brought most in the period first; of the lost, who has not come back and brought most
-- parameters:
--   who  VARCHAR  active (ordered in it), new (for the first time), returning, repeat (twice or more) or lost
-- columns:
--   customer_id      VARCHAR         who
--   name             VARCHAR         newest name known
--   email            VARCHAR         newest e-mail known
--   phone            VARCHAR         newest phone known
--   country          VARCHAR         country of the newest order
--   first_order_on   DATE            first order ever
--   last_order_on    DATE            last order seen, also after the period
--   orders           BIGINT          orders in the period
--   net_sales        DECIMAL(18, 4)  what they brought in the period
--   total_orders     BIGINT          orders seen
--   total_net_sales  DECIMAL(18, 4)  what they have brought
--   lost_on          DATE            day in the period on which they were last counted as lost; blank for the others
-- starts from: viewpoint, filtered_orders, lapse, lost
WITH
spending AS (
    SELECT
        customer_no,
        MIN(CASE WHEN counts_as_order = 1 THEN ordered_on END) AS first_order_on,
        MIN(CASE WHEN counts_as_order * in_period = 1 THEN ordered_on END) AS first_in_period_on,
        MAX(CASE WHEN counts_as_order = 1 THEN ordered_on END) AS last_order_on,
        SUM(counts_as_order * in_period) AS orders,
        SUM(in_period * net_sales) AS net_sales,
        SUM(counts_as_order) AS total_orders,
        SUM(net_sales) AS total_net_sales
    FROM filtered_orders
    WHERE customer_no IS NOT NULL
    GROUP BY customer_no
    HAVING SUM(counts_as_order) > 0
),
last_lost AS (
    SELECT customer_no, MAX(lost_on) AS lost_on
    FROM lost
    GROUP BY customer_no
)
SELECT
    customers.customer_id,
    customers.name,
    customers.email,
    customers.phone,
    customers.country,
    spending.first_order_on,
    spending.last_order_on,
    CAST(spending.orders AS BIGINT) AS orders,
    CAST(spending.net_sales AS DECIMAL(18, 4)) AS net_sales,
    CAST(spending.total_orders AS BIGINT) AS total_orders,
    CAST(spending.total_net_sales AS DECIMAL(18, 4)) AS total_net_sales,
    last_lost.lost_on
FROM spending
INNER JOIN customers ON customers.customer_no = spending.customer_no
LEFT JOIN last_lost ON last_lost.customer_no = spending.customer_no
WHERE
    CASE CAST($who AS VARCHAR)
        WHEN 'new' THEN spending.first_in_period_on = spending.first_order_on
        WHEN 'returning' THEN spending.first_in_period_on > spending.first_order_on
        WHEN 'repeat' THEN spending.orders > 1
        WHEN 'lost' THEN last_lost.lost_on IS NOT NULL
        ELSE spending.orders > 0
    END
ORDER BY
    CASE WHEN CAST($who AS VARCHAR) = 'lost' AND spending.last_order_on > last_lost.lost_on THEN 1 ELSE 0 END,
    CASE CAST($who AS VARCHAR) WHEN 'lost' THEN spending.total_net_sales ELSE spending.net_sales END DESC,
    customers.customer_id
