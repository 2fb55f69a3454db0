-- The orders that are seen. A refund brings its money but never counts as an order; a free order counts only when asked.
-- A list is one text: its values, each between two line breaks, CHR(10).
-- parameters:
--   since        DATE     first day of the period; blank = from the beginning
--   until        DATE     last day of the period; blank = to the end
--   shop         VARCHAR  list of shops; blank = all
--   country      VARCHAR  list of countries; blank = all
--   channel      VARCHAR  list of sales channels; blank = all
--   category     VARCHAR  list of product categories, of which the order holds at least one; blank = all
--   currency     VARCHAR  one currency; blank = all
--   free_orders  VARCHAR  count or ignore
orders_in_category AS (
    SELECT DISTINCT shop, platform, order_id
    FROM order_lines
    WHERE POSITION(CHR(10) || category || CHR(10) IN CAST($category AS VARCHAR)) > 0
),
filtered_orders AS (
    SELECT
        orders.shop,
        orders.platform,
        orders.order_id,
        orders.customer_id,
        orders.ordered_at,
        orders.ordered_on,
        CASE WHEN orders.kind = 'refund' THEN 0 ELSE 1 END AS counts_as_order,
        CASE
            WHEN orders.ordered_on < CAST($since AS DATE) OR orders.ordered_on > CAST($until AS DATE) THEN 0
            ELSE 1
        END AS in_period,
        orders.sale_lines,
        orders.gross_sales,
        orders.order_discount,
        orders.refunds,
        orders.net_sales,
        orders.country,
        orders.channel,
        orders.coupon,
        orders.first_product,
        orders.first_category
    FROM orders
    CROSS JOIN viewpoint
    LEFT JOIN orders_in_category
        ON CAST($category AS VARCHAR) IS NOT NULL
        AND orders_in_category.shop = orders.shop
        AND orders_in_category.platform = orders.platform
        AND orders_in_category.order_id = orders.order_id
    WHERE orders.ordered_on < viewpoint.as_of
        AND (orders.kind IN ('sale', 'refund') OR (orders.kind = 'free' AND CAST($free_orders AS VARCHAR) = 'count'))
        AND (CAST($shop AS VARCHAR) IS NULL OR POSITION(CHR(10) || orders.shop || CHR(10) IN CAST($shop AS VARCHAR)) > 0)
        AND (
            CAST($country AS VARCHAR) IS NULL
            OR POSITION(CHR(10) || orders.country || CHR(10) IN CAST($country AS VARCHAR)) > 0
        )
        AND (
            CAST($channel AS VARCHAR) IS NULL
            OR POSITION(CHR(10) || orders.channel || CHR(10) IN CAST($channel AS VARCHAR)) > 0
        )
        AND (CAST($category AS VARCHAR) IS NULL OR orders_in_category.order_id IS NOT NULL)
        AND (CAST($currency AS VARCHAR) IS NULL OR orders.currency = CAST($currency AS VARCHAR))
)
