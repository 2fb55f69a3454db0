-- How many customers are in each segment, and what do they bring?
-- grain: one row per segment of the scheme, empty segments included; the one that brings most comes first
-- columns:
--   segment               VARCHAR         id of the segment
--   customers             BIGINT          customers in it
--   customer_share        DOUBLE          share of all customers scored
--   net_sales             DECIMAL(18, 4)  their net sales in the period
--   net_sales_share       DOUBLE          share of the net sales of all customers scored
--   average_recency_days  DOUBLE          mean of their recency_days
--   average_frequency     DOUBLE          mean of their frequency
--   average_monetary      DOUBLE          mean of their monetary
-- starts from: viewpoint, filtered_orders, customer_scores
WITH
scheme AS (
    SELECT DISTINCT segment
    FROM segment_cells
    WHERE scheme = CAST($scheme AS VARCHAR)
),
sums AS (
    SELECT
        segment,
        COUNT(*) AS customers,
        SUM(net_sales) AS net_sales,
        AVG(CAST(recency_days AS DOUBLE)) AS average_recency_days,
        AVG(CAST(frequency AS DOUBLE)) AS average_frequency,
        AVG(CAST(monetary AS DOUBLE)) AS average_monetary
    FROM customer_scores
    GROUP BY segment
),
totals AS (
    SELECT SUM(customers) AS customers, SUM(net_sales) AS net_sales
    FROM sums
)
SELECT
    scheme.segment,
    COALESCE(sums.customers, 0) AS customers,
    CAST(COALESCE(sums.customers, 0) AS DOUBLE) / NULLIF(totals.customers, 0) AS customer_share,
    CAST(COALESCE(sums.net_sales, 0) AS DECIMAL(18, 4)) AS net_sales,
    CAST(COALESCE(sums.net_sales, 0) AS DOUBLE) / NULLIF(CAST(totals.net_sales AS DOUBLE), 0) AS net_sales_share,
    sums.average_recency_days,
    sums.average_frequency,
    sums.average_monetary
FROM scheme
CROSS JOIN totals
LEFT JOIN sums ON sums.segment = scheme.segment
ORDER BY COALESCE(sums.net_sales, 0) DESC, scheme.segment
