-- Which way each customer went between the two days: the segment at the end of either, and what came between them.
-- Whoever had not ordered by the first day comes from none.
-- starts from: two_days_scored, day_scores
sides AS (
    SELECT
        customer_no,
        CASE WHEN scored_on > CAST($moved_from AS DATE) THEN 1 ELSE 0 END AS is_after,
        segment,
        r,
        f,
        m,
        frequency,
        net_sales,
        last_order_on
    FROM day_scores
),
segment_ways AS (
    SELECT
        customer_no,
        COALESCE(MAX(CASE WHEN is_after = 0 THEN segment END), 'none') AS segment_before,
        MAX(CASE WHEN is_after = 1 THEN segment END) AS segment_after,
        MAX(CASE WHEN is_after = 0 THEN r END) AS r_before,
        MAX(CASE WHEN is_after = 0 THEN f END) AS f_before,
        MAX(CASE WHEN is_after = 0 THEN m END) AS m_before,
        MAX(CASE WHEN is_after = 1 THEN r END) AS r_after,
        MAX(CASE WHEN is_after = 1 THEN f END) AS f_after,
        MAX(CASE WHEN is_after = 1 THEN m END) AS m_after,
        SUM(CASE WHEN is_after = 1 THEN frequency ELSE -frequency END) AS orders,
        SUM(CASE WHEN is_after = 1 THEN net_sales ELSE -net_sales END) AS net_sales,
        MAX(last_order_on) AS last_order_on
    FROM sides
    GROUP BY customer_no
    HAVING MAX(is_after) = 1
)
