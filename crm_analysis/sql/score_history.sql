-- Which scores and segment did one customer have at the end of each month?
-- Each month is scored by the orders up to its end, and among the customers there were.
-- grain: one row per month since the customer has ordered
-- parameters:
--   customer_id  VARCHAR  who
-- columns:
--   month         DATE            first day of the month
--   scored_on     DATE            day at whose end customers are scored: the month's last, or the last seen
--   recency_days  BIGINT          whole days from the last order to that day, 0 = ordered on it
--   frequency     BIGINT          orders up to that day
--   monetary      DECIMAL(18, 4)  gross or net sales up to that day, as asked
--   r             INTEGER         recency score, 5 = most recent
--   f             INTEGER         frequency score, 5 = most often
--   m             INTEGER         monetary score, 5 = spends most
--   segment       VARCHAR         the segment that the scores fall in
-- starts from: viewpoint, filtered_orders, kept_until, month_ends_scored, day_scores
SELECT
    scored_months.month,
    day_scores.scored_on,
    CAST(day_scores.recency_days AS BIGINT) AS recency_days,
    CAST(day_scores.frequency AS BIGINT) AS frequency,
    CAST(day_scores.monetary AS DECIMAL(18, 4)) AS monetary,
    day_scores.r,
    day_scores.f,
    day_scores.m,
    day_scores.segment
FROM day_scores
INNER JOIN scored_months ON scored_months.scored_on = day_scores.scored_on
INNER JOIN customers ON customers.customer_no = day_scores.customer_no
WHERE customers.customer_id = CAST($customer_id AS VARCHAR)
ORDER BY scored_months.month
