-- The orders that are seen. A refund brings its money but never counts as an order; a free order counts only when asked.
-- Amounts are converted by the rate of the order's day; an order whose day has none is seen, but counts nowhere.
-- The gross margin of an order is of the goods whose cost is known: their share of the net sales, less that cost.
-- A list is one text: its values, each between two line breaks, CHR(10).
-- parameters:
--   since        DATE     first day of the period; blank = from the beginning
--   until        DATE     last day of the period; blank = to the end
--   shop         VARCHAR  list of shops; blank = all
--   country      VARCHAR  list of countries; blank = all
--   channel      VARCHAR  list of sales channels; blank = all
--   category     VARCHAR  list of product categories, of which the order holds at least one; blank = all
--   currency     VARCHAR  one currency; blank = all
--   report_in    VARCHAR  currency that amounts are converted into; blank = each order's own amounts
--   free_orders  VARCHAR  count or ignore
orders_in_category AS (
    SELECT DISTINCT shop, platform, order_id
    FROM order_lines
    WHERE POSITION(CHR(10) || category || CHR(10) IN CAST($category AS VARCHAR)) > 0
),
day_rates AS (
    SELECT
        own.day,
        own.currency,
        target.per_euro / NULLIF(own.per_euro, 0) AS rate,
        CASE WHEN own.rated_on < target.rated_on THEN own.rated_on ELSE target.rated_on END AS rated_on,
        CASE WHEN own.source = 'ECB' AND target.source = 'ECB' THEN 'ECB' ELSE 'upload' END AS source
    FROM exchange_rates AS own
    INNER JOIN exchange_rates AS target ON target.day = own.day
    WHERE target.currency = CAST($report_in AS VARCHAR) AND own.currency <> CAST($report_in AS VARCHAR)
),
-- What a day's rates make of a cost in another currency than its order's.
cost_rates AS (
    SELECT cost.day, cost.currency AS cost_currency, own.currency, own.per_euro / NULLIF(cost.per_euro, 0) AS rate
    FROM exchange_rates AS cost
    INNER JOIN exchange_rates AS own ON own.day = cost.day
    WHERE cost.currency <> own.currency
),
seen_orders AS (
    SELECT
        orders.shop,
        orders.platform,
        orders.order_id,
        orders.header_upload_id,
        orders.customer_id,
        orders.ordered_at,
        orders.ordered_on,
        CASE WHEN orders.kind = 'refund' THEN 0 ELSE 1 END AS counts_as_order,
        CASE
            WHEN orders.ordered_on < CAST($since AS DATE) OR orders.ordered_on > CAST($until AS DATE) THEN 0
            ELSE 1
        END AS in_period,
        orders.sale_lines,
        orders.currency,
        CASE
            WHEN CAST($report_in AS VARCHAR) IS NULL OR orders.currency = CAST($report_in AS VARCHAR) THEN orders.gross_sales
            ELSE CAST(ROUND(CAST(orders.gross_sales AS DOUBLE) * day_rates.rate, 4) AS DECIMAL(18, 4))
        END AS gross_sales,
        CASE
            WHEN CAST($report_in AS VARCHAR) IS NULL OR orders.currency = CAST($report_in AS VARCHAR) THEN orders.order_discount
            ELSE CAST(ROUND(CAST(orders.order_discount AS DOUBLE) * day_rates.rate, 4) AS DECIMAL(18, 4))
        END AS order_discount,
        CASE
            WHEN CAST($report_in AS VARCHAR) IS NULL OR orders.currency = CAST($report_in AS VARCHAR) THEN orders.refunds
            ELSE CAST(ROUND(CAST(orders.refunds AS DOUBLE) * day_rates.rate, 4) AS DECIMAL(18, 4))
        END AS refunds,
        orders.country,
        orders.channel,
        orders.coupon,
        orders.first_product,
        orders.first_category,
        orders.campaign,
        CASE
            WHEN orders.cost_currency IS NULL OR orders.cost_currency = orders.currency OR cost_rates.rate IS NOT NULL
            THEN orders.costed_share
            ELSE CAST(0 AS DOUBLE)
        END AS costed_share,
        COALESCE(CAST(orders.cost AS DOUBLE), 0)
        * CASE
            WHEN orders.cost_currency IS NULL OR orders.cost_currency = orders.currency THEN 1
            ELSE COALESCE(cost_rates.rate, 0)
        END
        * CASE
            WHEN CAST($report_in AS VARCHAR) IS NULL OR orders.currency = CAST($report_in AS VARCHAR) THEN 1
            ELSE day_rates.rate
        END AS cost,
        orders.region,
        orders.units,
        orders.order_no,
        orders.customer_no,
        orders.shipped_at,
        orders.delivered_at
    FROM orders
    CROSS JOIN viewpoint
    -- where customers are chosen: INNER JOIN segment_customers ON segment_customers.customer_no = orders.customer_no
    LEFT JOIN cost_rates
        ON cost_rates.day = orders.ordered_on
        AND cost_rates.cost_currency = orders.cost_currency
        AND cost_rates.currency = orders.currency
    LEFT JOIN day_rates ON day_rates.day = orders.ordered_on AND day_rates.currency = orders.currency
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
),
filtered_orders AS (
    SELECT
        shop,
        platform,
        order_id,
        header_upload_id,
        customer_id,
        ordered_at,
        ordered_on,
        counts_as_order,
        in_period,
        sale_lines,
        currency,
        gross_sales,
        order_discount,
        refunds,
        gross_sales - order_discount - refunds AS net_sales,
        country,
        channel,
        coupon,
        first_product,
        first_category,
        campaign,
        CAST(gross_sales AS DOUBLE) * costed_share AS costed_sales,
        CAST(gross_sales - order_discount - refunds AS DOUBLE) * costed_share - cost AS gross_margin,
        region,
        units,
        order_no,
        customer_no,
        shipped_at,
        delivered_at
    FROM seen_orders
    WHERE gross_sales IS NOT NULL
)
