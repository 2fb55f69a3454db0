-- The category and the brand of most of a customer's days with orders.
-- Equal counts: the one bought last, then by letter. It holds since the day from which on no other was on more days.
liked_goods AS (
    SELECT filtered_orders.customer_no, goods.category, goods.brand, filtered_orders.ordered_on
    FROM filtered_orders
    INNER JOIN sold_lines ON sold_lines.order_no = filtered_orders.order_no
    INNER JOIN goods ON goods.goods_no = sold_lines.goods_no
    WHERE filtered_orders.counts_as_order = 1
        AND filtered_orders.customer_no IS NOT NULL
        AND COALESCE(goods.category, goods.brand) IS NOT NULL
),
liked_days AS (
    SELECT DISTINCT customer_no, 'favourite_category' AS tag, category AS value, ordered_on
    FROM liked_goods
    WHERE category IS NOT NULL
    UNION ALL
    SELECT DISTINCT customer_no, 'favourite_brand' AS tag, brand AS value, ordered_on
    FROM liked_goods
    WHERE brand IS NOT NULL
),
liked_values AS (
    SELECT customer_no, tag, value, COUNT(*) AS days, MIN(ordered_on) AS first_on, MAX(ordered_on) AS last_on
    FROM liked_days
    GROUP BY customer_no, tag, value
),
liked_ranks AS (
    SELECT
        customer_no,
        tag,
        value,
        first_on,
        ROW_NUMBER() OVER (PARTITION BY customer_no, tag ORDER BY days DESC, last_on DESC, value, customer_no) AS place
    FROM liked_values
),
liked_most AS (
    SELECT customer_no, tag, value, first_on
    FROM liked_ranks
    WHERE place = 1
),
liked_contested AS (
    SELECT liked_most.customer_no, liked_most.tag, liked_most.value
    FROM liked_most
    INNER JOIN liked_ranks
        ON liked_ranks.customer_no = liked_most.customer_no
        AND liked_ranks.tag = liked_most.tag
        AND liked_ranks.place = 2
),
-- Whoever has bought one only has always liked it; of the others, how far each was at the end of each day.
liked_so_far AS (
    SELECT
        liked_days.customer_no,
        liked_days.tag,
        liked_days.ordered_on,
        COUNT(*) OVER (
            PARTITION BY liked_days.customer_no, liked_days.tag, liked_days.value ORDER BY liked_days.ordered_on
        ) AS days,
        SUM(CASE WHEN liked_days.value = liked_contested.value THEN 1 ELSE 0 END) OVER (
            PARTITION BY liked_days.customer_no, liked_days.tag ORDER BY liked_days.ordered_on
        ) AS own_days
    FROM liked_days
    INNER JOIN liked_contested
        ON liked_contested.customer_no = liked_days.customer_no
        AND liked_contested.tag = liked_days.tag
),
liked_leads AS (
    SELECT
        customer_no,
        tag,
        ordered_on,
        own_days,
        MAX(days) OVER (PARTITION BY customer_no, tag ORDER BY ordered_on) AS most_days
    FROM liked_so_far
),
liked_behind AS (
    SELECT customer_no, tag, MAX(CASE WHEN own_days < most_days THEN ordered_on END) AS behind_on
    FROM liked_leads
    GROUP BY customer_no, tag
),
liked_since AS (
    SELECT liked_leads.customer_no, liked_leads.tag, MIN(liked_leads.ordered_on) AS since
    FROM liked_leads
    INNER JOIN liked_behind
        ON liked_behind.customer_no = liked_leads.customer_no
        AND liked_behind.tag = liked_leads.tag
        AND (liked_behind.behind_on IS NULL OR liked_leads.ordered_on > liked_behind.behind_on)
    GROUP BY liked_leads.customer_no, liked_leads.tag
),
favourite_tags AS (
    SELECT
        customers.customer_id,
        liked_most.tag,
        liked_most.value,
        COALESCE(liked_since.since, liked_most.first_on) AS since
    FROM liked_most
    INNER JOIN customers ON customers.customer_no = liked_most.customer_no
    LEFT JOIN liked_since ON liked_since.customer_no = liked_most.customer_no AND liked_since.tag = liked_most.tag
)
