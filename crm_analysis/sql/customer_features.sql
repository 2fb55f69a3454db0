-- How does each customer buy, in the figures that tell customers apart?
-- grain: one row per customer with an order in the period
-- columns:
--   customer_no       BIGINT          who, as the store counts customers
--   customer_id       VARCHAR         who, as the shop knows them; blank unless names are told
--   recency_days      BIGINT          whole days from the last order to the last day seen, 0 = ordered on it
--   frequency         BIGINT          orders in the period
--   monetary          DECIMAL(18, 4)  gross or net sales in the period, as asked
--   average_order     DOUBLE          monetary by frequency
--   tenure_days       BIGINT          whole days from the first order ever seen to the last day seen
--   usual_gap_days    DOUBLE          mean days from one order to the next; blank where there is one only
--   discount_share    DOUBLE          share of their orders with a coupon or with a discount on the whole order
--   refund_share      DOUBLE          money given back as a share of gross sales, at most 1; blank where they are nothing
--   category_breadth  BIGINT          different product categories that they bought; blank where none is known
--   weekend_share     DOUBLE          share of their orders that were placed on a Saturday or Sunday
--   net_sales         DECIMAL(18, 4)  net sales in the period
-- starts from: viewpoint, filtered_orders, kept_until, customer_figures
-- parameters:
--   sales    VARCHAR  gross or net: which sales are monetary
--   breadth  VARCHAR  count or skip: whether categories are counted, which takes every line of every order
--   names    VARCHAR  tell or skip: whether customer_id is told, which takes longer than all other columns
WITH
names AS (
    SELECT customer_no AS named_no, customer_id
    FROM customers
    WHERE CAST($names AS VARCHAR) = 'tell'
),
breadths AS (
    SELECT filtered_orders.customer_no, COUNT(DISTINCT order_lines.category) AS categories
    FROM filtered_orders
    INNER JOIN order_lines
        ON order_lines.shop = filtered_orders.shop
        AND order_lines.platform = filtered_orders.platform
        AND order_lines.order_id = filtered_orders.order_id
    WHERE CAST($breadth AS VARCHAR) = 'count'
        AND filtered_orders.customer_no IS NOT NULL
        AND filtered_orders.counts_as_order = 1
        AND filtered_orders.in_period = 1
        AND order_lines.quantity > 0
        AND order_lines.category IS NOT NULL
    GROUP BY filtered_orders.customer_no
),
sums AS (
    SELECT
        customer_figures.customer_no,
        DATE_DIFF('day', customer_figures.last_on, viewpoint.as_of) - 1 AS recency_days,
        customer_figures.frequency,
        CASE CAST($sales AS VARCHAR) WHEN 'net' THEN customer_figures.net_sales ELSE customer_figures.gross_sales END AS monetary,
        DATE_DIFF('day', customer_figures.first_order_on, viewpoint.as_of) - 1 AS tenure_days,
        CAST(DATE_DIFF('day', customer_figures.first_on, customer_figures.last_on) AS DOUBLE) / NULLIF(customer_figures.frequency - 1, 0)
            AS usual_gap_days,
        CAST(customer_figures.discounted_orders AS DOUBLE) / NULLIF(customer_figures.frequency, 0) AS discount_share,
        CAST(customer_figures.refunds AS DOUBLE) / NULLIF(CAST(customer_figures.gross_sales AS DOUBLE), 0) AS refund_share,
        breadths.categories,
        CAST(customer_figures.weekend_orders AS DOUBLE) / NULLIF(customer_figures.frequency, 0) AS weekend_share,
        customer_figures.net_sales
    FROM customer_figures
    CROSS JOIN viewpoint
    LEFT JOIN breadths ON breadths.customer_no = customer_figures.customer_no
)
SELECT
    sums.customer_no,
    names.customer_id,
    CAST(sums.recency_days AS BIGINT) AS recency_days,
    CAST(sums.frequency AS BIGINT) AS frequency,
    CAST(sums.monetary AS DECIMAL(18, 4)) AS monetary,
    CAST(sums.monetary AS DOUBLE) / NULLIF(sums.frequency, 0) AS average_order,
    CAST(sums.tenure_days AS BIGINT) AS tenure_days,
    sums.usual_gap_days,
    sums.discount_share,
    CASE WHEN sums.refund_share > 1 THEN CAST(1 AS DOUBLE) ELSE sums.refund_share END AS refund_share,
    CAST(sums.categories AS BIGINT) AS category_breadth,
    sums.weekend_share,
    CAST(sums.net_sales AS DECIMAL(18, 4)) AS net_sales
FROM sums
LEFT JOIN names ON names.named_no = sums.customer_no
ORDER BY customer_no
