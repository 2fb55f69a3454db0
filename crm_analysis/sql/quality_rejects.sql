-- Why were rows rejected?
-- grain: one row per reason and column, the most frequent first
-- columns:
--   reason   VARCHAR  why the rows cannot be stored, in English
--   heading  VARCHAR  the column at fault; empty where it is the row as a whole
--   rows     BIGINT   rejected rows
--   share    DOUBLE   rows / all rows read
-- starts from: scope
WITH
uploaded AS (
    SELECT SUM(rows_read) AS rows_read FROM scope
),
counted AS (
    SELECT rejects.reason, COALESCE(rejects.heading, '') AS heading, COUNT(*) AS rejected
    FROM rejects
    INNER JOIN scope ON scope.upload_id = rejects.upload_id
    GROUP BY rejects.reason, COALESCE(rejects.heading, '')
)
SELECT
    counted.reason,
    counted.heading,
    counted.rejected AS rows,
    CAST(counted.rejected AS DOUBLE) / NULLIF(uploaded.rows_read, 0) AS share
FROM counted
CROSS JOIN uploaded
ORDER BY counted.rejected DESC, counted.reason, counted.heading
