-- By which rates are the orders in view converted, how old are they, and which orders have none?
-- grain: one row per currency that is converted, the one of most orders first; no row where none is
-- columns:
--   currency            VARCHAR  currency of the orders
--   orders              BIGINT   orders in the period
--   unconverted_orders  BIGINT   of them, on days without a rate: left out of every figure
--   first_day           DATE     first day with an order that is converted
--   last_day            DATE     last day with one
--   first_rate          DOUBLE   what one unit of the currency was worth on the first day
--   last_rate           DOUBLE   and on the last
--   mean_rate           DOUBLE   mean over all days with an order
--   days                BIGINT   days with an order that is converted
--   carried_days        BIGINT   of them, with the rate of an earlier day
--   uploaded_days       BIGINT   of them, with a rate that the shop uploaded
--   newest_rate_on      DATE     day of the newest rate used
--   later_days          BIGINT   days after it, on which it was used
-- starts from: viewpoint, filtered_orders
WITH
days_in_view AS (
    SELECT seen_orders.currency, seen_orders.ordered_on AS day, SUM(seen_orders.counts_as_order) AS orders
    FROM seen_orders
    WHERE seen_orders.in_period = 1 AND seen_orders.currency <> CAST($report_in AS VARCHAR)
    GROUP BY seen_orders.currency, seen_orders.ordered_on
),
rated_days AS (
    SELECT
        days_in_view.currency,
        days_in_view.day,
        days_in_view.orders,
        day_rates.rate,
        day_rates.rated_on,
        day_rates.source
    FROM days_in_view
    LEFT JOIN day_rates ON day_rates.day = days_in_view.day AND day_rates.currency = days_in_view.currency
),
extents AS (
    SELECT
        currency,
        SUM(orders) AS orders,
        SUM(CASE WHEN rate IS NULL THEN orders ELSE 0 END) AS unconverted_orders,
        MIN(CASE WHEN rate IS NOT NULL THEN day END) AS first_day,
        MAX(CASE WHEN rate IS NOT NULL THEN day END) AS last_day,
        MAX(rated_on) AS newest_rate_on
    FROM rated_days
    GROUP BY currency
)
SELECT
    extents.currency,
    CAST(MAX(extents.orders) AS BIGINT) AS orders,
    CAST(MAX(extents.unconverted_orders) AS BIGINT) AS unconverted_orders,
    MAX(extents.first_day) AS first_day,
    MAX(extents.last_day) AS last_day,
    MAX(CASE WHEN rated_days.day = extents.first_day THEN rated_days.rate END) AS first_rate,
    MAX(CASE WHEN rated_days.day = extents.last_day THEN rated_days.rate END) AS last_rate,
    AVG(CAST(rated_days.rate AS DOUBLE)) AS mean_rate,
    COUNT(rated_days.rate) AS days,
    COUNT(CASE WHEN rated_days.rated_on < rated_days.day THEN 1 END) AS carried_days,
    COUNT(CASE WHEN rated_days.source = 'upload' THEN 1 END) AS uploaded_days,
    MAX(extents.newest_rate_on) AS newest_rate_on,
    COUNT(CASE WHEN rated_days.rate IS NOT NULL AND rated_days.day > extents.newest_rate_on THEN 1 END) AS later_days
FROM extents
INNER JOIN rated_days ON rated_days.currency = extents.currency
GROUP BY extents.currency
ORDER BY MAX(extents.orders) DESC, extents.currency
