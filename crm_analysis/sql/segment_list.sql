-- Who are the customers, and how can they be reached?
-- grain: one row per customer with an order in the period, the one who brings most first
-- parameters:
--   most  INTEGER  how many customers at most; blank = all
-- columns:
--   customer_id     VARCHAR         who
--   name            VARCHAR         newest name known
--   email           VARCHAR         newest e-mail known
--   phone           VARCHAR         newest phone known
--   country         VARCHAR         country of the newest order
--   orders          BIGINT          orders in the period
--   net_sales       DECIMAL(18, 4)  net sales in the period
--   first_order_on  DATE            first order ever
--   last_order_on   DATE            last order in the period
-- starts from: viewpoint, filtered_orders
WITH
per_customer AS (
    SELECT
        customer_id,
        SUM(counts_as_order * in_period) AS orders,
        SUM(CASE WHEN in_period = 1 THEN net_sales ELSE 0 END) AS net_sales,
        MIN(CASE WHEN counts_as_order = 1 THEN ordered_on END) AS first_order_on,
        MAX(CASE WHEN counts_as_order = 1 AND in_period = 1 THEN ordered_on END) AS last_order_on
    FROM filtered_orders
    WHERE customer_id IS NOT NULL
    GROUP BY customer_id
    HAVING SUM(counts_as_order * in_period) > 0
),
placed AS (
    SELECT
        customer_id,
        orders,
        net_sales,
        first_order_on,
        last_order_on,
        ROW_NUMBER() OVER (ORDER BY net_sales DESC, customer_id) AS place
    FROM per_customer
)
SELECT
    placed.customer_id,
    customers.name,
    customers.email,
    customers.phone,
    customers.country,
    CAST(placed.orders AS BIGINT) AS orders,
    CAST(placed.net_sales AS DECIMAL(18, 4)) AS net_sales,
    placed.first_order_on,
    placed.last_order_on
FROM placed
LEFT JOIN customers ON customers.customer_id = placed.customer_id
WHERE CAST($most AS INTEGER) IS NULL OR placed.place <= CAST($most AS INTEGER)
ORDER BY placed.net_sales DESC, placed.customer_id
