-- Which way each customer went between the two days: the segment at the end of either, and what came between them.
-- Whoever had no order by the first day comes from none; whoever has none in the window of the last day goes to none.
-- starts from: kept_until, two_days_scored, day_scores
sides AS (
    SELECT
        customer_no,
        CASE WHEN scored_on > CAST($moved_from AS DATE) THEN 1 ELSE 0 END AS is_after,
        segment,
        r,
        f,
        m,
        last_order_on
    FROM day_scores
),
came_between AS (
    SELECT
        filtered_orders.customer_no,
        SUM(filtered_orders.counts_as_order * filtered_orders.in_period) AS orders,
        SUM(filtered_orders.net_sales * filtered_orders.in_period) AS net_sales
    FROM filtered_orders
    INNER JOIN scored_days
        ON scored_days.scored_on > CAST($moved_from AS DATE) AND filtered_orders.ordered_on <= scored_days.scored_on
    WHERE filtered_orders.ordered_on > CAST($moved_from AS DATE)
    GROUP BY filtered_orders.customer_no
),
segment_ways AS (
    SELECT
        sides.customer_no,
        COALESCE(MAX(CASE WHEN is_after = 0 THEN segment END), 'none') AS segment_before,
        COALESCE(MAX(CASE WHEN is_after = 1 THEN segment END), 'none') AS segment_after,
        MAX(CASE WHEN is_after = 0 THEN r END) AS r_before,
        MAX(CASE WHEN is_after = 0 THEN f END) AS f_before,
        MAX(CASE WHEN is_after = 0 THEN m END) AS m_before,
        MAX(CASE WHEN is_after = 1 THEN r END) AS r_after,
        MAX(CASE WHEN is_after = 1 THEN f END) AS f_after,
        MAX(CASE WHEN is_after = 1 THEN m END) AS m_after,
        COALESCE(MAX(came_between.orders), 0) AS orders,
        COALESCE(MAX(came_between.net_sales), 0) AS net_sales,
        MAX(last_order_on) AS last_order_on
    FROM sides
    LEFT JOIN came_between ON came_between.customer_no = sides.customer_no
    GROUP BY sides.customer_no
)
