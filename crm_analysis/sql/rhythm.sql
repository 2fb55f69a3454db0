-- On which days of the week and at which hours do customers order?
-- grain: one row per weekday for the whole day, where hour is blank, and one per weekday and hour where hours are known
-- parameters:
--   week_start  INTEGER  day that weeks begin on: 1 Monday … 7 Sunday
-- columns:
--   weekday         INTEGER         1 Monday … 7 Sunday; the day that weeks begin on comes first
--   hour            INTEGER         0 … 23 by the shop's own clock; blank = the whole day
--   days            BIGINT          how often the weekday lies in the period
--   orders          BIGINT          orders, guests' included
--   untimed_orders  BIGINT          of them, those whose hour is not known; zero for an hour
--   orders_per_day  DOUBLE          orders / days
--   order_share     DOUBLE          share of all orders of the period
--   net_sales       DECIMAL(18, 4)  their net sales
-- starts from: viewpoint, filtered_orders, timed_uploads
WITH
period_orders AS (
    SELECT
        CAST(MOD(MOD(DATE_DIFF('day', DATE '1970-01-05', filtered_orders.ordered_on), 7) + 7, 7) + 1 AS INTEGER) AS weekday,
        CASE
            WHEN timed_uploads.upload_id IS NOT NULL THEN CAST(EXTRACT(HOUR FROM filtered_orders.ordered_at) AS INTEGER)
        END AS hour,
        filtered_orders.net_sales
    FROM filtered_orders
    LEFT JOIN timed_uploads ON timed_uploads.upload_id = COALESCE(filtered_orders.header_upload_id, 0)
    WHERE filtered_orders.counts_as_order = 1 AND filtered_orders.in_period = 1
),
counted AS (
    SELECT weekday, hour, COUNT(*) AS orders, SUM(net_sales) AS net_sales
    FROM period_orders
    GROUP BY weekday, hour
),
timed AS (
    SELECT MAX(CASE WHEN hour IS NOT NULL THEN 1 ELSE 0 END) AS some_hours, SUM(orders) AS orders
    FROM counted
),
seen AS (
    SELECT MIN(filtered_orders.ordered_on) AS first_day, MIN(viewpoint.as_of) AS as_of
    FROM filtered_orders
    CROSS JOIN viewpoint
    WHERE filtered_orders.counts_as_order = 1
),
bounds AS (
    SELECT
        CASE WHEN CAST($since AS DATE) > first_day THEN CAST($since AS DATE) ELSE first_day END AS first_day,
        CASE WHEN CAST($until AS DATE) < as_of THEN CAST($until AS DATE) + 1 ELSE as_of END AS day_after
    FROM seen
),
weekdays AS (
    SELECT
        CAST(MOD(MOD(DATE_DIFF('day', DATE '1970-01-05', bounds.first_day) + numbers.n, 7) + 7, 7) + 1 AS INTEGER) AS weekday,
        COUNT(*) AS days
    FROM bounds
    INNER JOIN numbers ON numbers.n < DATE_DIFF('day', bounds.first_day, CAST(bounds.day_after AS DATE))
    GROUP BY weekday
),
cells AS (
    SELECT weekdays.weekday, weekdays.days, CASE WHEN numbers.n < 24 THEN numbers.n END AS hour
    FROM weekdays
    CROSS JOIN timed
    INNER JOIN numbers ON numbers.n = 24 OR (timed.some_hours = 1 AND numbers.n < 24)
)
SELECT
    cells.weekday,
    cells.hour,
    cells.days,
    CAST(SUM(COALESCE(counted.orders, 0)) AS BIGINT) AS orders,
    CAST(SUM(CASE WHEN cells.hour IS NULL AND counted.hour IS NULL THEN COALESCE(counted.orders, 0) ELSE 0 END) AS BIGINT)
        AS untimed_orders,
    CAST(SUM(COALESCE(counted.orders, 0)) AS DOUBLE) / NULLIF(cells.days, 0) AS orders_per_day,
    CAST(SUM(COALESCE(counted.orders, 0)) AS DOUBLE) / NULLIF(MIN(timed.orders), 0) AS order_share,
    CAST(SUM(COALESCE(counted.net_sales, 0)) AS DECIMAL(18, 4)) AS net_sales
FROM cells
CROSS JOIN timed
LEFT JOIN counted
    ON counted.weekday = cells.weekday
    AND (cells.hour IS NULL OR counted.hour = cells.hour)
GROUP BY cells.weekday, cells.days, cells.hour
ORDER BY MOD(cells.weekday - CAST($week_start AS INTEGER) + 7, 7), COALESCE(cells.hour, -1)
