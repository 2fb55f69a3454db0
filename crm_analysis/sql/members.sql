-- Who is in a segment, and how can they be reached?
-- grain: one row per customer, the one who spends most first
-- parameters:
--   segment  VARCHAR  id of the segment; blank = all customers scored
-- columns:
--   customer_id     VARCHAR         who
--   name            VARCHAR         newest name known
--   email           VARCHAR         newest e-mail known
--   phone           VARCHAR         newest phone known
--   country         VARCHAR         country of the newest order
--   segment         VARCHAR         the segment that the scores fall in
--   recency_days    BIGINT          whole days from the last order to the last day seen, 0 = ordered on it
--   frequency       BIGINT          orders in the period
--   monetary        DECIMAL(18, 4)  gross or net sales in the period, as asked
--   r               INTEGER         recency score, 5 = most recent
--   f               INTEGER         frequency score, 5 = most often
--   m               INTEGER         monetary score, 5 = spends most
--   first_order_on  DATE            first order ever
--   last_order_on   DATE            last order in the period
-- starts from: viewpoint, filtered_orders, customer_scores
SELECT
    customers.customer_id,
    customers.name,
    customers.email,
    customers.phone,
    customers.country,
    customer_scores.segment,
    CAST(customer_scores.recency_days AS BIGINT) AS recency_days,
    CAST(customer_scores.frequency AS BIGINT) AS frequency,
    CAST(customer_scores.monetary AS DECIMAL(18, 4)) AS monetary,
    customer_scores.r,
    customer_scores.f,
    customer_scores.m,
    customer_scores.first_order_on,
    customer_scores.last_order_on
FROM customer_scores
INNER JOIN customers ON customers.customer_no = customer_scores.customer_no
WHERE CAST($segment AS VARCHAR) IS NULL OR customer_scores.segment = CAST($segment AS VARCHAR)
ORDER BY customer_scores.monetary DESC, customers.customer_id
