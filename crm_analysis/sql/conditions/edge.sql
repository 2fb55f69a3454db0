-- Whose first or last order came from the places asked for?
-- Of several orders at that very moment, one that did is enough.
-- grain: one row per customer whose did
-- parameters:
--   edge           VARCHAR  first_order or last_order
--   edge_shop      VARCHAR  list of shops, CHR(31) around each; blank = all
--   edge_platform  VARCHAR  list of ids of platforms, CHR(31) around each; blank = all
--   edge_channel   VARCHAR  list of sales channels, CHR(31) around each; blank = all
--   edge_country   VARCHAR  list of countries, CHR(31) around each; blank = all
--   edge_coupon    VARCHAR  list of coupons, CHR(31) around each; blank = all
--   edge_campaign  VARCHAR  list of campaigns that brought the order, CHR(31) around each; blank = all
-- columns:
--   customer_no      BIGINT  who
--   edge_on          DATE    the day of that order
--   days_since_edge  BIGINT  whole days from it to the last day seen
-- starts from: viewpoint, filtered_orders
WITH
edges AS (
    SELECT
        customer_no,
        CASE CAST($edge AS VARCHAR) WHEN 'last_order' THEN MAX(ordered_at) ELSE MIN(ordered_at) END AS edge_at
    FROM filtered_orders
    WHERE counts_as_order = 1 AND customer_no IS NOT NULL
    GROUP BY customer_no
),
those AS (
    SELECT filtered_orders.customer_no, MIN(filtered_orders.ordered_on) AS edge_on
    FROM filtered_orders
    INNER JOIN edges
        ON edges.customer_no = filtered_orders.customer_no AND edges.edge_at = filtered_orders.ordered_at
    WHERE filtered_orders.counts_as_order = 1
        AND (
            CAST($edge_shop AS VARCHAR) IS NULL
            OR POSITION(CHR(31) || filtered_orders.shop || CHR(31) IN CAST($edge_shop AS VARCHAR)) > 0
        )
        AND (
            CAST($edge_platform AS VARCHAR) IS NULL
            OR POSITION(CHR(31) || filtered_orders.platform || CHR(31) IN CAST($edge_platform AS VARCHAR)) > 0
        )
        AND (
            CAST($edge_channel AS VARCHAR) IS NULL
            OR POSITION(CHR(31) || filtered_orders.channel || CHR(31) IN CAST($edge_channel AS VARCHAR)) > 0
        )
        AND (
            CAST($edge_country AS VARCHAR) IS NULL
            OR POSITION(CHR(31) || filtered_orders.country || CHR(31) IN CAST($edge_country AS VARCHAR)) > 0
        )
        AND (
            CAST($edge_coupon AS VARCHAR) IS NULL
            OR POSITION(CHR(31) || filtered_orders.coupon || CHR(31) IN CAST($edge_coupon AS VARCHAR)) > 0
        )
        AND (
            CAST($edge_campaign AS VARCHAR) IS NULL
            OR POSITION(CHR(31) || filtered_orders.campaign || CHR(31) IN CAST($edge_campaign AS VARCHAR)) > 0
        )
    GROUP BY filtered_orders.customer_no
)
SELECT
    those.customer_no,
    those.edge_on,
    DATE_DIFF('day', those.edge_on, viewpoint.as_of) - 1 AS days_since_edge
FROM those
CROSS JOIN viewpoint
