-- How much is missing or suspicious in the data, check by check?
-- grain: one row per check
-- columns:
--   finding    VARCHAR  the check
--   found      BIGINT   rows, orders, uploads or silences that it found
--   looked_at  BIGINT   how many it looked at; for silences, the days from the first order to the last
--   share      DOUBLE   found / looked_at; for silences, silent days / days
-- starts from: scope, quality_findings
WITH
uploaded AS (
    SELECT COUNT(*) AS uploads, SUM(rows_read) AS rows_read, SUM(lines_stored) AS lines_stored FROM scope
),
ordered AS (
    SELECT COUNT(*) AS orders, SUM(CASE WHEN kind = 'sale' THEN 1 ELSE 0 END) AS sales FROM seen
),
listed AS (
    SELECT COUNT(*) AS lines FROM seen_lines
),
lived AS (
    SELECT
        SUM(DATE_DIFF('day', first_day, last_day) + 1) AS days,
        SUM(DATE_DIFF('day', CAST(next_month - INTERVAL '1' MONTH AS DATE), next_month)) AS last_month_days
    FROM spans
),
looked AS (
    SELECT 'rejected' AS finding, rows_read AS looked_at FROM uploaded
    UNION ALL
    SELECT 'same_file' AS finding, uploads AS looked_at FROM uploaded
    UNION ALL
    SELECT 'copies' AS finding, lines_stored AS looked_at FROM uploaded
    UNION ALL
    SELECT finding, CASE WHEN finding IN ('no_customer', 'outlier') THEN sales ELSE orders END AS looked_at
    FROM ordered
    CROSS JOIN order_checks
    UNION ALL
    SELECT 'no_product' AS finding, lines AS looked_at FROM listed
    UNION ALL
    SELECT 'negative_price' AS finding, lines AS looked_at FROM listed
    UNION ALL
    SELECT 'zero_quantity' AS finding, lines AS looked_at FROM listed
    UNION ALL
    SELECT 'gap' AS finding, days AS looked_at FROM lived
    UNION ALL
    SELECT 'last_month' AS finding, last_month_days AS looked_at FROM lived
),
counted AS (
    SELECT finding, COUNT(*) AS found, SUM(weight) AS weight FROM findings GROUP BY finding
)
SELECT
    looked.finding,
    COALESCE(counted.found, 0) AS found,
    CAST(COALESCE(looked.looked_at, 0) AS BIGINT) AS looked_at,
    CAST(COALESCE(counted.weight, 0) AS DOUBLE) / NULLIF(looked.looked_at, 0) AS share
FROM looked
LEFT JOIN counted ON counted.finding = looked.finding
ORDER BY looked.finding
