-- How many days pass until customers order a second time, and how long has nobody heard of the others?
-- grain: one row per slice and number of days that is true of at least one customer
-- columns:
--   slice          VARCHAR  what the first order has in common; empty where it has none
--   days           BIGINT   whole calendar days after the first order, 0 = the same day
--   ordered_again  BIGINT   customers whose second order came so many days later
--   not_yet        BIGINT   customers without a second order, last seen so many days later: on the day before as_of
-- starts from: viewpoint, filtered_orders, calendar, cohort_members, order_steps
SELECT
    slice,
    CAST(days AS BIGINT) AS days,
    CAST(SUM(ordered_again) AS BIGINT) AS ordered_again,
    CAST(SUM(1 - ordered_again) AS BIGINT) AS not_yet
FROM order_steps
WHERE order_number = 1
GROUP BY slice, days
ORDER BY slice, days
