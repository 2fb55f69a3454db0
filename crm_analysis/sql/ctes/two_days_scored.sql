-- The two days on which customers are scored: one to start from, and the last of the period, else the last seen.
-- parameters:
--   moved_from  DATE  the day at whose end the movement starts
-- starts from: last_day
scored_days AS (
    SELECT CAST($moved_from AS DATE) AS scored_on
    FROM viewpoint
    UNION
    SELECT day AS scored_on
    FROM last_day
)
