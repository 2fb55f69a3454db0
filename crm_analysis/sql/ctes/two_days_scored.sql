-- The two days on which customers are scored: one to start from, and the last of the period, else the last seen.
-- parameters:
--   moved_from  DATE  the day at whose end the movement starts
scored_days AS (
    SELECT CAST($moved_from AS DATE) AS scored_on
    FROM viewpoint
    UNION
    SELECT
        CASE
            WHEN CAST($until AS DATE) < as_of THEN CAST($until AS DATE)
            ELSE CAST(as_of - INTERVAL '1' DAY AS DATE)
        END AS scored_on
    FROM viewpoint
)
