-- How recently, how often and for how much has each customer ordered, compared with all others?
-- grain: one row per customer with an order in the period
-- columns:
--   customer_id   VARCHAR         who
--   recency_days  BIGINT          whole days from the last order to the last day seen, 0 = ordered on it
--   frequency     BIGINT          orders in the period
--   monetary      DECIMAL(18, 4)  gross or net sales in the period, as asked
--   r             INTEGER         recency score, 5 = most recent
--   f             INTEGER         frequency score, 5 = most often
--   m             INTEGER         monetary score, 5 = spends most
--   segment       VARCHAR         the segment that the scores fall in
-- starts from: viewpoint, filtered_orders, customer_scores
SELECT
    customers.customer_id,
    CAST(customer_scores.recency_days AS BIGINT) AS recency_days,
    CAST(customer_scores.frequency AS BIGINT) AS frequency,
    CAST(customer_scores.monetary AS DECIMAL(18, 4)) AS monetary,
    customer_scores.r,
    customer_scores.f,
    customer_scores.m,
    customer_scores.segment
FROM customer_scores
INNER JOIN customers ON customers.customer_no = customer_scores.customer_no
ORDER BY customers.customer_id
