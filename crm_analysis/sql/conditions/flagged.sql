-- How is the silence of each customer called, by their own rhythm?
-- grain: one row per customer with an order
-- columns:
--   customer_no  BIGINT   who
--   flag         VARCHAR  active, cooling, at_risk or lost; blank where nothing sure can be said
-- starts from: viewpoint, filtered_orders, lapse, flags
SELECT
    customer_no,
    flag
FROM flags
