-- The period that each day falls in, as a running number: weeks start on Monday and count from 1970-01-05,
-- months, quarters and years from year 0.
-- parameters:
--   by  VARCHAR  week, month, quarter or year; 30d stands for the months in which its cohorts begin; none = one period
days AS (
    SELECT ordered_on AS day FROM filtered_orders
    UNION
    SELECT as_of AS day FROM viewpoint
    UNION
    SELECT CAST(as_of - INTERVAL '1' DAY AS DATE) AS day FROM viewpoint
),
calendar AS (
    SELECT
        day,
        CASE CAST($by AS VARCHAR)
            WHEN 'none' THEN 0
            WHEN 'week' THEN CAST(FLOOR(DATE_DIFF('day', DATE '1970-01-05', day) / 7) AS INTEGER)
            WHEN 'quarter' THEN CAST(EXTRACT(YEAR FROM day) * 4 + EXTRACT(QUARTER FROM day) - 1 AS INTEGER)
            WHEN 'year' THEN CAST(EXTRACT(YEAR FROM day) AS INTEGER)
            ELSE CAST(EXTRACT(YEAR FROM day) * 12 + EXTRACT(MONTH FROM day) - 1 AS INTEGER)
        END AS period,
        CASE CAST($by AS VARCHAR)
            WHEN 'none' THEN day
            WHEN 'week' THEN CAST(DATE_TRUNC('week', day) AS DATE)
            WHEN 'quarter' THEN CAST(DATE_TRUNC('quarter', day) AS DATE)
            WHEN 'year' THEN CAST(DATE_TRUNC('year', day) AS DATE)
            ELSE CAST(DATE_TRUNC('month', day) AS DATE)
        END AS first_day
    FROM days
)
