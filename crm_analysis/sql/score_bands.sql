-- Which figures earn each score, and how many customers have it?
-- grain: one row per measure and score that somebody has, the best score of a measure first
-- columns:
--   measure    VARCHAR         recency, frequency or monetary
--   score      INTEGER         the score, the highest is the best
--   lowest     DECIMAL(18, 4)  smallest figure that has it: days, orders or sales
--   highest    DECIMAL(18, 4)  largest figure that has it
--   customers  BIGINT          customers who have it
-- starts from: viewpoint, filtered_orders, customer_scores
WITH
figures AS (
    SELECT 1 AS place, 'recency' AS measure, r AS score, CAST(recency_days AS DECIMAL(18, 4)) AS figure
    FROM customer_scores
    UNION ALL
    SELECT 2 AS place, 'frequency' AS measure, f AS score, CAST(frequency AS DECIMAL(18, 4)) AS figure
    FROM customer_scores
    UNION ALL
    SELECT 3 AS place, 'monetary' AS measure, m AS score, CAST(monetary AS DECIMAL(18, 4)) AS figure
    FROM customer_scores
)
SELECT measure, score, MIN(figure) AS lowest, MAX(figure) AS highest, COUNT(*) AS customers
FROM figures
GROUP BY place, measure, score
ORDER BY place, score DESC
