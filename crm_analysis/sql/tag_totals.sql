-- How many customers has each value of each tag, how many of them ordered in the period, and what did they bring?
-- grain: one row per tag and value, the one of most customers first
-- columns:
--   tag        VARCHAR         id of the tag, or the name that a person gave it
--   value      VARCHAR         one of its values
--   customers  BIGINT          customers who have it, with orders or without
--   buyers     BIGINT          of them, those with an order in the period
--   net_sales  DECIMAL(18, 4)  their net sales in it
-- starts from: viewpoint, filtered_orders
WITH
per_customer AS (
    SELECT customer_id, SUM(net_sales) AS net_sales
    FROM filtered_orders
    WHERE in_period = 1 AND customer_id IS NOT NULL
    GROUP BY customer_id
    HAVING SUM(counts_as_order) > 0
),
totals AS (
    SELECT
        customer_tags.tag,
        customer_tags.value,
        COUNT(*) AS customers,
        COUNT(per_customer.customer_id) AS buyers,
        COALESCE(SUM(per_customer.net_sales), 0) AS net_sales
    FROM customer_tags
    LEFT JOIN per_customer ON per_customer.customer_id = customer_tags.customer_id
    GROUP BY customer_tags.tag, customer_tags.value
)
SELECT tag, value, customers, buyers, CAST(net_sales AS DECIMAL(18, 4)) AS net_sales
FROM totals
ORDER BY tag, customers DESC, value
