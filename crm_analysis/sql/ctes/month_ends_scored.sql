-- The days on which customers are scored: the last of each month, the newest months; of the month that still runs, the
-- last day of the period, else the last seen.
-- parameters:
--   months  INTEGER  how many months at most
-- starts from: last_day
month_span AS (
    SELECT
        last_day.day AS last_day,
        MIN(CAST(EXTRACT(YEAR FROM filtered_orders.ordered_on) * 12 + EXTRACT(MONTH FROM filtered_orders.ordered_on) - 1 AS INTEGER))
            AS first_month,
        CAST(EXTRACT(YEAR FROM last_day.day) * 12 + EXTRACT(MONTH FROM last_day.day) - 1 AS INTEGER) AS last_month
    FROM last_day
    INNER JOIN filtered_orders ON filtered_orders.ordered_on <= last_day.day
    WHERE filtered_orders.counts_as_order = 1 AND filtered_orders.customer_id IS NOT NULL
    GROUP BY last_day.day
),
scored_months AS (
    SELECT
        MAKE_DATE(
            CAST(FLOOR((month_span.last_month - numbers.n) / 12) AS INTEGER),
            MOD(month_span.last_month - numbers.n, 12) + 1,
            1
        ) AS month,
        CASE
            WHEN numbers.n = 0 THEN month_span.last_day
            ELSE CAST(
                MAKE_DATE(
                    CAST(FLOOR((month_span.last_month - numbers.n + 1) / 12) AS INTEGER),
                    MOD(month_span.last_month - numbers.n + 1, 12) + 1,
                    1
                ) - INTERVAL '1' DAY AS DATE
            )
        END AS scored_on
    FROM month_span
    INNER JOIN numbers
        ON numbers.n < CAST($months AS INTEGER)
        AND numbers.n <= month_span.last_month - month_span.first_month
),
scored_days AS (
    SELECT scored_on
    FROM scored_months
)
