-- Who has ordered, and how often?
-- grain: one row per customer with an order
-- columns:
--   customer_no  BIGINT   the customer's number
--   customer_id  VARCHAR  who
--   orders       BIGINT   orders
-- starts from: viewpoint, filtered_orders
SELECT
    customer_no,
    MIN(customer_id) AS customer_id,
    COUNT(*) AS orders
FROM filtered_orders
WHERE counts_as_order = 1 AND customer_no IS NOT NULL
GROUP BY customer_no
ORDER BY customer_no
