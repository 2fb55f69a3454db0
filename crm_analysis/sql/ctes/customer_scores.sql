-- Every customer with an order in the period, scored from 1 to 5 in fifths of all customers scored.
-- Equal figures share the lowest place among them, so nobody's score hangs on the order of rows.
-- parameters:
--   scheme  VARCHAR  name of the segment map: grid
--   sales   VARCHAR  gross or net: which sales are monetary
customer_figures AS (
    SELECT
        filtered_orders.customer_id,
        MIN(CASE WHEN filtered_orders.counts_as_order = 1 THEN filtered_orders.ordered_on END) AS first_order_on,
        MAX(
            CASE
                WHEN filtered_orders.counts_as_order = 1 AND filtered_orders.in_period = 1
                THEN filtered_orders.ordered_on
            END
        ) AS last_order_on,
        SUM(filtered_orders.counts_as_order * filtered_orders.in_period) AS frequency,
        SUM(CASE WHEN filtered_orders.in_period = 1 THEN filtered_orders.gross_sales ELSE 0 END) AS gross_sales,
        SUM(CASE WHEN filtered_orders.in_period = 1 THEN filtered_orders.net_sales ELSE 0 END) AS net_sales
    FROM filtered_orders
    WHERE filtered_orders.customer_id IS NOT NULL
    GROUP BY filtered_orders.customer_id
    HAVING SUM(filtered_orders.counts_as_order * filtered_orders.in_period) > 0
),
spending AS (
    SELECT
        customer_id,
        first_order_on,
        last_order_on,
        frequency,
        CASE CAST($sales AS VARCHAR) WHEN 'net' THEN net_sales ELSE gross_sales END AS monetary,
        net_sales
    FROM customer_figures
),
places AS (
    SELECT
        customer_id,
        first_order_on,
        last_order_on,
        frequency,
        monetary,
        net_sales,
        COUNT(*) OVER () AS customers,
        RANK() OVER (ORDER BY last_order_on) - 1 AS staler,
        RANK() OVER (ORDER BY frequency) - 1 AS rarer,
        RANK() OVER (ORDER BY monetary) - 1 AS thriftier
    FROM spending
),
scores AS (
    SELECT
        customer_id,
        first_order_on,
        last_order_on,
        frequency,
        monetary,
        net_sales,
        CAST(1 + FLOOR(5 * staler / NULLIF(customers, 0)) AS INTEGER) AS r,
        CAST(1 + FLOOR(5 * rarer / NULLIF(customers, 0)) AS INTEGER) AS f,
        CAST(1 + FLOOR(5 * thriftier / NULLIF(customers, 0)) AS INTEGER) AS m
    FROM places
),
customer_scores AS (
    SELECT
        scores.customer_id,
        DATE_DIFF('day', scores.last_order_on, viewpoint.as_of) - 1 AS recency_days,
        scores.frequency,
        scores.monetary,
        scores.net_sales,
        scores.r,
        scores.f,
        scores.m,
        segment_cells.segment,
        scores.first_order_on,
        scores.last_order_on
    FROM scores
    CROSS JOIN viewpoint
    INNER JOIN segment_cells
        ON segment_cells.r = scores.r
        AND segment_cells.f = scores.f
        AND segment_cells.m = scores.m
        AND segment_cells.scheme = CAST($scheme AS VARCHAR)
)
