-- How do customers spread over the cells of scores?
-- grain: one row per field of the school's picture, empty ones included, the best recency first
-- columns:
--   r          INTEGER         recency score
--   across     INTEGER         grid: frequency score; shopify: mean of f and m, halves rounded up; eight: f + 2 (m - 1)
--   segment    VARCHAR         id of the segment that the field belongs to
--   customers  BIGINT          customers in it
--   net_sales  DECIMAL(18, 4)  their net sales in the period
-- starts from: viewpoint, filtered_orders, customer_scores
WITH
fields AS (
    SELECT
        r,
        f,
        m,
        CASE scheme WHEN 'shopify' THEN CAST(FLOOR((f + m + 1) / 2) AS INTEGER) WHEN 'eight' THEN f + 2 * (m - 1) ELSE f END
            AS across,
        segment
    FROM segment_cells
    WHERE scheme = CAST($scheme AS VARCHAR)
)
SELECT
    fields.r,
    fields.across,
    fields.segment,
    COUNT(customer_scores.customer_no) AS customers,
    CAST(COALESCE(SUM(customer_scores.net_sales), 0) AS DECIMAL(18, 4)) AS net_sales
FROM fields
LEFT JOIN customer_scores
    ON customer_scores.r = fields.r
    AND customer_scores.f = fields.f
    AND customer_scores.m = fields.m
GROUP BY fields.r, fields.across, fields.segment
ORDER BY fields.r DESC, fields.across, fields.segment
