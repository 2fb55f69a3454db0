-- How does each customer buy, in the figures that tell customers apart?
-- grain: one row per customer with an order in the period
-- columns:
--   customer_id       VARCHAR         who
--   recency_days      BIGINT          whole days from the last order to the last day seen, 0 = ordered on it
--   frequency         BIGINT          orders in the period
--   monetary          DECIMAL(18, 4)  gross or net sales in the period, as asked
--   average_order     DOUBLE          monetary by frequency
--   tenure_days       BIGINT          whole days from the first order ever seen to the last day seen
--   usual_gap_days    DOUBLE          mean days between the days on which they ordered; blank where there is one only
--   discount_share    DOUBLE          share of their orders with a coupon or with a discount on the whole order
--   refund_share      DOUBLE          money given back as a share of gross sales, at most 1; blank where they are nothing
--   category_breadth  BIGINT          different product categories that they bought; blank where none is known
--   weekend_share     DOUBLE          share of their orders that were placed on a Saturday or Sunday
--   net_sales         DECIMAL(18, 4)  net sales in the period
-- starts from: viewpoint, filtered_orders
-- parameters:
--   sales    VARCHAR  gross or net: which sales are monetary
--   breadth  VARCHAR  count or skip: whether categories are counted, which takes every line of every order
WITH
period_orders AS (
    SELECT
        customer_id,
        shop,
        platform,
        order_id,
        ordered_on,
        counts_as_order,
        CASE WHEN counts_as_order = 1 AND (coupon IS NOT NULL OR order_discount > 0) THEN 1 ELSE 0 END AS discounted,
        CASE
            WHEN counts_as_order = 1 AND MOD(DATE_DIFF('day', DATE '1900-01-01', ordered_on), 7) >= 5 THEN 1
            ELSE 0
        END AS on_weekend,
        gross_sales,
        refunds,
        net_sales
    FROM filtered_orders
    WHERE in_period = 1 AND customer_id IS NOT NULL
),
figures AS (
    SELECT
        customer_id,
        MIN(CASE WHEN counts_as_order = 1 THEN ordered_on END) AS first_on,
        MAX(CASE WHEN counts_as_order = 1 THEN ordered_on END) AS last_on,
        COUNT(DISTINCT CASE WHEN counts_as_order = 1 THEN ordered_on END) AS order_days,
        SUM(counts_as_order) AS frequency,
        SUM(discounted) AS discounted_orders,
        SUM(on_weekend) AS weekend_orders,
        SUM(gross_sales) AS gross_sales,
        SUM(refunds) AS refunds,
        SUM(net_sales) AS net_sales
    FROM period_orders
    GROUP BY customer_id
    HAVING SUM(counts_as_order) > 0
),
beginnings AS (
    SELECT customer_id, MIN(ordered_on) AS first_order_on
    FROM filtered_orders
    WHERE counts_as_order = 1 AND customer_id IS NOT NULL
    GROUP BY customer_id
),
breadths AS (
    SELECT period_orders.customer_id, COUNT(DISTINCT order_lines.category) AS categories
    FROM period_orders
    INNER JOIN order_lines
        ON order_lines.shop = period_orders.shop
        AND order_lines.platform = period_orders.platform
        AND order_lines.order_id = period_orders.order_id
    WHERE CAST($breadth AS VARCHAR) = 'count'
        AND period_orders.counts_as_order = 1
        AND order_lines.quantity > 0
        AND order_lines.category IS NOT NULL
    GROUP BY period_orders.customer_id
),
sums AS (
    SELECT
        figures.customer_id,
        DATE_DIFF('day', figures.last_on, viewpoint.as_of) - 1 AS recency_days,
        figures.frequency,
        CASE CAST($sales AS VARCHAR) WHEN 'net' THEN figures.net_sales ELSE figures.gross_sales END AS monetary,
        DATE_DIFF('day', beginnings.first_order_on, viewpoint.as_of) - 1 AS tenure_days,
        CAST(DATE_DIFF('day', figures.first_on, figures.last_on) AS DOUBLE) / NULLIF(figures.order_days - 1, 0)
            AS usual_gap_days,
        CAST(figures.discounted_orders AS DOUBLE) / NULLIF(figures.frequency, 0) AS discount_share,
        CAST(figures.refunds AS DOUBLE) / NULLIF(CAST(figures.gross_sales AS DOUBLE), 0) AS refund_share,
        breadths.categories,
        CAST(figures.weekend_orders AS DOUBLE) / NULLIF(figures.frequency, 0) AS weekend_share,
        figures.net_sales
    FROM figures
    CROSS JOIN viewpoint
    INNER JOIN beginnings ON beginnings.customer_id = figures.customer_id
    LEFT JOIN breadths ON breadths.customer_id = figures.customer_id
)
SELECT
    customer_id,
    CAST(recency_days AS BIGINT) AS recency_days,
    CAST(frequency AS BIGINT) AS frequency,
    CAST(monetary AS DECIMAL(18, 4)) AS monetary,
    CAST(monetary AS DOUBLE) / NULLIF(frequency, 0) AS average_order,
    CAST(tenure_days AS BIGINT) AS tenure_days,
    usual_gap_days,
    discount_share,
    CASE WHEN refund_share > 1 THEN CAST(1 AS DOUBLE) ELSE refund_share END AS refund_share,
    CAST(categories AS BIGINT) AS category_breadth,
    weekend_share,
    CAST(net_sales AS DECIMAL(18, 4)) AS net_sales
FROM sums
ORDER BY customer_id
