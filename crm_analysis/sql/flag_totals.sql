-- How many customers have each flag, and how much did they bring in the last twelve months?
-- grain: one row per flag, those that nobody has included, and one for customers without a flag if there are any
-- columns:
--   as_of            DATE            the day from which we look
--   flag             VARCHAR         active, cooling, at_risk or lost; blank where nothing sure can be said
--   customers        BIGINT          who has it
--   share            DOUBLE          of all customers
--   recent_sales     DECIMAL(18, 4)  net sales of the twelve months before as_of
--   days_since_last  DOUBLE          mean days since the last order
-- starts from: viewpoint, filtered_orders, lapse, flags, recent_sales
WITH
counted AS (
    SELECT
        COALESCE(flags.flag, '') AS flag,
        COUNT(*) AS customers,
        SUM(COALESCE(recent_sales.net_sales, 0)) AS net_sales,
        AVG(CAST(flags.days_since_last AS DOUBLE)) AS days_since_last
    FROM flags
    LEFT JOIN recent_sales ON recent_sales.customer_no = flags.customer_no
    GROUP BY COALESCE(flags.flag, '')
),
everybody AS (
    SELECT SUM(customers) AS customers
    FROM counted
),
named_flags AS (
    SELECT
        n AS place,
        CASE n WHEN 0 THEN 'active' WHEN 1 THEN 'cooling' WHEN 2 THEN 'at_risk' WHEN 3 THEN 'lost' ELSE '' END AS flag
    FROM numbers
    WHERE n < 5
)
SELECT
    viewpoint.as_of,
    NULLIF(named_flags.flag, '') AS flag,
    COALESCE(counted.customers, 0) AS customers,
    CAST(counted.customers AS DOUBLE) / NULLIF(everybody.customers, 0) AS share,
    CAST(COALESCE(counted.net_sales, 0) AS DECIMAL(18, 4)) AS recent_sales,
    counted.days_since_last
FROM named_flags
CROSS JOIN viewpoint
CROSS JOIN everybody
LEFT JOIN counted ON counted.flag = named_flags.flag
WHERE named_flags.flag <> '' OR counted.customers > 0
ORDER BY named_flags.place
