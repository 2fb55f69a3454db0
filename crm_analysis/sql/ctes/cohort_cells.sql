-- Customers by the period of their first order, and what each cohort does at each age.
-- The first order is judged on everything seen; since and until choose the customers whose first order lies between.
-- parameters:
--   slice_by  VARCHAR  none, country, channel, first_product, first_category or coupon of the first order
first_orders AS (
    SELECT customer_id, MIN(ordered_at) AS first_order_at, MIN(ordered_on) AS first_order_on
    FROM filtered_orders
    WHERE counts_as_order = 1 AND customer_id IS NOT NULL
    GROUP BY customer_id
    HAVING (CAST($since AS DATE) IS NULL OR MIN(ordered_on) >= CAST($since AS DATE))
        AND (CAST($until AS DATE) IS NULL OR MIN(ordered_on) <= CAST($until AS DATE))
),
-- Of several first orders at the same moment, the value that sorts first speaks.
slices AS (
    SELECT
        first_orders.customer_id,
        MIN(
            CASE CAST($slice_by AS VARCHAR)
                WHEN 'country' THEN filtered_orders.country
                WHEN 'channel' THEN filtered_orders.channel
                WHEN 'first_product' THEN filtered_orders.first_product
                WHEN 'first_category' THEN filtered_orders.first_category
                WHEN 'coupon' THEN filtered_orders.coupon
            END
        ) AS slice
    FROM first_orders
    INNER JOIN filtered_orders
        ON filtered_orders.customer_id = first_orders.customer_id
        AND filtered_orders.ordered_at = first_orders.first_order_at
    WHERE filtered_orders.counts_as_order = 1
    GROUP BY first_orders.customer_id
),
members AS (
    SELECT
        first_orders.customer_id,
        first_orders.first_order_on,
        calendar.period AS cohort,
        COALESCE(slices.slice, '') AS slice
    FROM first_orders
    INNER JOIN calendar ON calendar.day = first_orders.first_order_on
    LEFT JOIN slices ON CAST($slice_by AS VARCHAR) <> 'none' AND slices.customer_id = first_orders.customer_id
),
-- A refund dated before the customer's first order belongs to a purchase that is not seen, and stays out.
customer_ages AS (
    SELECT
        members.slice,
        members.cohort,
        members.customer_id,
        CASE CAST($by AS VARCHAR)
            WHEN '30d'
            THEN CAST(FLOOR(DATE_DIFF('day', members.first_order_on, filtered_orders.ordered_on) / 30) AS INTEGER)
            ELSE calendar.period - members.cohort
        END AS age,
        SUM(filtered_orders.counts_as_order) AS orders,
        SUM(filtered_orders.net_sales) AS net_sales
    FROM members
    INNER JOIN filtered_orders ON filtered_orders.customer_id = members.customer_id
    INNER JOIN calendar ON calendar.day = filtered_orders.ordered_on
    WHERE filtered_orders.ordered_on >= members.first_order_on
    GROUP BY members.slice, members.cohort, members.customer_id, age
),
activity AS (
    SELECT
        slice,
        cohort,
        age,
        SUM(CASE WHEN orders > 0 THEN 1 ELSE 0 END) AS customers,
        SUM(net_sales) AS net_sales
    FROM customer_ages
    GROUP BY slice, cohort, age
),
second_orders AS (
    SELECT
        slice,
        cohort,
        customer_id,
        MIN(CASE WHEN age = 0 AND orders > 1 THEN 0 WHEN age > 0 AND orders > 0 THEN age END) AS age
    FROM customer_ages
    GROUP BY slice, cohort, customer_id
),
new_repeaters AS (
    SELECT slice, cohort, age, COUNT(*) AS customers
    FROM second_orders
    WHERE age IS NOT NULL
    GROUP BY slice, cohort, age
),
cohorts AS (
    SELECT
        slice,
        cohort,
        COUNT(*) AS cohort_size,
        MIN(first_order_on) AS earliest,
        MAX(first_order_on) AS latest
    FROM members
    GROUP BY slice, cohort
),
-- A cell is complete when its last day has been seen; after 30 days each, when the cohort's latest member has seen it.
grid AS (
    SELECT
        cohorts.slice,
        cohorts.cohort,
        first_days.first_day,
        cohorts.cohort_size,
        numbers.n AS age,
        CASE CAST($by AS VARCHAR)
            WHEN '30d' THEN DATE_DIFF('day', cohorts.latest, viewpoint.as_of) >= 30 * (numbers.n + 1)
            ELSE cohorts.cohort + numbers.n < next_period.period
        END AS complete
    FROM cohorts
    CROSS JOIN viewpoint
    INNER JOIN calendar AS first_days ON first_days.day = cohorts.earliest
    INNER JOIN calendar AS next_period ON next_period.day = viewpoint.as_of
    INNER JOIN calendar AS last_period ON last_period.day = CAST(viewpoint.as_of - INTERVAL '1' DAY AS DATE)
    INNER JOIN numbers
        ON numbers.n <= CASE CAST($by AS VARCHAR)
            WHEN '30d' THEN (DATE_DIFF('day', cohorts.earliest, viewpoint.as_of) - 1) / 30
            ELSE last_period.period - cohorts.cohort
        END
),
cohort_cells AS (
    SELECT
        grid.slice,
        grid.first_day AS cohort,
        grid.cohort_size,
        grid.age,
        grid.complete,
        COALESCE(activity.customers, 0) AS customers,
        COALESCE(activity.net_sales, 0) AS net_sales,
        SUM(COALESCE(activity.net_sales, 0)) OVER (PARTITION BY grid.slice, grid.cohort ORDER BY grid.age)
            AS cumulative_net_sales,
        SUM(COALESCE(new_repeaters.customers, 0)) OVER (PARTITION BY grid.slice, grid.cohort ORDER BY grid.age)
            AS repeaters
    FROM grid
    LEFT JOIN activity
        ON activity.slice = grid.slice AND activity.cohort = grid.cohort AND activity.age = grid.age
    LEFT JOIN new_repeaters
        ON new_repeaters.slice = grid.slice AND new_repeaters.cohort = grid.cohort AND new_repeaters.age = grid.age
)
