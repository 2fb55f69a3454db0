-- How many customers were in each segment at the end of each month?
-- Each month is scored by the orders up to its end, and among the customers there were.
-- grain: one row per month and segment of the scheme, empty segments included
-- columns:
--   month           DATE     first day of the month
--   scored_on       DATE     day at whose end customers are scored: the month's last, or the last seen
--   segment         VARCHAR  id of the segment
--   customers       BIGINT   customers in it
--   customer_share  DOUBLE   share of all customers scored on that day
-- starts from: viewpoint, filtered_orders, kept_until, month_ends_scored, day_scores
WITH
sizes AS (
    SELECT scored_on, segment, COUNT(*) AS customers
    FROM day_scores
    GROUP BY scored_on, segment
),
totals AS (
    SELECT scored_on, SUM(customers) AS customers
    FROM sizes
    GROUP BY scored_on
),
scheme AS (
    SELECT DISTINCT segment
    FROM segment_cells
    WHERE scheme = CAST($scheme AS VARCHAR)
)
SELECT
    scored_months.month,
    scored_months.scored_on,
    scheme.segment,
    COALESCE(sizes.customers, 0) AS customers,
    CAST(COALESCE(sizes.customers, 0) AS DOUBLE) / NULLIF(totals.customers, 0) AS customer_share
FROM scored_months
CROSS JOIN scheme
LEFT JOIN totals ON totals.scored_on = scored_months.scored_on
LEFT JOIN sizes ON sizes.scored_on = scored_months.scored_on AND sizes.segment = scheme.segment
ORDER BY scored_months.month, scheme.segment
