-- The last day of the period, else the last one seen.
last_day AS (
    SELECT
        CASE
            WHEN CAST($until AS DATE) < as_of THEN CAST($until AS DATE)
            ELSE CAST(as_of - INTERVAL '1' DAY AS DATE)
        END AS day
    FROM viewpoint
)
