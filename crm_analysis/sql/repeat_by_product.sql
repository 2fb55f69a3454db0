-- After which first purchases do customers order again?
-- Only customers who could have: whose first order lies so many days back. Ordering again means on a later day.
-- grain: one row per product or category, the one that is surely best first
-- parameters:
--   level        VARCHAR  product or category
--   within_days  INTEGER  days after the first order within which the next one counts
--   fewest       INTEGER  customers, below which nothing is said of a product
--   most         INTEGER  how many rows at most; blank = all
-- columns:
--   item             VARCHAR  product by its name, else its number; or category
--   customers        BIGINT   customers whose first order held it
--   repeaters        BIGINT   of them, those who ordered again within the days
--   repeat_rate      DOUBLE   repeaters / customers
--   repeat_low       DOUBLE   lower end of its 95 % interval: Wilson 1927, JASA 22, 209-212; rows come in its order
--   repeat_high      DOUBLE   upper end of it
--   all_customers    BIGINT   customers with any first order
--   all_repeat_rate  DOUBLE   share of them who ordered again within the days
-- starts from: viewpoint, filtered_orders
WITH
customer_orders AS (
    SELECT customer_no, order_no, ordered_at, ordered_on
    FROM filtered_orders
    WHERE counts_as_order = 1 AND customer_no IS NOT NULL
),
firsts AS (
    SELECT
        customer_orders.customer_no,
        MIN(customer_orders.ordered_at) AS first_order_at,
        MIN(customer_orders.ordered_on) AS first_order_on
    FROM customer_orders
    CROSS JOIN viewpoint
    GROUP BY customer_orders.customer_no
    HAVING MIN(customer_orders.ordered_on) + CAST($within_days AS INTEGER) < MIN(viewpoint.as_of)
        AND (CAST($since AS DATE) IS NULL OR MIN(customer_orders.ordered_on) >= CAST($since AS DATE))
        AND (CAST($until AS DATE) IS NULL OR MIN(customer_orders.ordered_on) <= CAST($until AS DATE))
),
newcomers AS (
    SELECT
        firsts.customer_no,
        firsts.first_order_at,
        MAX(
            CASE
                WHEN customer_orders.ordered_on > firsts.first_order_on
                    AND customer_orders.ordered_on <= firsts.first_order_on + CAST($within_days AS INTEGER)
                THEN 1
                ELSE 0
            END
        ) AS came_back
    FROM firsts
    INNER JOIN customer_orders ON customer_orders.customer_no = firsts.customer_no
    GROUP BY firsts.customer_no, firsts.first_order_at
),
everybody AS (
    SELECT COUNT(*) AS customers, CAST(SUM(came_back) AS DOUBLE) / NULLIF(COUNT(*), 0) AS repeat_rate
    FROM newcomers
),
-- Of several first orders at the same moment all are held; a product in two of their lines is held once.
held AS (
    SELECT DISTINCT
        newcomers.customer_no,
        newcomers.came_back,
        CASE CAST($level AS VARCHAR)
            WHEN 'category' THEN goods.category
            ELSE COALESCE(goods.product, goods.product_id)
        END AS item
    FROM newcomers
    INNER JOIN customer_orders
        ON customer_orders.customer_no = newcomers.customer_no
        AND customer_orders.ordered_at = newcomers.first_order_at
    INNER JOIN sold_lines ON sold_lines.order_no = customer_orders.order_no
    INNER JOIN goods ON goods.goods_no = sold_lines.goods_no
),
items AS (
    SELECT
        item,
        COUNT(*) AS customers,
        CAST(SUM(came_back) AS BIGINT) AS repeaters,
        CAST(SUM(came_back) AS DOUBLE) / NULLIF(COUNT(*), 0) AS repeat_rate
    FROM held
    WHERE item IS NOT NULL
    GROUP BY item
    HAVING COUNT(*) >= CAST($fewest AS INTEGER)
),
-- z = 1.959963984540054; the numbers below are z * z / 2, z, z * z / 4 and z * z.
intervals AS (
    SELECT
        item,
        customers,
        repeaters,
        repeat_rate,
        CASE
            WHEN repeaters = 0 THEN CAST(0 AS DOUBLE)
            ELSE (repeaters + 1.920729410347062 - 1.959963984540054 * SQRT(repeaters * (1 - repeat_rate) + 0.960364705173531))
                / NULLIF(customers + 3.841458820694124, 0)
        END AS repeat_low,
        CASE
            WHEN repeaters = customers THEN CAST(1 AS DOUBLE)
            ELSE (repeaters + 1.920729410347062 + 1.959963984540054 * SQRT(repeaters * (1 - repeat_rate) + 0.960364705173531))
                / NULLIF(customers + 3.841458820694124, 0)
        END AS repeat_high
    FROM items
),
ranked AS (
    SELECT
        item,
        customers,
        repeaters,
        repeat_rate,
        repeat_low,
        repeat_high,
        RANK() OVER (ORDER BY repeat_low DESC, customers DESC, item) AS place
    FROM intervals
)
SELECT
    ranked.item,
    ranked.customers,
    ranked.repeaters,
    ranked.repeat_rate,
    ranked.repeat_low,
    ranked.repeat_high,
    everybody.customers AS all_customers,
    everybody.repeat_rate AS all_repeat_rate
FROM ranked
CROSS JOIN everybody
WHERE CAST($most AS INTEGER) IS NULL OR ranked.place <= CAST($most AS INTEGER)
ORDER BY ranked.place
