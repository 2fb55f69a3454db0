-- Who moved from one segment to another between two days, and how can they be reached?
-- grain: one row per customer who is scored on either day, the one who brought most in between first
-- parameters:
--   segment_before  VARCHAR  only those who were in it; none = who had no order then; blank = all
--   segment_after   VARCHAR  only those who are in it; none = who have no order in the window; blank = all
-- columns:
--   customer_id     VARCHAR         who
--   name            VARCHAR         newest name known
--   email           VARCHAR         newest e-mail known
--   phone           VARCHAR         newest phone known
--   country         VARCHAR         country of the newest order
--   segment_before  VARCHAR         segment at the end of the first day; none where there was no order yet, or none in its window
--   segment_after   VARCHAR         segment at the end of the last day; none where its window holds no order
--   orders          BIGINT          orders after the first day, up to the last
--   net_sales       DECIMAL(18, 4)  what they brought
--   r_before        INTEGER         recency score on the first day; blank where there was none
--   f_before        INTEGER         frequency score then
--   m_before        INTEGER         monetary score then
--   r_after         INTEGER         recency score on the last day
--   f_after         INTEGER         frequency score on it
--   m_after         INTEGER         monetary score on it
--   last_order_on   DATE            last order up to the last day
-- starts from: viewpoint, filtered_orders, segment_ways
SELECT
    customers.customer_id,
    customers.name,
    customers.email,
    customers.phone,
    customers.country,
    segment_ways.segment_before,
    segment_ways.segment_after,
    CAST(segment_ways.orders AS BIGINT) AS orders,
    CAST(segment_ways.net_sales AS DECIMAL(18, 4)) AS net_sales,
    segment_ways.r_before,
    segment_ways.f_before,
    segment_ways.m_before,
    segment_ways.r_after,
    segment_ways.f_after,
    segment_ways.m_after,
    segment_ways.last_order_on
FROM segment_ways
INNER JOIN customers ON customers.customer_no = segment_ways.customer_no
WHERE (CAST($segment_before AS VARCHAR) IS NULL OR segment_ways.segment_before = CAST($segment_before AS VARCHAR))
    AND (CAST($segment_after AS VARCHAR) IS NULL OR segment_ways.segment_after = CAST($segment_after AS VARCHAR))
ORDER BY segment_ways.net_sales DESC, customers.customer_id
