-- The day on which customers are scored: the last one seen.
scored_days AS (
    SELECT CAST(as_of - INTERVAL '1' DAY AS DATE) AS scored_on
    FROM viewpoint
)
