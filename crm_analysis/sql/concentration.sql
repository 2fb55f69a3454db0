-- How much of the sales do the best customers bring?
-- grain: one row per step of customers, those who brought most first; none where nobody ordered
-- parameters:
--   sales  VARCHAR  gross or net: which sales customers are ranked by
--   steps  INTEGER  into how many steps of equal size: 10 = deciles
-- columns:
--   customer_share    DOUBLE          share of customers up to this step
--   customers         BIGINT          how many that are, rounded up
--   sales             DECIMAL(18, 4)  what they brought in the period
--   sales_share       DOUBLE          share of what all customers brought
--   step_sales_share  DOUBLE          of it, the customers of this step alone
--   least_sales       DECIMAL(18, 4)  the least that any of them brought
--   gini              DOUBLE          over all customers: 0 = all bring the same, near 1 = one brings all
-- starts from: viewpoint, filtered_orders
WITH
spending AS (
    SELECT
        customer_id,
        SUM(in_period * CASE CAST($sales AS VARCHAR) WHEN 'net' THEN net_sales ELSE gross_sales END) AS sales
    FROM filtered_orders
    WHERE customer_id IS NOT NULL
    GROUP BY customer_id
    HAVING SUM(counts_as_order * in_period) > 0
),
places AS (
    SELECT
        sales,
        ROW_NUMBER() OVER (ORDER BY sales DESC, customer_id) AS place,
        SUM(sales) OVER (ORDER BY sales DESC, customer_id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS sales_so_far
    FROM spending
),
-- Sen 1973, On Economic Inequality, p. 31: places are counted from the best, which turns the sign.
totals AS (
    SELECT
        COUNT(*) AS customers,
        SUM(sales) AS sales,
        (COUNT(*) + 1) / NULLIF(CAST(COUNT(*) AS DOUBLE), 0)
        - 2 * SUM(place * CAST(sales AS DOUBLE)) / NULLIF(COUNT(*) * CAST(SUM(sales) AS DOUBLE), 0) AS gini
    FROM places
),
edges AS (
    SELECT
        numbers.n AS step,
        totals.customers,
        totals.sales,
        totals.gini,
        CAST(CEIL(CAST(totals.customers * numbers.n AS DOUBLE) / NULLIF(CAST($steps AS INTEGER), 0)) AS BIGINT) AS last_place,
        CAST(CEIL(CAST(totals.customers * (numbers.n - 1) AS DOUBLE) / NULLIF(CAST($steps AS INTEGER), 0)) AS BIGINT)
            AS place_before
    FROM totals
    CROSS JOIN numbers
    WHERE numbers.n BETWEEN 1 AND CAST($steps AS INTEGER)
)
SELECT
    CAST(edges.step AS DOUBLE) / NULLIF(CAST($steps AS INTEGER), 0) AS customer_share,
    edges.last_place AS customers,
    CAST(reached.sales_so_far AS DECIMAL(18, 4)) AS sales,
    CAST(reached.sales_so_far AS DOUBLE) / NULLIF(CAST(edges.sales AS DOUBLE), 0) AS sales_share,
    CAST(reached.sales_so_far - COALESCE(before.sales_so_far, 0) AS DOUBLE) / NULLIF(CAST(edges.sales AS DOUBLE), 0)
        AS step_sales_share,
    CAST(reached.sales AS DECIMAL(18, 4)) AS least_sales,
    edges.gini
FROM edges
INNER JOIN places AS reached ON reached.place = edges.last_place
LEFT JOIN places AS before ON before.place = edges.place_before
ORDER BY edges.step
