-- Which values of a field can a rule of a segment name, and how many sale orders or lines has each?
-- grain: one row per value, the most ordered first
-- parameters:
--   field        VARCHAR  shop, channel, country, region, city, coupon, campaign, product, category, brand or product_id
--   most_values  INTEGER  how many values at most
-- columns:
--   value   VARCHAR  one of its values
--   orders  BIGINT   sale orders, or lines of them, that have it
WITH
of_orders AS (
    SELECT
        CASE CAST($field AS VARCHAR)
            WHEN 'shop' THEN shop
            WHEN 'channel' THEN channel
            WHEN 'country' THEN country
            WHEN 'region' THEN region
            WHEN 'city' THEN city
            WHEN 'coupon' THEN coupon
            WHEN 'campaign' THEN campaign
        END AS value
    FROM orders
    WHERE kind = 'sale'
),
of_lines AS (
    SELECT
        CASE CAST($field AS VARCHAR)
            WHEN 'product' THEN product
            WHEN 'category' THEN category
            WHEN 'brand' THEN brand
            WHEN 'product_id' THEN product_id
        END AS value
    FROM order_lines
    WHERE amount > 0 AND CAST($field AS VARCHAR) IN ('product', 'category', 'brand', 'product_id')
),
offered AS (
    SELECT value FROM of_orders
    UNION ALL
    SELECT value FROM of_lines
),
counted AS (
    SELECT value, COUNT(*) AS orders
    FROM offered
    WHERE value IS NOT NULL
    GROUP BY value
),
compared AS (
    SELECT value, orders, RANK() OVER (ORDER BY orders DESC, value) AS place
    FROM counted
)
SELECT value, orders
FROM compared
WHERE place <= CAST($most_values AS INTEGER)
ORDER BY orders DESC, value
