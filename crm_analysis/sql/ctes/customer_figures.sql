-- What each customer with an order in the period has ordered in it, in figures.
customer_figures AS (
    SELECT
        kept_figures.customer_no,
        kept_figures.first_order_on,
        kept_figures.first_order_on AS first_on,
        kept_figures.last_on,
        kept_figures.frequency,
        kept_figures.discounted_orders,
        kept_figures.weekend_orders,
        kept_figures.gross_sales,
        kept_figures.refunds,
        kept_figures.net_sales
    FROM kept_figures
    INNER JOIN kept_until ON kept_until.last_day IS NOT NULL
    -- where customers are chosen: INNER JOIN segment_customers ON segment_customers.customer_no = kept_figures.customer_no
    UNION ALL
    SELECT
        filtered_orders.customer_no,
        MIN(CASE WHEN counts_as_order = 1 THEN ordered_on END) AS first_order_on,
        MIN(CASE WHEN counts_as_order = 1 AND in_period = 1 THEN ordered_on END) AS first_on,
        MAX(CASE WHEN counts_as_order = 1 AND in_period = 1 THEN ordered_on END) AS last_on,
        CAST(SUM(counts_as_order * in_period) AS BIGINT) AS frequency,
        CAST(
            SUM(CASE WHEN coupon IS NOT NULL OR order_discount > 0 THEN counts_as_order * in_period ELSE 0 END) AS BIGINT
        ) AS discounted_orders,
        CAST(
            SUM(
                CASE
                    WHEN MOD(DATE_DIFF('day', DATE '1900-01-01', ordered_on), 7) >= 5 THEN counts_as_order * in_period
                    ELSE 0
                END
            ) AS BIGINT
        ) AS weekend_orders,
        CAST(SUM(CASE WHEN in_period = 1 THEN gross_sales ELSE 0 END) AS DECIMAL(18, 4)) AS gross_sales,
        CAST(SUM(CASE WHEN in_period = 1 THEN refunds ELSE 0 END) AS DECIMAL(18, 4)) AS refunds,
        CAST(SUM(CASE WHEN in_period = 1 THEN net_sales ELSE 0 END) AS DECIMAL(18, 4)) AS net_sales
    FROM filtered_orders
    INNER JOIN kept_until ON kept_until.last_day IS NULL
    WHERE filtered_orders.customer_no IS NOT NULL
    GROUP BY filtered_orders.customer_no
    HAVING SUM(counts_as_order * in_period) > 0
)
