-- The day from which we look: orders on or after it are unseen.
-- parameters:
--   as_of  DATE  the day; blank = the day after the last stored order, whatever its kind
viewpoint AS (
    SELECT COALESCE(CAST($as_of AS DATE), CAST(MAX(ordered_on) + INTERVAL '1' DAY AS DATE)) AS as_of
    FROM orders
)
