-- What has each customer bought of some goods, in the days asked for?
-- grain: one row per customer who has
-- parameters:
--   of           VARCHAR  product, category, brand or product_id: what names the goods
--   among        VARCHAR  list of names, CHR(31) around each; blank = see contains
--   contains     VARCHAR  part of the name, in lower case
--   since        DATE     first day; blank = from the beginning
--   until        DATE     last day; blank = to the end
--   within_days  INTEGER  only so many days up to the last day seen; blank = all
-- columns:
--   customer_no  BIGINT          who
--   orders       BIGINT          orders that hold the goods
--   units        DECIMAL(18, 4)  pieces
--   amount       DECIMAL(18, 4)  sum of line amounts
-- starts from: viewpoint, bought_lines
WITH
named_goods AS (
    SELECT
        goods_no,
        CASE CAST($of AS VARCHAR)
            WHEN 'category' THEN category WHEN 'brand' THEN brand WHEN 'product_id' THEN product_id ELSE product
        END AS name
    FROM goods
),
wanted_goods AS (
    SELECT goods_no
    FROM named_goods
    WHERE POSITION(CHR(31) || name || CHR(31) IN CAST($among AS VARCHAR)) > 0
        OR POSITION(CAST($contains AS VARCHAR) IN LOWER(name)) > 0
),
orders_of_goods AS (
    SELECT
        bought_lines.customer_no,
        bought_lines.order_no,
        SUM(bought_lines.quantity) AS units,
        SUM(bought_lines.amount) AS amount
    FROM bought_lines
    CROSS JOIN viewpoint
    INNER JOIN wanted_goods ON wanted_goods.goods_no = bought_lines.goods_no
    WHERE (CAST($since AS DATE) IS NULL OR bought_lines.ordered_on >= CAST($since AS DATE))
        AND (CAST($until AS DATE) IS NULL OR bought_lines.ordered_on <= CAST($until AS DATE))
        AND (
            CAST($within_days AS INTEGER) IS NULL
            OR DATE_DIFF('day', bought_lines.ordered_on, viewpoint.as_of) <= CAST($within_days AS INTEGER)
        )
    GROUP BY bought_lines.customer_no, bought_lines.order_no
)
SELECT
    customer_no,
    COUNT(*) AS orders,
    CAST(SUM(units) AS DECIMAL(18, 4)) AS units,
    CAST(SUM(amount) AS DECIMAL(18, 4)) AS amount
FROM orders_of_goods
GROUP BY customer_no
