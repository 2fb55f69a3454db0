-- How long after the first purchase of some goods did each customer buy others?
-- grain: one row per customer who has bought the first goods
-- parameters:
--   of          VARCHAR  product, category, brand or product_id: what names the first goods
--   among       VARCHAR  list of names, CHR(31) around each
--   then_of     VARCHAR  what names the later goods
--   then_among  VARCHAR  list of names, CHR(31) around each
-- columns:
--   customer_id  VARCHAR  who
--   days         BIGINT   days from the first purchase to the next later day with the other goods; blank = none yet
-- starts from: viewpoint, bought_lines
WITH
named_lines AS (
    SELECT
        customer_id,
        ordered_on,
        CASE CAST($of AS VARCHAR)
            WHEN 'category' THEN category WHEN 'brand' THEN brand WHEN 'product_id' THEN product_id ELSE product
        END AS goods,
        CASE CAST($then_of AS VARCHAR)
            WHEN 'category' THEN category WHEN 'brand' THEN brand WHEN 'product_id' THEN product_id ELSE product
        END AS then_goods
    FROM bought_lines
),
first_purchases AS (
    SELECT customer_id, MIN(ordered_on) AS first_on
    FROM named_lines
    WHERE POSITION(CHR(31) || goods || CHR(31) IN CAST($among AS VARCHAR)) > 0
    GROUP BY customer_id
)
SELECT
    first_purchases.customer_id,
    DATE_DIFF('day', MIN(first_purchases.first_on), MIN(named_lines.ordered_on)) AS days
FROM first_purchases
LEFT JOIN named_lines
    ON named_lines.customer_id = first_purchases.customer_id
    AND named_lines.ordered_on > first_purchases.first_on
    AND POSITION(CHR(31) || named_lines.then_goods || CHR(31) IN CAST($then_among AS VARCHAR)) > 0
GROUP BY first_purchases.customer_id
