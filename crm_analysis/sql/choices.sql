-- Which shops, countries, channels, categories and currencies can be chosen, and how many sale orders has each?
-- grain: one row per field and value, the most ordered value of a field first
-- columns:
--   field   VARCHAR  shop, country, channel, category or currency
--   value   VARCHAR  one of its values
--   orders  BIGINT   sale orders that have it
WITH
sales AS (
    SELECT shop, country, channel, currency, COUNT(*) AS orders
    FROM orders
    WHERE kind = 'sale'
    GROUP BY shop, country, channel, currency
),
categories AS (
    SELECT DISTINCT order_lines.shop, order_lines.platform, order_lines.order_id, order_lines.category
    FROM order_lines
    INNER JOIN orders
        ON orders.shop = order_lines.shop
        AND orders.platform = order_lines.platform
        AND orders.order_id = order_lines.order_id
    WHERE orders.kind = 'sale' AND order_lines.category IS NOT NULL
),
offered AS (
    SELECT 'shop' AS field, shop AS value, orders FROM sales
    UNION ALL
    SELECT 'country' AS field, country AS value, orders FROM sales
    UNION ALL
    SELECT 'channel' AS field, channel AS value, orders FROM sales
    UNION ALL
    SELECT 'currency' AS field, currency AS value, orders FROM sales
    UNION ALL
    SELECT 'category' AS field, category AS value, 1 AS orders FROM categories
),
counted AS (
    SELECT field, value, SUM(orders) AS orders
    FROM offered
    WHERE value IS NOT NULL
    GROUP BY field, value
)
SELECT field, value, CAST(orders AS BIGINT) AS orders
FROM counted
ORDER BY field, orders DESC, value
