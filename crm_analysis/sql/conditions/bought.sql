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
--   customer_id  VARCHAR         who
--   orders       BIGINT          orders that hold the goods
--   units        DECIMAL(18, 4)  pieces
--   amount       DECIMAL(18, 4)  sum of line amounts
-- starts from: viewpoint, bought_lines
WITH
named_lines AS (
    SELECT
        bought_lines.customer_id,
        bought_lines.shop,
        bought_lines.platform,
        bought_lines.order_id,
        bought_lines.quantity,
        bought_lines.amount,
        bought_lines.ordered_on,
        CASE CAST($of AS VARCHAR)
            WHEN 'category' THEN bought_lines.category
            WHEN 'brand' THEN bought_lines.brand
            WHEN 'product_id' THEN bought_lines.product_id
            ELSE bought_lines.product
        END AS goods
    FROM bought_lines
),
orders_of_goods AS (
    SELECT
        named_lines.customer_id,
        named_lines.shop,
        named_lines.platform,
        named_lines.order_id,
        SUM(named_lines.quantity) AS units,
        SUM(named_lines.amount) AS amount
    FROM named_lines
    CROSS JOIN viewpoint
    WHERE (
            POSITION(CHR(31) || named_lines.goods || CHR(31) IN CAST($among AS VARCHAR)) > 0
            OR POSITION(CAST($contains AS VARCHAR) IN LOWER(named_lines.goods)) > 0
        )
        AND (CAST($since AS DATE) IS NULL OR named_lines.ordered_on >= CAST($since AS DATE))
        AND (CAST($until AS DATE) IS NULL OR named_lines.ordered_on <= CAST($until AS DATE))
        AND (
            CAST($within_days AS INTEGER) IS NULL
            OR DATE_DIFF('day', named_lines.ordered_on, viewpoint.as_of) <= CAST($within_days AS INTEGER)
        )
    GROUP BY named_lines.customer_id, named_lines.shop, named_lines.platform, named_lines.order_id
)
SELECT
    customer_id,
    COUNT(*) AS orders,
    CAST(SUM(units) AS DECIMAL(18, 4)) AS units,
    CAST(SUM(amount) AS DECIMAL(18, 4)) AS amount
FROM orders_of_goods
GROUP BY customer_id
