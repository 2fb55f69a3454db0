-- How often has each customer come back, when for the last time, and how long could they have?
-- All orders of a day are one purchase, as in the papers on these models (Fader, Hardie and Lee 2005).
-- grain: one row per customer with an order in the period
-- columns:
--   customer_id   VARCHAR         who
--   x             BIGINT          repeat purchases: days with orders after the first such day
--   t_x           BIGINT          days from the first purchase to the last, 0 without a repeat purchase
--   T             BIGINT          days from the first purchase to the last day seen
--   repeat_sales  DECIMAL(18, 4)  gross or net sales, as asked, of all days after that of the first purchase
--   sales         DECIMAL(18, 4)  the same of all days
--   first_on      DATE            day of the first purchase
-- starts from: viewpoint, filtered_orders
-- parameters:
--   sales  VARCHAR  gross or net: which sales are told
WITH
purchase_days AS (
    SELECT
        customer_no,
        ordered_on,
        MAX(counts_as_order) AS purchased,
        SUM(CASE CAST($sales AS VARCHAR) WHEN 'net' THEN net_sales ELSE gross_sales END) AS sales
    FROM filtered_orders
    WHERE customer_no IS NOT NULL AND in_period = 1
    GROUP BY customer_no, ordered_on
),
first_purchases AS (
    SELECT customer_no, MIN(ordered_on) AS first_on
    FROM purchase_days
    WHERE purchased = 1
    GROUP BY customer_no
),
histories AS (
    SELECT
        purchase_days.customer_no,
        SUM(purchase_days.purchased) - 1 AS x,
        MIN(first_purchases.first_on) AS first_on,
        MAX(CASE WHEN purchase_days.purchased = 1 THEN purchase_days.ordered_on END) AS last_on,
        SUM(CASE WHEN purchase_days.ordered_on > first_purchases.first_on THEN purchase_days.sales ELSE 0 END) AS repeat_sales,
        SUM(purchase_days.sales) AS sales
    FROM purchase_days
    INNER JOIN first_purchases ON first_purchases.customer_no = purchase_days.customer_no
    GROUP BY purchase_days.customer_no
)
SELECT
    customers.customer_id,
    CAST(histories.x AS BIGINT) AS x,
    CAST(DATE_DIFF('day', histories.first_on, histories.last_on) AS BIGINT) AS t_x,
    CAST(
        DATE_DIFF(
            'day',
            histories.first_on,
            CASE
                WHEN CAST($until AS DATE) < viewpoint.as_of THEN CAST($until AS DATE)
                ELSE CAST(viewpoint.as_of - INTERVAL '1' DAY AS DATE)
            END
        ) AS BIGINT
    ) AS T,
    CAST(histories.repeat_sales AS DECIMAL(18, 4)) AS repeat_sales,
    CAST(histories.sales AS DECIMAL(18, 4)) AS sales,
    histories.first_on
FROM histories
CROSS JOIN viewpoint
INNER JOIN customers ON customers.customer_no = histories.customer_no
ORDER BY customers.customer_id
