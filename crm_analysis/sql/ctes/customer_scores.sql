-- Every customer with an order in the period, as seen from the day from which we look: figures, scores and segment.
-- starts from: kept_until, last_day_scored, day_scores
customer_scores AS (
    SELECT
        customer_no,
        recency_days,
        frequency,
        monetary,
        net_sales,
        r,
        f,
        m,
        segment,
        first_order_on,
        last_order_on
    FROM day_scores
)
