-- Who has a flag, and what is at stake with each?
-- grain: one row per customer, who brought most in the last twelve months first
-- parameters:
--   flag  VARCHAR  one flag; blank = everybody, also those without one
--   most  INTEGER  how many customers at most; blank = all
-- columns:
--   customer_id       VARCHAR         who
--   name              VARCHAR         newest name known
--   country           VARCHAR         country of the newest order
--   flag              VARCHAR         active, cooling, at_risk or lost; blank where nothing sure can be said
--   last_order_on     DATE            day of the last order seen
--   days_since_last   BIGINT          days from it to the last day seen
--   usual_gap_days    DOUBLE          usual days between orders; blank where flag is
--   lapse_point_days  INTEGER         lapse point of this rhythm; blank where flag is
--   recent_sales      DECIMAL(18, 4)  net sales of the twelve months before as_of
-- starts from: viewpoint, filtered_orders, lapse, flags, recent_sales
WITH
flagged AS (
    SELECT
        customers.customer_id,
        customers.name,
        customers.country,
        flags.flag,
        flags.last_order_on,
        flags.days_since_last,
        flags.usual_gap_days,
        flags.lapse_point_days,
        COALESCE(recent_sales.net_sales, 0) AS recent_sales,
        ROW_NUMBER() OVER (ORDER BY COALESCE(recent_sales.net_sales, 0) DESC, customers.customer_id) AS place
    FROM flags
    INNER JOIN customers ON customers.customer_no = flags.customer_no
    LEFT JOIN recent_sales ON recent_sales.customer_no = flags.customer_no
    WHERE CAST($flag AS VARCHAR) IS NULL OR flags.flag = CAST($flag AS VARCHAR)
)
SELECT
    customer_id,
    name,
    country,
    flag,
    last_order_on,
    days_since_last,
    usual_gap_days,
    lapse_point_days,
    CAST(recent_sales AS DECIMAL(18, 4)) AS recent_sales
FROM flagged
WHERE CAST($most AS INTEGER) IS NULL OR place <= CAST($most AS INTEGER)
ORDER BY recent_sales DESC, customer_id
