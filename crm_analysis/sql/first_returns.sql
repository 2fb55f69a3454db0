-- On which day did each customer order for the first time from a day on?
-- grain: one row per customer with an order from that day on, before the one from which we look
-- columns:
--   customer_id  VARCHAR  who
--   after_days   BIGINT   whole days from that day to the order, 0 = ordered on it
-- starts from: viewpoint, filtered_orders
-- parameters:
--   returned_from  DATE     the day
--   one_in         INTEGER  only every so-many-th customer, by number; 1 = all
SELECT
    customer_id,
    CAST(MIN(DATE_DIFF('day', CAST($returned_from AS DATE), ordered_on)) AS BIGINT) AS after_days
FROM filtered_orders
WHERE counts_as_order = 1
    AND ordered_on >= CAST($returned_from AS DATE)
    AND MOD(customer_no, CAST($one_in AS INTEGER)) = 0
GROUP BY customer_id
ORDER BY customer_id
