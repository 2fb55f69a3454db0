-- What goods are called: a product by its name, else by its number; or the category. An item has the smallest number of
-- the goods that are called so, as numbers are compared faster than names.
-- parameters:
--   level  VARCHAR  product or category
called AS (
    SELECT
        goods_no,
        CASE CAST($level AS VARCHAR) WHEN 'category' THEN category ELSE COALESCE(product, product_id) END AS item
    FROM goods
),
items AS (
    SELECT item, MIN(goods_no) AS item_no
    FROM called
    WHERE item IS NOT NULL
    GROUP BY item
),
item_goods AS (
    SELECT called.goods_no, items.item_no
    FROM called
    INNER JOIN items ON items.item = called.item
)
