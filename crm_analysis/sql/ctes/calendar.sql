-- The period that each day falls in, as a running number: weeks count from the first that begins after
-- 1970-01-04, months, quarters and years from year 0.
-- parameters:
--   by          VARCHAR  week, month, quarter or year; 30d stands for the months in which its cohorts begin; none = one period
--   week_start  INTEGER  day that weeks begin on: 1 Monday … 7 Sunday
first_week AS (
    SELECT CAST(DATE '1970-01-04' + CAST($week_start AS INTEGER) AS DATE) AS first_day
),
shop_beginnings AS (
    SELECT orders.shop, MIN(orders.ordered_on) AS first_day
    FROM orders
    CROSS JOIN viewpoint
    WHERE orders.ordered_on < viewpoint.as_of
        AND (CAST($shop AS VARCHAR) IS NULL OR POSITION(CHR(10) || orders.shop || CHR(10) IN CAST($shop AS VARCHAR)) > 0)
    GROUP BY orders.shop
),
days AS (
    SELECT ordered_on AS day FROM seen_orders
    UNION
    SELECT first_day AS day FROM shop_beginnings
    UNION
    SELECT as_of AS day FROM viewpoint
    UNION
    SELECT CAST(as_of - INTERVAL '1' DAY AS DATE) AS day FROM viewpoint
),
calendar AS (
    SELECT
        days.day,
        CASE CAST($by AS VARCHAR)
            WHEN 'none' THEN 0
            WHEN 'week' THEN CAST(FLOOR(DATE_DIFF('day', first_week.first_day, days.day) / 7) AS INTEGER)
            WHEN 'quarter' THEN CAST(EXTRACT(YEAR FROM days.day) * 4 + EXTRACT(QUARTER FROM days.day) - 1 AS INTEGER)
            WHEN 'year' THEN CAST(EXTRACT(YEAR FROM days.day) AS INTEGER)
            ELSE CAST(EXTRACT(YEAR FROM days.day) * 12 + EXTRACT(MONTH FROM days.day) - 1 AS INTEGER)
        END AS period,
        CASE CAST($by AS VARCHAR)
            WHEN 'none' THEN days.day
            WHEN 'week'
            THEN first_week.first_day + 7 * CAST(FLOOR(DATE_DIFF('day', first_week.first_day, days.day) / 7) AS INTEGER)
            WHEN 'quarter' THEN CAST(DATE_TRUNC('quarter', days.day) AS DATE)
            WHEN 'year' THEN CAST(DATE_TRUNC('year', days.day) AS DATE)
            ELSE CAST(DATE_TRUNC('month', days.day) AS DATE)
        END AS first_day
    FROM days
    CROSS JOIN first_week
)
