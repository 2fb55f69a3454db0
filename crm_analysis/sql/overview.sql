-- What was sold in a period, to how many customers, and how many of them had bought before?
-- grain: one row per period, periods without an order included; one row for everything when by is none
-- columns:
--   period                      DATE            first day of the period; when by is none, the first day counted
--   as_of                       DATE            the day from which we look
--   orders                      BIGINT          orders, guests' included
--   guest_orders                BIGINT          of them, without a customer
--   customer_orders             BIGINT          of them, with a customer
--   sale_lines                  BIGINT          lines with quantity > 0 and amount > 0
--   guest_sale_lines            BIGINT          of them, in orders without a customer
--   customers                   BIGINT          customers with an order in the period
--   gross_sales                 DECIMAL(18, 4)  sum of sale lines, after line discounts
--   guest_gross_sales           DECIMAL(18, 4)  of it, without a customer
--   order_discounts             DECIMAL(18, 4)  discounts on orders as a whole
--   refunds                     DECIMAL(18, 4)  money given back in orders dated in the period
--   guest_refunds               DECIMAL(18, 4)  of it, without a customer
--   net_sales                   DECIMAL(18, 4)  gross_sales - order_discounts - refunds
--   guest_net_sales             DECIMAL(18, 4)  of it, without a customer
--   average_order_value         DOUBLE          net_sales / orders
--   repeat_rate                 DOUBLE          share of customers with two orders or more in the period
--   orders_per_customer         DOUBLE          customer_orders / customers
--   median_days_between_orders  DOUBLE          days from the same customer's order before, wherever that lies
--   new_customers               BIGINT          customers whose first order ever lies in the period
--   returning_customers         BIGINT          the other customers
--   currency                    VARCHAR         currency of all amounts; blank where there are several, or no order
--   unconverted_orders          BIGINT          orders left out of all other columns, for want of an exchange rate
--   new_net_sales               DECIMAL(18, 4)  of net_sales, what new_customers brought
--   returning_net_sales         DECIMAL(18, 4)  of net_sales, what customers with an earlier order brought
--   returning_sales_share       DOUBLE          returning_net_sales / (new_net_sales + returning_net_sales); blank after a net loss
--   lost_customers              BIGINT          customers whose silence was seen to grow longer than lost_days in the period; blank if not known
--   lapse_days                  INTEGER         the lapse point in days of silence; blank where too few have returned
--   lost_known_from             DATE            first day on which a customer can be seen to be lost; blank where lapse_days is
--   lost_days                   INTEGER         days of silence after which a customer is lost; blank where lapse_days is
-- starts from: viewpoint, filtered_orders, calendar, lapse, lost
WITH
bounds AS (
    SELECT MIN(calendar.period) AS first_period, MAX(calendar.period) AS last_period, MIN(calendar.day) AS first_day
    FROM filtered_orders
    INNER JOIN calendar ON calendar.day = filtered_orders.ordered_on
    WHERE filtered_orders.in_period = 1
),
periods AS (
    SELECT
        numbers.n + COALESCE(bounds.first_period, 0) AS period,
        CASE CAST($by AS VARCHAR)
            WHEN 'none' THEN bounds.first_day
            WHEN 'week' THEN first_week.first_day + 7 * (bounds.first_period + numbers.n)
            WHEN 'quarter'
            THEN MAKE_DATE(
                CAST(FLOOR((bounds.first_period + numbers.n) / 4) AS INTEGER),
                MOD(bounds.first_period + numbers.n, 4) * 3 + 1,
                1
            )
            WHEN 'year' THEN MAKE_DATE(bounds.first_period + numbers.n, 1, 1)
            ELSE MAKE_DATE(
                CAST(FLOOR((bounds.first_period + numbers.n) / 12) AS INTEGER),
                MOD(bounds.first_period + numbers.n, 12) + 1,
                1
            )
        END AS first_day
    FROM bounds
    CROSS JOIN first_week
    INNER JOIN numbers
        ON numbers.n <= bounds.last_period - bounds.first_period
        OR (CAST($by AS VARCHAR) = 'none' AND numbers.n = 0)
),
sales AS (
    SELECT
        calendar.period,
        SUM(filtered_orders.counts_as_order) AS orders,
        SUM(CASE WHEN filtered_orders.customer_id IS NULL THEN filtered_orders.counts_as_order ELSE 0 END)
            AS guest_orders,
        SUM(filtered_orders.sale_lines) AS sale_lines,
        SUM(CASE WHEN filtered_orders.customer_id IS NULL THEN filtered_orders.sale_lines ELSE 0 END)
            AS guest_sale_lines,
        SUM(filtered_orders.gross_sales) AS gross_sales,
        SUM(CASE WHEN filtered_orders.customer_id IS NULL THEN filtered_orders.gross_sales ELSE 0 END)
            AS guest_gross_sales,
        SUM(filtered_orders.order_discount) AS order_discounts,
        SUM(filtered_orders.refunds) AS refunds,
        SUM(CASE WHEN filtered_orders.customer_id IS NULL THEN filtered_orders.refunds ELSE 0 END) AS guest_refunds,
        SUM(filtered_orders.net_sales) AS net_sales,
        SUM(CASE WHEN filtered_orders.customer_id IS NULL THEN filtered_orders.net_sales ELSE 0 END) AS guest_net_sales
    FROM filtered_orders
    INNER JOIN calendar ON calendar.day = filtered_orders.ordered_on
    WHERE filtered_orders.in_period = 1
    GROUP BY calendar.period
),
money AS (
    SELECT
        COALESCE(
            CAST($report_in AS VARCHAR),
            CAST($currency AS VARCHAR),
            CASE WHEN MIN(currency) = MAX(currency) THEN MIN(currency) END
        ) AS currency
    FROM filtered_orders
),
unconverted AS (
    SELECT calendar.period, SUM(seen_orders.counts_as_order) AS orders
    FROM seen_orders
    INNER JOIN calendar ON calendar.day = seen_orders.ordered_on
    WHERE seen_orders.in_period = 1 AND seen_orders.gross_sales IS NULL
    GROUP BY calendar.period
),
customer_orders AS (
    SELECT
        filtered_orders.customer_id,
        filtered_orders.in_period,
        filtered_orders.ordered_on,
        calendar.period,
        LAG(filtered_orders.ordered_on)
            OVER (PARTITION BY filtered_orders.customer_id ORDER BY filtered_orders.ordered_on) AS previous_on
    FROM filtered_orders
    INNER JOIN calendar ON calendar.day = filtered_orders.ordered_on
    WHERE filtered_orders.counts_as_order = 1 AND filtered_orders.customer_id IS NOT NULL
),
buyers AS (
    SELECT
        period,
        customer_id,
        COUNT(*) AS orders,
        MAX(CASE WHEN previous_on IS NULL THEN 1 ELSE 0 END) AS is_new
    FROM customer_orders
    WHERE in_period = 1
    GROUP BY period, customer_id
),
customers_by_period AS (
    SELECT
        period,
        COUNT(*) AS customers,
        SUM(CASE WHEN orders > 1 THEN 1 ELSE 0 END) AS repeat_customers,
        SUM(is_new) AS new_customers
    FROM buyers
    GROUP BY period
),
firsts AS (
    SELECT customer_id, period, in_period, ordered_on
    FROM customer_orders
    WHERE previous_on IS NULL
),
-- Money given back to somebody of whom no order is seen is neither new nor returning.
customers_sales AS (
    SELECT
        calendar.period,
        SUM(CASE WHEN firsts.in_period = 1 AND firsts.period = calendar.period THEN filtered_orders.net_sales ELSE 0 END)
            AS new_net_sales,
        SUM(
            CASE
                WHEN firsts.in_period = 1 AND firsts.period = calendar.period THEN 0
                WHEN firsts.ordered_on < filtered_orders.ordered_on THEN filtered_orders.net_sales
                ELSE 0
            END
        ) AS returning_net_sales
    FROM filtered_orders
    INNER JOIN calendar ON calendar.day = filtered_orders.ordered_on
    INNER JOIN firsts ON firsts.customer_id = filtered_orders.customer_id
    WHERE filtered_orders.in_period = 1
    GROUP BY calendar.period
),
stretches AS (
    SELECT
        period,
        first_day,
        CASE WHEN CAST($since AS DATE) > first_day THEN CAST($since AS DATE) ELSE first_day END AS counted_from,
        LEAD(first_day) OVER (ORDER BY first_day) AS next_first_day
    FROM periods
),
-- Whoever was silent when the data began is not seen, so that one of several periods right after it would seem to lose
-- too few beside the others. The whole period holds whoever was seen to be lost in it.
lost_known AS (
    SELECT lapse_days, lost_days, first_order_on + lost_days + 1 AS first_day
    FROM lapse
),
lost_by_period AS (
    SELECT
        stretches.period,
        CASE
            WHEN CAST($by AS VARCHAR) = 'none' AND CAST($until AS DATE) < MIN(lost_known.first_day) THEN NULL
            WHEN CAST($by AS VARCHAR) <> 'none' AND MIN(stretches.counted_from) < MIN(lost_known.first_day) THEN NULL
            ELSE COUNT(DISTINCT lost.customer_no)
        END AS customers
    FROM stretches
    INNER JOIN lost_known ON lost_known.lapse_days IS NOT NULL
    LEFT JOIN lost
        ON CAST($by AS VARCHAR) = 'none'
        OR (
            lost.lost_on >= stretches.first_day
            AND (stretches.next_first_day IS NULL OR lost.lost_on < stretches.next_first_day)
        )
    GROUP BY stretches.period
),
gaps AS (
    SELECT
        period,
        PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY DATE_DIFF('day', previous_on, ordered_on)) AS median_days
    FROM customer_orders
    WHERE in_period = 1 AND previous_on IS NOT NULL
    GROUP BY period
)
SELECT
    periods.first_day AS period,
    viewpoint.as_of,
    CAST(COALESCE(sales.orders, 0) AS BIGINT) AS orders,
    CAST(COALESCE(sales.guest_orders, 0) AS BIGINT) AS guest_orders,
    CAST(COALESCE(sales.orders - sales.guest_orders, 0) AS BIGINT) AS customer_orders,
    CAST(COALESCE(sales.sale_lines, 0) AS BIGINT) AS sale_lines,
    CAST(COALESCE(sales.guest_sale_lines, 0) AS BIGINT) AS guest_sale_lines,
    COALESCE(customers_by_period.customers, 0) AS customers,
    CAST(COALESCE(sales.gross_sales, 0) AS DECIMAL(18, 4)) AS gross_sales,
    CAST(COALESCE(sales.guest_gross_sales, 0) AS DECIMAL(18, 4)) AS guest_gross_sales,
    CAST(COALESCE(sales.order_discounts, 0) AS DECIMAL(18, 4)) AS order_discounts,
    CAST(COALESCE(sales.refunds, 0) AS DECIMAL(18, 4)) AS refunds,
    CAST(COALESCE(sales.guest_refunds, 0) AS DECIMAL(18, 4)) AS guest_refunds,
    CAST(COALESCE(sales.net_sales, 0) AS DECIMAL(18, 4)) AS net_sales,
    CAST(COALESCE(sales.guest_net_sales, 0) AS DECIMAL(18, 4)) AS guest_net_sales,
    CAST(sales.net_sales AS DOUBLE) / NULLIF(sales.orders, 0) AS average_order_value,
    CAST(customers_by_period.repeat_customers AS DOUBLE) / NULLIF(customers_by_period.customers, 0) AS repeat_rate,
    CAST(sales.orders - sales.guest_orders AS DOUBLE) / NULLIF(customers_by_period.customers, 0)
        AS orders_per_customer,
    gaps.median_days AS median_days_between_orders,
    CAST(COALESCE(customers_by_period.new_customers, 0) AS BIGINT) AS new_customers,
    CAST(COALESCE(customers_by_period.customers - customers_by_period.new_customers, 0) AS BIGINT)
        AS returning_customers,
    money.currency,
    CAST(COALESCE(unconverted.orders, 0) AS BIGINT) AS unconverted_orders,
    CAST(COALESCE(customers_sales.new_net_sales, 0) AS DECIMAL(18, 4)) AS new_net_sales,
    CAST(COALESCE(customers_sales.returning_net_sales, 0) AS DECIMAL(18, 4)) AS returning_net_sales,
    CASE
        WHEN customers_sales.new_net_sales >= 0 AND customers_sales.returning_net_sales >= 0
        THEN CAST(customers_sales.returning_net_sales AS DOUBLE)
            / NULLIF(CAST(customers_sales.new_net_sales + customers_sales.returning_net_sales AS DOUBLE), 0)
    END AS returning_sales_share,
    lost_by_period.customers AS lost_customers,
    lost_known.lapse_days,
    lost_known.first_day AS lost_known_from,
    lost_known.lost_days
FROM periods
CROSS JOIN viewpoint
CROSS JOIN money
CROSS JOIN lost_known
LEFT JOIN sales ON sales.period = periods.period
LEFT JOIN customers_by_period ON customers_by_period.period = periods.period
LEFT JOIN gaps ON gaps.period = periods.period
LEFT JOIN unconverted ON unconverted.period = periods.period
LEFT JOIN customers_sales ON customers_sales.period = periods.period
LEFT JOIN lost_by_period ON lost_by_period.period = periods.period
ORDER BY periods.first_day
