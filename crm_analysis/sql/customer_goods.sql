-- What has one customer bought most often?
-- grain: one row per product, the one that stood on most orders first
-- parameters:
--   customer_id  VARCHAR  who
-- columns:
--   item            VARCHAR         product name; its number, else its category, where it has none
--   category        VARCHAR         product category
--   orders          BIGINT          orders on which it stood
--   pieces          DECIMAL(18, 4)  pieces bought, returns not taken off
--   amount          DECIMAL(18, 4)  line amounts after line discounts
--   last_bought_on  DATE            day of the last of them
-- starts from: viewpoint, bought_lines
WITH
theirs AS (
    SELECT
        COALESCE(goods.product, goods.product_id, goods.category) AS item,
        goods.category,
        bought_lines.order_no,
        bought_lines.quantity,
        bought_lines.amount,
        bought_lines.ordered_on
    FROM bought_lines
    INNER JOIN customers ON customers.customer_no = bought_lines.customer_no
    INNER JOIN goods ON goods.goods_no = bought_lines.goods_no
    WHERE customers.customer_id = CAST($customer_id AS VARCHAR)
)
SELECT
    item,
    MAX(category) AS category,
    COUNT(DISTINCT order_no) AS orders,
    CAST(SUM(quantity) AS DECIMAL(18, 4)) AS pieces,
    CAST(SUM(amount) AS DECIMAL(18, 4)) AS amount,
    MAX(ordered_on) AS last_bought_on
FROM theirs
WHERE item IS NOT NULL
GROUP BY item
ORDER BY COUNT(DISTINCT order_no) DESC, MAX(ordered_on) DESC, item
