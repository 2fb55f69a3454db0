-- Which customers were active, cooling, at risk or lost when the period began, and what are they at its end?
-- grain: one row per state before and after, empty ones included
-- columns:
--   state_before  VARCHAR         new (no order yet), active, cooling, at_risk or lost, at the end of the day before the period
--   state_after   VARCHAR         active, cooling, at_risk or lost, at the end of its last day
--   customers     BIGINT          customers who went this way; blank where the lapse point is not known
--   share         DOUBLE          of those who were in state_before
--   net_sales     DECIMAL(18, 4)  what they brought in the period; blank where the lapse point is not known
--   cooling_days  INTEGER         days of silence from which a customer is cooling
--   lapse_days    INTEGER         days of silence after which a customer is at risk
--   lost_days     INTEGER         days of silence after which a customer is lost
--   returners     BIGINT          customers with orders on two days or more, on whom these points rest
--   history_days  BIGINT          days from the first order to the day from which we look
-- starts from: viewpoint, filtered_orders, lapse, last_day
WITH
last_orders AS (
    SELECT
        filtered_orders.customer_id,
        MAX(CASE WHEN filtered_orders.ordered_on < CAST($since AS DATE) THEN filtered_orders.ordered_on END) AS before_on,
        MAX(filtered_orders.ordered_on) AS after_on
    FROM filtered_orders
    INNER JOIN last_day ON filtered_orders.ordered_on <= last_day.day
    WHERE filtered_orders.counts_as_order = 1 AND filtered_orders.customer_id IS NOT NULL
    GROUP BY filtered_orders.customer_id
),
brought AS (
    SELECT customer_id, SUM(net_sales) AS net_sales
    FROM filtered_orders
    WHERE in_period = 1 AND customer_id IS NOT NULL
    GROUP BY customer_id
),
recencies AS (
    SELECT
        last_orders.customer_id,
        DATE_DIFF('day', last_orders.before_on, CAST($since AS DATE)) - 1 AS before_days,
        DATE_DIFF('day', last_orders.after_on, last_day.day) AS after_days
    FROM last_orders
    CROSS JOIN last_day
),
ways AS (
    SELECT
        recencies.customer_id,
        CASE
            WHEN recencies.before_days IS NULL THEN 'new'
            WHEN recencies.before_days < lapse.cooling_days THEN 'active'
            WHEN recencies.before_days <= lapse.lapse_days THEN 'cooling'
            WHEN recencies.before_days <= lapse.lost_days THEN 'at_risk'
            ELSE 'lost'
        END AS state_before,
        CASE
            WHEN recencies.after_days < lapse.cooling_days THEN 'active'
            WHEN recencies.after_days <= lapse.lapse_days THEN 'cooling'
            WHEN recencies.after_days <= lapse.lost_days THEN 'at_risk'
            ELSE 'lost'
        END AS state_after
    FROM recencies
    INNER JOIN lapse ON lapse.lapse_days IS NOT NULL
),
counted AS (
    SELECT ways.state_before, ways.state_after, COUNT(*) AS customers, SUM(COALESCE(brought.net_sales, 0)) AS net_sales
    FROM ways
    LEFT JOIN brought ON brought.customer_id = ways.customer_id
    GROUP BY ways.state_before, ways.state_after
),
began AS (
    SELECT state_before, SUM(customers) AS customers
    FROM counted
    GROUP BY state_before
),
states AS (
    SELECT
        n AS place,
        CASE n WHEN 0 THEN 'new' WHEN 1 THEN 'active' WHEN 2 THEN 'cooling' WHEN 3 THEN 'at_risk' ELSE 'lost' END AS state
    FROM numbers
    WHERE n < 5
)
SELECT
    state_before.state AS state_before,
    state_after.state AS state_after,
    CASE WHEN lapse.lapse_days IS NOT NULL THEN COALESCE(counted.customers, 0) END AS customers,
    CAST(COALESCE(counted.customers, 0) AS DOUBLE) / NULLIF(began.customers, 0) AS share,
    CASE WHEN lapse.lapse_days IS NOT NULL THEN CAST(COALESCE(counted.net_sales, 0) AS DECIMAL(18, 4)) END AS net_sales,
    lapse.cooling_days,
    lapse.lapse_days,
    lapse.lost_days,
    lapse.returners,
    lapse.history_days
FROM states AS state_before
INNER JOIN states AS state_after ON state_after.place > 0
CROSS JOIN lapse
LEFT JOIN counted
    ON counted.state_before = state_before.state
    AND counted.state_after = state_after.state
LEFT JOIN began ON began.state_before = state_before.state
ORDER BY state_before.place, state_after.place
