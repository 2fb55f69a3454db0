-- Which goods stand on the same orders?
-- grain: one row per ordered pair of items that so many orders hold both of, the strongest tie first
-- parameters:
--   fewest  INTEGER  orders that hold both, below which nothing is said of a pair
--   most    INTEGER  how many rows at most; blank = all
-- columns:
--   item_a      VARCHAR  product by its name, else its number; or category
--   item_b      VARCHAR  the other one
--   orders      BIGINT   orders that hold both
--   support     DOUBLE   of all orders with an item, the share that holds both
--   confidence  DOUBLE   of the orders with item_a, the share that holds item_b too
--   lift        DOUBLE   confidence / the share of all orders that holds item_b; 1 = as often as by chance
-- starts from: viewpoint, filtered_orders, item_goods
WITH
baskets AS (
    SELECT DISTINCT sold_lines.order_no, item_goods.item_no
    FROM sold_lines
    INNER JOIN item_goods ON item_goods.goods_no = sold_lines.goods_no
    INNER JOIN filtered_orders ON filtered_orders.order_no = sold_lines.order_no
    WHERE filtered_orders.counts_as_order = 1 AND filtered_orders.in_period = 1
),
everything AS (
    SELECT COUNT(DISTINCT order_no) AS orders
    FROM baskets
),
-- What too few orders hold is in no pair that enough of them hold.
frequent AS (
    SELECT item_no, COUNT(*) AS orders
    FROM baskets
    GROUP BY item_no
    HAVING COUNT(*) >= CAST($fewest AS INTEGER)
),
frequent_baskets AS (
    SELECT baskets.order_no, baskets.item_no
    FROM baskets
    INNER JOIN frequent ON frequent.item_no = baskets.item_no
),
pairs AS (
    SELECT one.item_no AS one_no, other.item_no AS other_no, COUNT(*) AS orders
    FROM frequent_baskets AS one
    INNER JOIN frequent_baskets AS other ON other.order_no = one.order_no AND other.item_no > one.item_no
    GROUP BY one.item_no, other.item_no
    HAVING COUNT(*) >= CAST($fewest AS INTEGER)
),
both_ways AS (
    SELECT one_no AS a_no, other_no AS b_no, orders FROM pairs
    UNION ALL
    SELECT other_no AS a_no, one_no AS b_no, orders FROM pairs
),
told AS (
    SELECT
        a.item AS item_a,
        b.item AS item_b,
        both_ways.orders,
        both_ways.orders / NULLIF(everything.orders, 0) AS support,
        both_ways.orders / NULLIF(frequent_a.orders, 0) AS confidence,
        both_ways.orders * CAST(everything.orders AS DOUBLE)
        / NULLIF(frequent_a.orders * CAST(frequent_b.orders AS DOUBLE), 0) AS lift
    FROM both_ways
    CROSS JOIN everything
    INNER JOIN frequent AS frequent_a ON frequent_a.item_no = both_ways.a_no
    INNER JOIN frequent AS frequent_b ON frequent_b.item_no = both_ways.b_no
    INNER JOIN items AS a ON a.item_no = both_ways.a_no
    INNER JOIN items AS b ON b.item_no = both_ways.b_no
),
ranked AS (
    SELECT
        item_a,
        item_b,
        orders,
        support,
        confidence,
        lift,
        RANK() OVER (ORDER BY lift DESC, orders DESC, confidence DESC, item_a, item_b) AS place
    FROM told
)
SELECT item_a, item_b, orders, support, confidence, lift
FROM ranked
WHERE CAST($most AS INTEGER) IS NULL OR place <= CAST($most AS INTEGER)
ORDER BY place
