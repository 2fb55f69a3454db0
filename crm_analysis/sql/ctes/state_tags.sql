-- What a customer's orders made of them, day by day: running figures, and the values that follow from these.
-- Where a value is a place among all customers, the limits are those of the last day seen, so that only the customer's
-- own orders change it. Equal figures have equal places.
-- parameters:
--   returning_orders   INTEGER  orders from which a customer is returning
--   discount_orders    INTEGER  orders below which nothing is said of discounts
--   hunter_share       DOUBLE   share of orders with a discount or coupon from which they are a habit
--   rhythm_days        INTEGER  days with orders below which nothing is said of the rhythm
--   weekly_gap         DOUBLE   mean days between days with orders up to which the rhythm is weekly
--   monthly_gap        DOUBLE   … up to which it is monthly
--   quarterly_gap      DOUBLE   … up to which it is quarterly
--   yearly_gap         DOUBLE   … up to which it is yearly
--   dear_share         DOUBLE   share of customers who pay most for a piece: their price level is high
--   cheap_share        DOUBLE   share of customers who pay least: theirs is low
--   top_share          DOUBLE   share of customers with most net sales: the top tier
--   high_share         DOUBLE   share of customers in the two highest tiers
--   middle_share       DOUBLE   share of customers in the three highest tiers
--   near_share         DOUBLE   share of a tier's limit that may be missing to be near it
customer_days AS (
    SELECT
        customer_no,
        ordered_on,
        SUM(counts_as_order) AS orders,
        MAX(CASE WHEN counts_as_order = 1 THEN ordered_on END) AS order_day,
        SUM(CASE WHEN counts_as_order = 1 AND (order_discount > 0 OR coupon IS NOT NULL) THEN 1 ELSE 0 END) AS discounted,
        SUM(net_sales) AS net_sales,
        SUM(CASE WHEN units > 0 THEN gross_sales ELSE 0 END) AS piece_sales,
        SUM(CASE WHEN units > 0 THEN units ELSE 0 END) AS pieces
    FROM filtered_orders
    WHERE customer_no IS NOT NULL
    GROUP BY customer_no, ordered_on
),
customer_sums AS (
    SELECT
        customer_no,
        SUM(net_sales) AS net_sales,
        CAST(SUM(piece_sales) AS DOUBLE) / NULLIF(CAST(SUM(pieces) AS DOUBLE), 0) AS piece_price
    FROM customer_days
    GROUP BY customer_no
    HAVING SUM(orders) > 0
),
sales_places AS (
    SELECT net_sales, COUNT(*) OVER () AS customers, RANK() OVER (ORDER BY net_sales) - 1 AS poorer
    FROM customer_sums
),
price_places AS (
    SELECT piece_price, COUNT(*) OVER () AS customers, RANK() OVER (ORDER BY piece_price) - 1 AS thriftier
    FROM customer_sums
    WHERE piece_price IS NOT NULL
),
sales_limits AS (
    SELECT
        MIN(CASE WHEN poorer + 1e-6 >= (1 - CAST($top_share AS DOUBLE)) * customers THEN net_sales END) AS top_sales,
        MIN(CASE WHEN poorer + 1e-6 >= (1 - CAST($high_share AS DOUBLE)) * customers THEN net_sales END) AS high_sales,
        MIN(CASE WHEN poorer + 1e-6 >= (1 - CAST($middle_share AS DOUBLE)) * customers THEN net_sales END) AS middle_sales
    FROM sales_places
),
price_limits AS (
    SELECT
        MIN(CASE WHEN thriftier + 1e-6 >= (1 - CAST($dear_share AS DOUBLE)) * customers THEN piece_price END) AS dear_price,
        MIN(CASE WHEN thriftier + 1e-6 >= CAST($cheap_share AS DOUBLE) * customers THEN piece_price END) AS middle_price
    FROM price_places
),
running_days AS (
    SELECT
        customer_no,
        ordered_on,
        order_day,
        SUM(orders) OVER (PARTITION BY customer_no ORDER BY ordered_on) AS orders,
        COUNT(order_day) OVER (PARTITION BY customer_no ORDER BY ordered_on) AS order_days,
        MIN(order_day) OVER (PARTITION BY customer_no ORDER BY ordered_on) AS first_on,
        MAX(order_day) OVER (PARTITION BY customer_no ORDER BY ordered_on) AS last_on,
        SUM(discounted) OVER (PARTITION BY customer_no ORDER BY ordered_on) AS discounted,
        SUM(net_sales) OVER (PARTITION BY customer_no ORDER BY ordered_on) AS net_sales,
        SUM(piece_sales) OVER (PARTITION BY customer_no ORDER BY ordered_on) AS piece_sales,
        SUM(pieces) OVER (PARTITION BY customer_no ORDER BY ordered_on) AS pieces
    FROM customer_days
),
day_figures AS (
    SELECT
        customer_no,
        ordered_on,
        order_day,
        last_on,
        orders,
        order_days,
        CAST(DATE_DIFF('day', first_on, last_on) AS DOUBLE) / NULLIF(order_days - 1, 0) AS mean_gap,
        CAST(discounted AS DOUBLE) / NULLIF(orders, 0) AS discounted_share,
        net_sales,
        CAST(piece_sales AS DOUBLE) / NULLIF(CAST(pieces AS DOUBLE), 0) AS piece_price
    FROM running_days
),
day_values AS (
    SELECT
        day_figures.customer_no,
        day_figures.ordered_on,
        day_figures.order_day,
        day_figures.last_on,
        day_figures.orders,
        CASE
            WHEN day_figures.orders >= CAST($returning_orders AS INTEGER) THEN 'returning'
            WHEN day_figures.orders > 0 THEN 'new'
        END AS relation,
        CASE
            WHEN day_figures.orders < CAST($discount_orders AS INTEGER) THEN NULL
            WHEN day_figures.discounted_share >= CAST($hunter_share AS DOUBLE) THEN 'hunter'
            WHEN day_figures.discounted_share > 0 THEN 'sometimes'
            ELSE 'full_price'
        END AS discounts,
        CASE
            WHEN day_figures.order_days < CAST($rhythm_days AS INTEGER) THEN NULL
            WHEN day_figures.mean_gap <= CAST($weekly_gap AS DOUBLE) THEN 'weekly'
            WHEN day_figures.mean_gap <= CAST($monthly_gap AS DOUBLE) THEN 'monthly'
            WHEN day_figures.mean_gap <= CAST($quarterly_gap AS DOUBLE) THEN 'quarterly'
            WHEN day_figures.mean_gap <= CAST($yearly_gap AS DOUBLE) THEN 'yearly'
            ELSE 'rarer'
        END AS rhythm,
        CASE
            WHEN day_figures.piece_price >= price_limits.dear_price THEN 'high'
            WHEN day_figures.piece_price >= price_limits.middle_price THEN 'middle'
            WHEN day_figures.piece_price IS NOT NULL THEN 'low'
        END AS price_level,
        CASE
            WHEN day_figures.net_sales >= sales_limits.top_sales THEN 'top'
            WHEN day_figures.net_sales >= sales_limits.high_sales THEN 'high'
            WHEN day_figures.net_sales >= sales_limits.middle_sales THEN 'middle'
            ELSE 'low'
        END AS value_tier,
        CASE
            WHEN day_figures.net_sales >= sales_limits.top_sales OR day_figures.net_sales <= 0 THEN NULL
            WHEN day_figures.net_sales >= sales_limits.high_sales
                AND day_figures.net_sales >= (1 - CAST($near_share AS DOUBLE)) * sales_limits.top_sales
            THEN 'top'
            WHEN day_figures.net_sales >= sales_limits.high_sales THEN NULL
            WHEN day_figures.net_sales >= sales_limits.middle_sales
                AND day_figures.net_sales >= (1 - CAST($near_share AS DOUBLE)) * sales_limits.high_sales
            THEN 'high'
            WHEN day_figures.net_sales >= sales_limits.middle_sales THEN NULL
            WHEN day_figures.net_sales >= (1 - CAST($near_share AS DOUBLE)) * sales_limits.middle_sales THEN 'middle'
        END AS next_tier
    FROM day_figures
    CROSS JOIN sales_limits
    CROSS JOIN price_limits
),
day_changes AS (
    SELECT
        customer_no,
        ordered_on,
        order_day,
        orders,
        relation,
        discounts,
        rhythm,
        price_level,
        value_tier,
        next_tier,
        LAG(last_on) OVER (PARTITION BY customer_no ORDER BY ordered_on, customer_no) AS last_on_before,
        LAG(relation) OVER (PARTITION BY customer_no ORDER BY ordered_on, customer_no) AS relation_before,
        LAG(discounts) OVER (PARTITION BY customer_no ORDER BY ordered_on, customer_no) AS discounts_before,
        LAG(rhythm) OVER (PARTITION BY customer_no ORDER BY ordered_on, customer_no) AS rhythm_before,
        LAG(price_level) OVER (PARTITION BY customer_no ORDER BY ordered_on, customer_no) AS price_level_before,
        LAG(value_tier) OVER (PARTITION BY customer_no ORDER BY ordered_on, customer_no) AS value_tier_before,
        LAG(next_tier) OVER (PARTITION BY customer_no ORDER BY ordered_on, customer_no) AS next_tier_before,
        LEAD(ordered_on) OVER (PARTITION BY customer_no ORDER BY ordered_on, customer_no) AS next_on
    FROM day_values
),
customer_states AS (
    SELECT
        day_changes.customer_no,
        MAX(CASE WHEN day_changes.next_on IS NULL THEN day_changes.relation END) AS relation,
        MAX(CASE WHEN day_changes.next_on IS NULL THEN day_changes.discounts END) AS discounts,
        MAX(CASE WHEN day_changes.next_on IS NULL THEN day_changes.rhythm END) AS rhythm,
        MAX(CASE WHEN day_changes.next_on IS NULL THEN day_changes.price_level END) AS price_level,
        MAX(CASE WHEN day_changes.next_on IS NULL THEN day_changes.value_tier END) AS value_tier,
        MAX(CASE WHEN day_changes.next_on IS NULL THEN day_changes.next_tier END) AS next_tier,
        MAX(CASE WHEN COALESCE(day_changes.relation, '') <> COALESCE(day_changes.relation_before, '') THEN day_changes.ordered_on END) AS relation_since,
        MAX(CASE WHEN COALESCE(day_changes.discounts, '') <> COALESCE(day_changes.discounts_before, '') THEN day_changes.ordered_on END) AS discounts_since,
        MAX(CASE WHEN COALESCE(day_changes.rhythm, '') <> COALESCE(day_changes.rhythm_before, '') THEN day_changes.ordered_on END) AS rhythm_since,
        MAX(CASE WHEN COALESCE(day_changes.price_level, '') <> COALESCE(day_changes.price_level_before, '') THEN day_changes.ordered_on END) AS price_level_since,
        MAX(CASE WHEN COALESCE(day_changes.value_tier, '') <> COALESCE(day_changes.value_tier_before, '') THEN day_changes.ordered_on END) AS value_tier_since,
        MAX(CASE WHEN COALESCE(day_changes.next_tier, '') <> COALESCE(day_changes.next_tier_before, '') THEN day_changes.ordered_on END) AS next_tier_since,
        MAX(day_changes.order_day) AS last_on,
        MAX(
            CASE
                WHEN day_changes.last_on_before IS NULL
                    OR DATE_DIFF('day', day_changes.last_on_before, day_changes.order_day) >= lapse.cooling_days
                THEN day_changes.order_day
            END
        ) AS active_since
    FROM day_changes
    CROSS JOIN lapse
    GROUP BY day_changes.customer_no
    HAVING MAX(day_changes.orders) > 0
),
silences_now AS (
    SELECT
        customer_states.customer_no,
        customer_states.last_on,
        customer_states.active_since,
        DATE_DIFF('day', customer_states.last_on, viewpoint.as_of) - 1 AS days,
        lapse.cooling_days,
        lapse.lapse_days,
        lapse.lost_days
    FROM customer_states
    CROSS JOIN viewpoint
    INNER JOIN lapse ON lapse.lapse_days IS NOT NULL
),
customer_values AS (
    SELECT customer_no, 'relation' AS tag, relation AS value, relation_since AS since
    FROM customer_states
    WHERE relation IS NOT NULL
    UNION ALL
    SELECT customer_no, 'discounts' AS tag, discounts AS value, discounts_since AS since
    FROM customer_states
    WHERE discounts IS NOT NULL
    UNION ALL
    SELECT customer_no, 'rhythm' AS tag, rhythm AS value, rhythm_since AS since
    FROM customer_states
    WHERE rhythm IS NOT NULL
    UNION ALL
    SELECT customer_no, 'price_level' AS tag, price_level AS value, price_level_since AS since
    FROM customer_states
    WHERE price_level IS NOT NULL
    UNION ALL
    SELECT customer_no, 'value_tier' AS tag, value_tier AS value, value_tier_since AS since
    FROM customer_states
    WHERE value_tier IS NOT NULL
    UNION ALL
    SELECT customer_no, 'next_tier' AS tag, next_tier AS value, next_tier_since AS since
    FROM customer_states
    WHERE next_tier IS NOT NULL
    UNION ALL
    SELECT
        customer_no,
        'flag' AS tag,
        CASE
            WHEN days < cooling_days THEN 'active'
            WHEN days <= lapse_days THEN 'cooling'
            WHEN days <= lost_days THEN 'at_risk'
            ELSE 'lost'
        END AS value,
        CASE
            WHEN days < cooling_days THEN active_since
            WHEN days <= lapse_days THEN last_on + cooling_days
            WHEN days <= lost_days THEN last_on + lapse_days + 1
            ELSE last_on + lost_days + 1
        END AS since
    FROM silences_now
),
state_tags AS (
    SELECT customers.customer_id, customer_values.tag, customer_values.value, customer_values.since
    FROM customer_values
    INNER JOIN customers ON customers.customer_no = customer_values.customer_no
)
