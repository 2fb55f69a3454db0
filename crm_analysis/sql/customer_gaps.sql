-- How many days lay between one customer's days with orders, and how long is the present silence?
-- grain: one row per day with orders, in their order
-- parameters:
--   customer_id  VARCHAR  who
-- columns:
--   ordered_on     DATE    the day
--   next_on        DATE    the next day with orders; blank = none yet
--   days           BIGINT  whole days to it, else to the last day seen
--   mean_gap_days  DOUBLE  mean days from one day with orders to the next; blank where there is one only
-- starts from: viewpoint, filtered_orders
WITH
their_days AS (
    SELECT DISTINCT customer_no, ordered_on
    FROM filtered_orders
    WHERE customer_id = CAST($customer_id AS VARCHAR) AND counts_as_order = 1 AND in_period = 1
),
followed AS (
    SELECT ordered_on, LEAD(ordered_on) OVER (PARTITION BY customer_no ORDER BY ordered_on) AS next_on
    FROM their_days
),
average AS (
    SELECT
        CAST(DATE_DIFF('day', MIN(ordered_on), MAX(ordered_on)) AS DOUBLE) / NULLIF(COUNT(*) - 1, 0) AS mean_gap_days
    FROM their_days
)
SELECT
    followed.ordered_on,
    followed.next_on,
    CASE
        WHEN followed.next_on IS NULL THEN DATE_DIFF('day', followed.ordered_on, viewpoint.as_of) - 1
        ELSE DATE_DIFF('day', followed.ordered_on, followed.next_on)
    END AS days,
    average.mean_gap_days
FROM followed
CROSS JOIN viewpoint
CROSS JOIN average
ORDER BY followed.ordered_on
