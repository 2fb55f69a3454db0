-- In which segment were customers on one day, and in which are they on a later one?
-- Scores of either day rest on the orders up to its end, and on the customers there were: a shop that grows moves people too.
-- grain: one row per way that somebody went, the one that most went first
-- columns:
--   segment_before  VARCHAR         segment at the end of the first day; none where there was no order yet, or none in its window
--   segment_after   VARCHAR         segment at the end of the last day; none where its window holds no order
--   customers       BIGINT          customers who went this way
--   net_sales       DECIMAL(18, 4)  what they brought after the first day, up to the last
-- starts from: viewpoint, filtered_orders, segment_ways
SELECT
    segment_before,
    segment_after,
    COUNT(*) AS customers,
    CAST(SUM(net_sales) AS DECIMAL(18, 4)) AS net_sales
FROM segment_ways
GROUP BY segment_before, segment_after
ORDER BY COUNT(*) DESC, segment_before, segment_after
