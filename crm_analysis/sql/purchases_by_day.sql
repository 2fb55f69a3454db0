-- On which days did customers buy for the first time, and on which did those won before a day buy again?
-- All orders of a day are one purchase, as in purchase_histories.
-- grain: one row per day with a purchase in the period
-- columns:
--   purchased_on  DATE    the day
--   firsts        BIGINT  customers whose first purchase in the period was then, and before the cutoff
--   repeats       BIGINT  later purchases of these
-- starts from: viewpoint, filtered_orders
-- parameters:
--   cutoff  DATE  customers won on or after it are left out
WITH
purchase_days AS (
    SELECT DISTINCT customer_no, ordered_on
    FROM filtered_orders
    WHERE customer_no IS NOT NULL AND in_period = 1 AND counts_as_order = 1
),
first_purchases AS (
    SELECT customer_no, MIN(ordered_on) AS first_on
    FROM purchase_days
    GROUP BY customer_no
    HAVING MIN(ordered_on) < CAST($cutoff AS DATE)
)
SELECT
    purchase_days.ordered_on AS purchased_on,
    CAST(SUM(CASE WHEN purchase_days.ordered_on = first_purchases.first_on THEN 1 ELSE 0 END) AS BIGINT) AS firsts,
    CAST(SUM(CASE WHEN purchase_days.ordered_on > first_purchases.first_on THEN 1 ELSE 0 END) AS BIGINT) AS repeats
FROM purchase_days
INNER JOIN first_purchases ON first_purchases.customer_no = purchase_days.customer_no
GROUP BY purchase_days.ordered_on
ORDER BY purchased_on
