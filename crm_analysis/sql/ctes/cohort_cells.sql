-- What each cohort does at each age: a full grid, up to the period of the last day seen.
activity AS (
    SELECT
        slice,
        cohort,
        age,
        SUM(CASE WHEN orders > 0 THEN 1 ELSE 0 END) AS customers,
        SUM(orders) AS orders,
        SUM(net_sales) AS net_sales,
        SUM(gross_sales) AS gross_sales,
        SUM(costed_sales) AS costed_sales,
        SUM(gross_margin) AS gross_margin
    FROM customer_ages
    GROUP BY slice, cohort, age
),
-- The age of each customer's second order, if there is one, and of the last.
customer_lives AS (
    SELECT
        slice,
        cohort,
        customer_id,
        MIN(CASE WHEN age = 0 AND orders > 1 THEN 0 WHEN age > 0 AND orders > 0 THEN age END) AS second_age,
        MAX(CASE WHEN orders > 0 THEN age END) AS last_age
    FROM customer_ages
    GROUP BY slice, cohort, customer_id
),
new_repeaters AS (
    SELECT slice, cohort, second_age AS age, COUNT(*) AS customers
    FROM customer_lives
    WHERE second_age IS NOT NULL
    GROUP BY slice, cohort, second_age
),
last_seen AS (
    SELECT slice, cohort, last_age AS age, COUNT(*) AS customers
    FROM customer_lives
    GROUP BY slice, cohort, last_age
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
-- The period in which the orders of a shop begin: whoever bought there before looks like a new customer.
censored_cohorts AS (
    SELECT DISTINCT cohorts.slice, cohorts.cohort
    FROM shop_beginnings
    INNER JOIN calendar ON calendar.day = shop_beginnings.first_day
    INNER JOIN cohorts
        ON cohorts.cohort = calendar.period
        AND (CAST($slice_by AS VARCHAR) <> 'shop' OR cohorts.slice IN (shop_beginnings.shop, '(other)'))
),
-- A cell is complete when its last day has been seen; after 30 days each, when the cohort's latest member has seen it.
grid AS (
    SELECT
        cohorts.slice,
        cohorts.cohort,
        first_days.first_day,
        cohorts.cohort_size,
        censored_cohorts.cohort IS NOT NULL AS left_censored,
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
    LEFT JOIN censored_cohorts
        ON censored_cohorts.slice = cohorts.slice AND censored_cohorts.cohort = cohorts.cohort
),
cells AS (
    SELECT
        grid.slice,
        grid.cohort,
        grid.first_day,
        grid.cohort_size,
        grid.left_censored,
        grid.age,
        grid.complete,
        COALESCE(activity.customers, 0) AS customers,
        COALESCE(activity.orders, 0) AS orders,
        COALESCE(activity.net_sales, 0) AS net_sales,
        COALESCE(activity.gross_sales, 0) AS gross_sales,
        COALESCE(activity.costed_sales, 0) AS costed_sales,
        COALESCE(activity.gross_margin, 0) AS gross_margin,
        COALESCE(new_repeaters.customers, 0) AS new_repeaters,
        COALESCE(last_seen.customers, 0) AS last_seen
    FROM grid
    LEFT JOIN activity
        ON activity.slice = grid.slice AND activity.cohort = grid.cohort AND activity.age = grid.age
    LEFT JOIN new_repeaters
        ON new_repeaters.slice = grid.slice AND new_repeaters.cohort = grid.cohort AND new_repeaters.age = grid.age
    LEFT JOIN last_seen
        ON last_seen.slice = grid.slice AND last_seen.cohort = grid.cohort AND last_seen.age = grid.age
),
cohort_cells AS (
    SELECT
        slice,
        first_day AS cohort,
        cohort_size,
        left_censored,
        age,
        complete,
        customers,
        orders,
        net_sales,
        gross_sales,
        costed_sales,
        gross_margin,
        SUM(orders) OVER (PARTITION BY slice, cohort ORDER BY age) AS cumulative_orders,
        SUM(net_sales) OVER (PARTITION BY slice, cohort ORDER BY age) AS cumulative_net_sales,
        SUM(gross_sales) OVER (PARTITION BY slice, cohort ORDER BY age) AS cumulative_gross_sales,
        SUM(costed_sales) OVER (PARTITION BY slice, cohort ORDER BY age) AS cumulative_costed_sales,
        SUM(gross_margin) OVER (PARTITION BY slice, cohort ORDER BY age) AS cumulative_gross_margin,
        SUM(new_repeaters) OVER (PARTITION BY slice, cohort ORDER BY age) AS repeaters,
        cohort_size - SUM(last_seen) OVER (PARTITION BY slice, cohort ORDER BY age) + last_seen AS still_ordering
    FROM cells
)
