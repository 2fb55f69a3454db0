-- Of the customers with so many orders, how many days pass until the next one, and how long have the others been silent?
-- grain: one row per number of orders and number of days that is true of at least one customer
-- columns:
--   order_number   BIGINT  orders so far: 1 = the first, from which the second is awaited
--   days           BIGINT  whole calendar days after that order, 0 = the same day
--   ordered_again  BIGINT  customers whose next order came so many days later
--   not_yet        BIGINT  customers without a next order, last seen so many days later: on the day before as_of
-- starts from: viewpoint, filtered_orders, calendar, cohort_members, order_steps
SELECT
    CAST(order_number AS BIGINT) AS order_number,
    CAST(days AS BIGINT) AS days,
    CAST(SUM(ordered_again) AS BIGINT) AS ordered_again,
    CAST(SUM(1 - ordered_again) AS BIGINT) AS not_yet
FROM order_steps
GROUP BY order_number, days
ORDER BY order_number, days
