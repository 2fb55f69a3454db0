-- What has each customer ordered, in the days and places asked for?
-- grain: one row per customer with such an order, or with money given back in these days
-- parameters:
--   within_days  INTEGER  only orders of so many days up to the last day seen; blank = all
--   platform     VARCHAR  list of ids of platforms, CHR(31) around each; blank = all orders
--   coupon       VARCHAR  list of coupons, CHR(31) around each; blank = all orders
--   campaign     VARCHAR  list of campaigns that brought the order, CHR(31) around each; blank = all orders
-- columns:
--   customer_no             BIGINT          who
--   orders                  BIGINT          orders
--   gross_sales             DECIMAL(18, 4)  sum of their gross sales
--   net_sales               DECIMAL(18, 4)  sum of their net sales
--   average_order           DOUBLE          net sales / orders
--   largest_order           DECIMAL(18, 4)  net sales of the largest of them
--   refunds                 DECIMAL(18, 4)  money given back
--   discounts               DECIMAL(18, 4)  discounts on orders as a whole
--   refund_share            DOUBLE          refunds / gross sales
--   discount_share          DOUBLE          discounts / gross sales
--   first_order_on          DATE            first such order
--   last_order_on           DATE            last such order
--   days_since_first_order  BIGINT          whole days from it to the last day seen
--   days_since_last_order   BIGINT          whole days from it to the last day seen
-- starts from: viewpoint, filtered_orders
WITH
sums AS (
    SELECT
        filtered_orders.customer_no,
        SUM(filtered_orders.counts_as_order) AS orders,
        SUM(filtered_orders.gross_sales) AS gross_sales,
        SUM(filtered_orders.net_sales) AS net_sales,
        MAX(CASE WHEN filtered_orders.counts_as_order = 1 THEN filtered_orders.net_sales END) AS largest_order,
        SUM(filtered_orders.refunds) AS refunds,
        SUM(filtered_orders.order_discount) AS discounts,
        MIN(CASE WHEN filtered_orders.counts_as_order = 1 THEN filtered_orders.ordered_on END) AS first_order_on,
        MAX(CASE WHEN filtered_orders.counts_as_order = 1 THEN filtered_orders.ordered_on END) AS last_order_on
    FROM filtered_orders
    CROSS JOIN viewpoint
    WHERE filtered_orders.customer_no IS NOT NULL
        AND filtered_orders.in_period = 1
        AND (
            CAST($within_days AS INTEGER) IS NULL
            OR DATE_DIFF('day', filtered_orders.ordered_on, viewpoint.as_of) <= CAST($within_days AS INTEGER)
        )
        AND (
            CAST($platform AS VARCHAR) IS NULL
            OR POSITION(CHR(31) || filtered_orders.platform || CHR(31) IN CAST($platform AS VARCHAR)) > 0
        )
        AND (
            CAST($coupon AS VARCHAR) IS NULL
            OR POSITION(CHR(31) || filtered_orders.coupon || CHR(31) IN CAST($coupon AS VARCHAR)) > 0
        )
        AND (
            CAST($campaign AS VARCHAR) IS NULL
            OR POSITION(CHR(31) || filtered_orders.campaign || CHR(31) IN CAST($campaign AS VARCHAR)) > 0
        )
    GROUP BY filtered_orders.customer_no
)
SELECT
    sums.customer_no,
    CAST(sums.orders AS BIGINT) AS orders,
    CAST(sums.gross_sales AS DECIMAL(18, 4)) AS gross_sales,
    CAST(sums.net_sales AS DECIMAL(18, 4)) AS net_sales,
    CAST(sums.net_sales AS DOUBLE) / NULLIF(sums.orders, 0) AS average_order,
    CAST(sums.largest_order AS DECIMAL(18, 4)) AS largest_order,
    CAST(sums.refunds AS DECIMAL(18, 4)) AS refunds,
    CAST(sums.discounts AS DECIMAL(18, 4)) AS discounts,
    CAST(sums.refunds AS DOUBLE) / NULLIF(CAST(sums.gross_sales AS DOUBLE), 0) AS refund_share,
    CAST(sums.discounts AS DOUBLE) / NULLIF(CAST(sums.gross_sales AS DOUBLE), 0) AS discount_share,
    sums.first_order_on,
    sums.last_order_on,
    DATE_DIFF('day', sums.first_order_on, viewpoint.as_of) - 1 AS days_since_first_order,
    DATE_DIFF('day', sums.last_order_on, viewpoint.as_of) - 1 AS days_since_last_order
FROM sums
CROSS JOIN viewpoint
