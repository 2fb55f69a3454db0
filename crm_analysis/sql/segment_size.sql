-- How many customers does a segment hold, of how many?
-- grain: one row
-- columns:
--   customers  BIGINT  customers in it
--   of         BIGINT  customers with a sale order
-- starts from: viewpoint, segment_customers
WITH
everybody AS (
    SELECT COUNT(*) AS customers
    FROM customers
    CROSS JOIN viewpoint
    WHERE CAST(customers.first_order_at AS DATE) < viewpoint.as_of
),
chosen AS (
    SELECT COUNT(*) AS customers
    FROM segment_customers
)
SELECT chosen.customers, everybody.customers AS of
FROM chosen
CROSS JOIN everybody
ORDER BY chosen.customers
