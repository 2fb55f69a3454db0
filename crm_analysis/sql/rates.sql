-- Which exchange rates are the orders in view converted by?
-- grain: one row per day and currency, the currency that is reported in included; no row where nothing is converted
-- columns:
--   day       DATE     day with an order that is converted
--   currency  VARCHAR  the currency
--   per_euro  DOUBLE   what one euro is worth in it
--   rated_on  DATE     day that the rate is really of
--   source    VARCHAR  who says so: ECB, or upload and its number
-- starts from: viewpoint, filtered_orders
WITH
days_in_view AS (
    SELECT DISTINCT ordered_on AS day, currency
    FROM seen_orders
    WHERE in_period = 1 AND currency <> CAST($report_in AS VARCHAR)
),
sides AS (
    SELECT day, currency FROM days_in_view
    UNION
    SELECT day, CAST($report_in AS VARCHAR) AS currency FROM days_in_view
)
SELECT exchange_rates.day, exchange_rates.currency, exchange_rates.per_euro, exchange_rates.rated_on, exchange_rates.source
FROM exchange_rates
INNER JOIN sides ON sides.day = exchange_rates.day AND sides.currency = exchange_rates.currency
ORDER BY exchange_rates.day, exchange_rates.currency
