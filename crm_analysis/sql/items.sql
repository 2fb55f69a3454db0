-- What is each item called?
-- grain: one row per item that was ever sold
-- columns:
--   item_no  BIGINT   the item's number
--   item     VARCHAR  product by its name, else its number; or category
-- starts from: item_goods
SELECT
    item_no,
    item
FROM items
ORDER BY item
