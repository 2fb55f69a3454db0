-- Who of a cohort ordered at one age, and what did they bring?
-- grain: one row per customer, the one who brought most at that age first
-- parameters:
--   cohort  DATE     first day of the cohort's period; blank = all cohorts
--   age     INTEGER  periods since the cohort's own, 0 = the first
--   slice   VARCHAR  what the first order has in common; blank = all slices
-- columns:
--   customer_id           VARCHAR         who
--   name                  VARCHAR         newest name known
--   email                 VARCHAR         newest e-mail known
--   phone                 VARCHAR         newest phone known
--   country               VARCHAR         country of the newest order
--   slice                 VARCHAR         what the first order has in common; empty where it has none
--   cohort                DATE            first day of the period of the first order
--   first_order_on        DATE            day of the first order
--   age                   INTEGER         periods since the cohort's own, 0 = the first
--   orders                BIGINT          orders at this age
--   net_sales             DECIMAL(18, 4)  what they brought at this age, refunds taken off
--   cumulative_orders     BIGINT          orders up to this age
--   cumulative_net_sales  DECIMAL(18, 4)  what they have brought up to this age
-- starts from: viewpoint, filtered_orders, calendar, cohort_members
WITH
cohort_days AS (
    SELECT DISTINCT period, first_day FROM calendar
),
customers_so_far AS (
    SELECT
        slice,
        cohort,
        customer_id,
        SUM(CASE WHEN age = CAST($age AS INTEGER) THEN orders ELSE 0 END) AS orders,
        SUM(CASE WHEN age = CAST($age AS INTEGER) THEN net_sales ELSE 0 END) AS net_sales,
        SUM(orders) AS cumulative_orders,
        SUM(net_sales) AS cumulative_net_sales
    FROM customer_ages
    WHERE age <= CAST($age AS INTEGER)
    GROUP BY slice, cohort, customer_id
)
SELECT
    customers_so_far.customer_id,
    customers.name,
    customers.email,
    customers.phone,
    customers.country,
    customers_so_far.slice,
    cohort_days.first_day AS cohort,
    members.first_order_on,
    CAST($age AS INTEGER) AS age,
    CAST(customers_so_far.orders AS BIGINT) AS orders,
    CAST(customers_so_far.net_sales AS DECIMAL(18, 4)) AS net_sales,
    CAST(customers_so_far.cumulative_orders AS BIGINT) AS cumulative_orders,
    CAST(customers_so_far.cumulative_net_sales AS DECIMAL(18, 4)) AS cumulative_net_sales
FROM customers_so_far
INNER JOIN cohort_days ON cohort_days.period = customers_so_far.cohort
INNER JOIN members ON members.customer_id = customers_so_far.customer_id
LEFT JOIN customers ON customers.customer_id = customers_so_far.customer_id
WHERE customers_so_far.orders > 0
    AND (CAST($cohort AS DATE) IS NULL OR cohort_days.first_day = CAST($cohort AS DATE))
    AND (CAST($slice AS VARCHAR) IS NULL OR customers_so_far.slice = CAST($slice AS VARCHAR))
ORDER BY net_sales DESC, customers_so_far.customer_id
