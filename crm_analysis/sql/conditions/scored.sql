-- In which segment of RFM is each customer?
-- grain: one row per customer with an order
-- columns:
--   customer_no  BIGINT   who
--   segment      VARCHAR  id of the segment
-- starts from: viewpoint, filtered_orders, customer_scores
SELECT
    customer_no,
    segment
FROM customer_scores
