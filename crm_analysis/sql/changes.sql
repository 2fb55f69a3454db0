-- How did each figure run, month by month, up to the last whole month before the day from which we look?
-- Returning: of the customers who first ordered in a month, how many had ordered again by an age; of everybody and by what
-- the first order had. Figures: sales and customers of each month. Products: how many orders held each.
-- The first month seen is left out: it may have begun before, and its customers may have bought before.
-- grain: one row per series and month; the months of a series have no gap
-- parameters:
--   most_age       INTEGER  ages 1 to this one are looked at, in months after that of the first order
--   slice_age      INTEGER  the age at which slices are looked at
--   most_slices    INTEGER  how many values of the first order, those of most customers
--   most_products  INTEGER  how many products, those in most orders; and of products new in the last month as many
-- columns:
--   kind      VARCHAR  returning, figure or product
--   slice_by  VARCHAR  what slices it: none, country, channel, first_category or product
--   slice     VARCHAR  the country, channel, category or product; empty where it is not sliced
--   figure    VARCHAR  came_back, orders, net_sales, average_order_value, new_customers, repeat_rate, refunded or bought
--   age       INTEGER  months after that of the first order; blank where it is not about returning
--   month     DATE     first day of the month: for returning, that of the first order
--   cases     BIGINT   out of how many customers or orders
--   total     DOUBLE   how many of them, or what they come to
--   squares   DOUBLE   sum of the squares of orders' net sales; blank but for net_sales and average_order_value
--   weight    DOUBLE   days of the month, each weighing as much as its weekday in this shop, 1 on average
--   currency  VARCHAR  currency of amounts; blank where there are several
-- starts from: viewpoint, filtered_orders
WITH
dated_orders AS (
    SELECT
        order_no,
        customer_no,
        ordered_at,
        ordered_on,
        CAST(EXTRACT(YEAR FROM ordered_on) * 12 + EXTRACT(MONTH FROM ordered_on) - 1 AS INTEGER) AS period,
        counts_as_order,
        refunds,
        CAST(net_sales AS DOUBLE) AS net_sales,
        country,
        channel,
        first_category
    FROM filtered_orders
),
bounds AS (
    SELECT
        MIN(dated_orders.period) AS first_period,
        CAST(EXTRACT(YEAR FROM MIN(viewpoint.as_of)) * 12 + EXTRACT(MONTH FROM MIN(viewpoint.as_of)) - 2 AS INTEGER)
            AS last_period
    FROM dated_orders
    CROSS JOIN viewpoint
    WHERE dated_orders.counts_as_order = 1
),
months AS (
    SELECT
        bounds.first_period + numbers.n AS period,
        bounds.last_period,
        MAKE_DATE(
            CAST(FLOOR((bounds.first_period + numbers.n) / 12) AS INTEGER),
            MOD(bounds.first_period + numbers.n, 12) + 1,
            1
        ) AS month
    FROM bounds
    INNER JOIN numbers ON numbers.n >= 1 AND numbers.n <= bounds.last_period - bounds.first_period
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
weekdays AS (
    SELECT
        MOD(DATE_DIFF('day', DATE '1900-01-01', ordered_on), 7) AS weekday,
        7 * CAST(SUM(counts_as_order) AS DOUBLE) / NULLIF(SUM(SUM(counts_as_order)) OVER (), 0) AS weight
    FROM dated_orders
    GROUP BY weekday
),
weights AS (
    SELECT months.period, SUM(weekdays.weight) AS weight
    FROM months
    INNER JOIN numbers
        ON numbers.n < DATE_DIFF('day', months.month, CAST(months.month + INTERVAL '1' MONTH AS DATE))
    INNER JOIN weekdays
        ON weekdays.weekday = MOD(DATE_DIFF('day', DATE '1900-01-01', months.month) + numbers.n, 7)
    GROUP BY months.period
),
firsts AS (
    SELECT customer_no, MIN(ordered_at) AS first_order_at, MIN(period) AS period
    FROM dated_orders
    WHERE counts_as_order = 1 AND customer_no IS NOT NULL
    GROUP BY customer_no
),
-- Of several first orders at the same moment, the value that sorts first speaks, and the others are second ones.
journeys AS (
    SELECT
        firsts.customer_no,
        firsts.period,
        CASE
            WHEN SUM(CASE WHEN dated_orders.ordered_at = firsts.first_order_at THEN 1 ELSE 0 END) > 1 THEN 0
            ELSE MIN(CASE WHEN dated_orders.ordered_at > firsts.first_order_at THEN dated_orders.period END) - firsts.period
        END AS came_back_at,
        MIN(CASE WHEN dated_orders.ordered_at = firsts.first_order_at THEN dated_orders.country END) AS country,
        MIN(CASE WHEN dated_orders.ordered_at = firsts.first_order_at THEN dated_orders.channel END) AS channel,
        MIN(CASE WHEN dated_orders.ordered_at = firsts.first_order_at THEN dated_orders.first_category END)
            AS first_category
    FROM firsts
    INNER JOIN dated_orders ON dated_orders.customer_no = firsts.customer_no
    WHERE dated_orders.counts_as_order = 1
    GROUP BY firsts.customer_no, firsts.period, firsts.first_order_at
),
cuts AS (
    SELECT 'none' AS slice_by
    UNION ALL
    SELECT 'country' AS slice_by
    UNION ALL
    SELECT 'channel' AS slice_by
    UNION ALL
    SELECT 'first_category' AS slice_by
),
sliced_journeys AS (
    SELECT
        cuts.slice_by,
        CASE cuts.slice_by
            WHEN 'none' THEN ''
            WHEN 'country' THEN journeys.country
            WHEN 'channel' THEN journeys.channel
            ELSE journeys.first_category
        END AS slice,
        journeys.period,
        journeys.came_back_at
    FROM journeys
    CROSS JOIN cuts
),
slice_sizes AS (
    SELECT slice_by, slice, COUNT(*) AS customers
    FROM sliced_journeys
    WHERE slice IS NOT NULL
    GROUP BY slice_by, slice
),
slice_places AS (
    SELECT
        slice_by,
        slice,
        RANK() OVER (PARTITION BY slice_by ORDER BY customers DESC, slice) AS place,
        COUNT(*) OVER (PARTITION BY slice_by) AS slices
    FROM slice_sizes
),
-- A slice that holds everybody says nothing of its own.
slices AS (
    SELECT slice_by, slice
    FROM slice_places
    WHERE slice_by = 'none' OR (slices > 1 AND place <= CAST($most_slices AS INTEGER))
),
came_back AS (
    SELECT
        slices.slice_by,
        slices.slice,
        numbers.n AS age,
        months.period,
        COUNT(sliced_journeys.period) AS cases,
        SUM(CASE WHEN sliced_journeys.came_back_at <= numbers.n THEN 1 ELSE 0 END) AS total
    FROM slices
    INNER JOIN numbers
        ON numbers.n >= 1
        AND numbers.n <= CAST($most_age AS INTEGER)
        AND (slices.slice_by = 'none' OR numbers.n = CAST($slice_age AS INTEGER))
    INNER JOIN months ON months.period + numbers.n <= months.last_period
    LEFT JOIN sliced_journeys
        ON sliced_journeys.slice_by = slices.slice_by
        AND sliced_journeys.slice = slices.slice
        AND sliced_journeys.period = months.period
    GROUP BY slices.slice_by, slices.slice, numbers.n, months.period
),
sales AS (
    SELECT
        period,
        SUM(counts_as_order) AS orders,
        SUM(net_sales) AS net_sales,
        SUM(net_sales * net_sales) AS squares,
        SUM(CASE WHEN counts_as_order = 1 AND refunds > 0 THEN 1 ELSE 0 END) AS refunded
    FROM dated_orders
    GROUP BY period
),
buyers AS (
    SELECT dated_orders.period, dated_orders.customer_no, firsts.period AS first_period, COUNT(*) AS orders
    FROM dated_orders
    INNER JOIN firsts ON firsts.customer_no = dated_orders.customer_no
    WHERE dated_orders.counts_as_order = 1
    GROUP BY dated_orders.period, dated_orders.customer_no, firsts.period
),
customers AS (
    SELECT
        period,
        COUNT(*) AS customers,
        SUM(CASE WHEN orders > 1 THEN 1 ELSE 0 END) AS repeaters,
        SUM(CASE WHEN first_period = period THEN 1 ELSE 0 END) AS new_customers
    FROM buyers
    GROUP BY period
),
figures AS (
    SELECT 'orders' AS figure
    UNION ALL
    SELECT 'net_sales' AS figure
    UNION ALL
    SELECT 'average_order_value' AS figure
    UNION ALL
    SELECT 'new_customers' AS figure
    UNION ALL
    SELECT 'repeat_rate' AS figure
    UNION ALL
    SELECT 'refunded' AS figure
),
monthly AS (
    SELECT
        figures.figure,
        months.period,
        CASE
            WHEN figures.figure IN ('new_customers', 'repeat_rate') THEN COALESCE(customers.customers, 0)
            ELSE COALESCE(sales.orders, 0)
        END AS cases,
        CASE figures.figure
            WHEN 'orders' THEN CAST(COALESCE(sales.orders, 0) AS DOUBLE)
            WHEN 'new_customers' THEN CAST(COALESCE(customers.new_customers, 0) AS DOUBLE)
            WHEN 'repeat_rate' THEN CAST(COALESCE(customers.repeaters, 0) AS DOUBLE)
            WHEN 'refunded' THEN CAST(COALESCE(sales.refunded, 0) AS DOUBLE)
            ELSE COALESCE(sales.net_sales, CAST(0 AS DOUBLE))
        END AS total,
        CASE
            WHEN figures.figure IN ('net_sales', 'average_order_value') THEN COALESCE(sales.squares, CAST(0 AS DOUBLE))
        END AS squares
    FROM figures
    CROSS JOIN months
    LEFT JOIN sales ON sales.period = months.period
    LEFT JOIN customers ON customers.period = months.period
),
bought AS (
    SELECT DISTINCT
        dated_orders.period,
        dated_orders.order_no,
        COALESCE(goods.product, goods.product_id) AS product
    FROM dated_orders
    INNER JOIN sold_lines ON sold_lines.order_no = dated_orders.order_no
    INNER JOIN goods ON goods.goods_no = sold_lines.goods_no
    WHERE dated_orders.counts_as_order = 1 AND COALESCE(goods.product, goods.product_id) IS NOT NULL
),
baskets AS (
    SELECT period, COUNT(*) AS orders
    FROM (SELECT DISTINCT period, order_no FROM bought) AS orders_with_products
    GROUP BY period
),
product_months AS (
    SELECT product, period, COUNT(*) AS orders
    FROM bought
    GROUP BY product, period
),
-- Known products are chosen by the months before the last one alone: chosen by what is judged, chance would look sure.
product_sizes AS (
    SELECT
        product_months.product,
        SUM(CASE WHEN product_months.period < bounds.last_period THEN product_months.orders ELSE 0 END) AS orders_before,
        SUM(CASE WHEN product_months.period = bounds.last_period THEN product_months.orders ELSE 0 END) AS orders_now
    FROM product_months
    CROSS JOIN bounds
    GROUP BY product_months.product
),
product_places AS (
    SELECT
        product,
        RANK() OVER (
            PARTITION BY CASE WHEN orders_before > 0 THEN 1 ELSE 0 END
            ORDER BY CASE WHEN orders_before > 0 THEN orders_before ELSE orders_now END DESC, product
        ) AS place
    FROM product_sizes
    WHERE orders_before > 0 OR orders_now > 0
),
products AS (
    SELECT
        product_places.product,
        months.period,
        COALESCE(baskets.orders, 0) AS cases,
        COALESCE(product_months.orders, 0) AS total
    FROM product_places
    CROSS JOIN months
    LEFT JOIN baskets ON baskets.period = months.period
    LEFT JOIN product_months
        ON product_months.product = product_places.product AND product_months.period = months.period
    WHERE product_places.place <= CAST($most_products AS INTEGER)
),
series AS (
    SELECT
        'returning' AS kind,
        slice_by,
        slice,
        'came_back' AS figure,
        age,
        period,
        cases,
        CAST(total AS DOUBLE) AS total,
        CAST(NULL AS DOUBLE) AS squares
    FROM came_back
    UNION ALL
    SELECT
        'figure' AS kind,
        'none' AS slice_by,
        '' AS slice,
        figure,
        CAST(NULL AS INTEGER) AS age,
        period,
        cases,
        total,
        squares
    FROM monthly
    UNION ALL
    SELECT
        'product' AS kind,
        'product' AS slice_by,
        product AS slice,
        'bought' AS figure,
        CAST(NULL AS INTEGER) AS age,
        period,
        cases,
        CAST(total AS DOUBLE) AS total,
        CAST(NULL AS DOUBLE) AS squares
    FROM products
)
SELECT
    series.kind,
    series.slice_by,
    series.slice,
    series.figure,
    CAST(series.age AS INTEGER) AS age,
    months.month,
    CAST(series.cases AS BIGINT) AS cases,
    series.total,
    series.squares,
    weights.weight,
    money.currency
FROM series
CROSS JOIN money
INNER JOIN months ON months.period = series.period
INNER JOIN weights ON weights.period = series.period
ORDER BY series.kind, series.slice_by, series.slice, series.figure, series.age, months.month
