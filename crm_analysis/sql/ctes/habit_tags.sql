-- The weekday, and the time of day, of more than so large a share of a customer's days with orders that it is a habit.
-- It holds since the day from which on it has been a habit without a break.
-- parameters:
--   habit_days   INTEGER  days below which it is no habit
--   habit_share  DOUBLE   share of all days with orders that must be exceeded: half, or more
habit_orders AS (
    SELECT DISTINCT
        filtered_orders.customer_no,
        filtered_orders.ordered_on,
        CASE
            WHEN timed_uploads.upload_id IS NULL THEN NULL
            WHEN EXTRACT(HOUR FROM filtered_orders.ordered_at) < 6 THEN 'night'
            WHEN EXTRACT(HOUR FROM filtered_orders.ordered_at) < 12 THEN 'morning'
            WHEN EXTRACT(HOUR FROM filtered_orders.ordered_at) < 18 THEN 'afternoon'
            ELSE 'evening'
        END AS time_of_day
    FROM filtered_orders
    LEFT JOIN timed_uploads ON timed_uploads.upload_id = COALESCE(filtered_orders.header_upload_id, 0)
    WHERE filtered_orders.counts_as_order = 1 AND filtered_orders.customer_no IS NOT NULL
),
habit_days AS (
    SELECT DISTINCT
        customer_no,
        'weekday' AS tag,
        CAST(MOD(MOD(DATE_DIFF('day', DATE '1970-01-05', ordered_on), 7) + 7, 7) + 1 AS VARCHAR) AS value,
        ordered_on
    FROM habit_orders
    UNION ALL
    SELECT customer_no, 'time_of_day' AS tag, time_of_day AS value, ordered_on
    FROM habit_orders
    WHERE time_of_day IS NOT NULL
),
habit_values AS (
    SELECT customer_no, tag, value, COUNT(*) AS days
    FROM habit_days
    GROUP BY customer_no, tag, value
    HAVING COUNT(*) >= CAST($habit_days AS INTEGER)
),
habit_sums AS (
    SELECT customer_no, tag, COUNT(*) AS days
    FROM habit_days
    GROUP BY customer_no, tag
),
habits AS (
    SELECT habit_values.customer_no, habit_values.tag, habit_values.value
    FROM habit_values
    INNER JOIN habit_sums
        ON habit_sums.customer_no = habit_values.customer_no
        AND habit_sums.tag = habit_values.tag
        AND habit_values.days > CAST($habit_share AS DOUBLE) * habit_sums.days
),
habits_so_far AS (
    SELECT
        habit_days.customer_no,
        habit_days.tag,
        habit_days.ordered_on,
        SUM(CASE WHEN habit_days.value = habits.value THEN 1 ELSE 0 END) OVER (
            PARTITION BY habit_days.customer_no, habit_days.tag ORDER BY habit_days.ordered_on
        ) AS own_days,
        COUNT(*) OVER (PARTITION BY habit_days.customer_no, habit_days.tag ORDER BY habit_days.ordered_on) AS days
    FROM habit_days
    INNER JOIN habits ON habits.customer_no = habit_days.customer_no AND habits.tag = habit_days.tag
),
habits_held AS (
    SELECT
        customer_no,
        tag,
        ordered_on,
        CASE
            WHEN own_days >= CAST($habit_days AS INTEGER) AND own_days > CAST($habit_share AS DOUBLE) * days THEN 1
            ELSE 0
        END AS held
    FROM habits_so_far
),
habits_broken AS (
    SELECT customer_no, tag, MAX(CASE WHEN held = 0 THEN ordered_on END) AS broken_on
    FROM habits_held
    GROUP BY customer_no, tag
),
habits_since AS (
    SELECT habits_held.customer_no, habits_held.tag, MIN(habits_held.ordered_on) AS since
    FROM habits_held
    INNER JOIN habits_broken
        ON habits_broken.customer_no = habits_held.customer_no
        AND habits_broken.tag = habits_held.tag
        AND (habits_broken.broken_on IS NULL OR habits_held.ordered_on > habits_broken.broken_on)
    GROUP BY habits_held.customer_no, habits_held.tag
),
habit_tags AS (
    SELECT customers.customer_id, habits.tag, habits.value, habits_since.since
    FROM habits
    INNER JOIN customers ON customers.customer_no = habits.customer_no
    LEFT JOIN habits_since ON habits_since.customer_no = habits.customer_no AND habits_since.tag = habits.tag
)
