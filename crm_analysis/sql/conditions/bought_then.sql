-- How long after the first purchase of some goods did each customer buy others?
-- grain: one row per customer who has bought the first goods
-- parameters:
--   of          VARCHAR  product, category, brand or product_id: what names the first goods
--   among       VARCHAR  list of names, CHR(31) around each
--   then_of     VARCHAR  what names the later goods
--   then_among  VARCHAR  list of names, CHR(31) around each
-- columns:
--   customer_no  BIGINT  who
--   days         BIGINT  days from the first purchase to the next later day with the other goods; blank = none yet
-- starts from: viewpoint, bought_lines
WITH
named_goods AS (
    SELECT
        goods_no,
        CASE CAST($of AS VARCHAR)
            WHEN 'category' THEN category WHEN 'brand' THEN brand WHEN 'product_id' THEN product_id ELSE product
        END AS name,
        CASE CAST($then_of AS VARCHAR)
            WHEN 'category' THEN category WHEN 'brand' THEN brand WHEN 'product_id' THEN product_id ELSE product
        END AS then_name
    FROM goods
),
first_goods AS (
    SELECT goods_no
    FROM named_goods
    WHERE POSITION(CHR(31) || name || CHR(31) IN CAST($among AS VARCHAR)) > 0
),
then_goods AS (
    SELECT goods_no
    FROM named_goods
    WHERE POSITION(CHR(31) || then_name || CHR(31) IN CAST($then_among AS VARCHAR)) > 0
),
first_purchases AS (
    SELECT bought_lines.customer_no, MIN(bought_lines.ordered_on) AS first_on
    FROM bought_lines
    INNER JOIN first_goods ON first_goods.goods_no = bought_lines.goods_no
    GROUP BY bought_lines.customer_no
),
then_purchases AS (
    SELECT bought_lines.customer_no, bought_lines.ordered_on
    FROM bought_lines
    INNER JOIN then_goods ON then_goods.goods_no = bought_lines.goods_no
)
SELECT
    first_purchases.customer_no,
    DATE_DIFF('day', MIN(first_purchases.first_on), MIN(then_purchases.ordered_on)) AS days
FROM first_purchases
LEFT JOIN then_purchases
    ON then_purchases.customer_no = first_purchases.customer_no
    AND then_purchases.ordered_on > first_purchases.first_on
GROUP BY first_purchases.customer_no
