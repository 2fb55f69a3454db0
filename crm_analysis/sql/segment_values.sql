-- Which values of a field can a rule of a segment name, and how many sale orders, lines, members or events has each?
-- Of orders: shop, platform, channel, country, region, city, coupon and campaign; of lines: product, category, brand, product_id;
-- of members: level and gender; of events: event, event_product, event_category, event_brand and event_product_id.
-- grain: one row per value, the most ordered first
-- parameters:
--   field        VARCHAR  one of these fields
--   most_values  INTEGER  how many values at most
-- columns:
--   value   VARCHAR  one of its values
--   orders  BIGINT   sale orders, or lines of them, members or events that have it
WITH
of_orders AS (
    SELECT
        CASE CAST($field AS VARCHAR)
            WHEN 'shop' THEN shop
            WHEN 'platform' THEN platform
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
            WHEN 'product' THEN goods.product
            WHEN 'category' THEN goods.category
            WHEN 'brand' THEN goods.brand
            WHEN 'product_id' THEN goods.product_id
        END AS value
    FROM sold_lines
    INNER JOIN goods ON goods.goods_no = sold_lines.goods_no
    WHERE CAST($field AS VARCHAR) IN ('product', 'category', 'brand', 'product_id')
),
of_members AS (
    SELECT CASE CAST($field AS VARCHAR) WHEN 'level' THEN level WHEN 'gender' THEN gender END AS value
    FROM members
    WHERE CAST($field AS VARCHAR) IN ('level', 'gender')
),
of_events AS (
    SELECT
        CASE CAST($field AS VARCHAR)
            WHEN 'event' THEN events.event
            WHEN 'event_product' THEN COALESCE(events.product, products.product)
            WHEN 'event_category' THEN COALESCE(events.category, products.category)
            WHEN 'event_brand' THEN COALESCE(events.brand, products.brand)
            WHEN 'event_product_id' THEN events.product_id
        END AS value
    FROM events
    LEFT JOIN products ON products.shop = events.shop AND products.product_id = events.product_id
    WHERE CAST($field AS VARCHAR)
        IN ('event', 'event_product', 'event_category', 'event_brand', 'event_product_id')
),
offered AS (
    SELECT value FROM of_orders
    UNION ALL
    SELECT value FROM of_lines
    UNION ALL
    SELECT value FROM of_members
    UNION ALL
    SELECT value FROM of_events
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
