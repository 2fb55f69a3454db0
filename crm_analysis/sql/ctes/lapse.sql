-- The lapse point: the days of silence after which most customers of this shop who would return have returned.
-- Of every silence that ended with another order, each customer counts once, however many orders they have; otherwise
-- the few who order all the time would make everybody else look lost. Judged on everything seen, whatever the period.
-- parameters:
--   cooling_share     DOUBLE   share of silences over by the cooling point
--   lost_share        DOUBLE   share of silences over by the lapse point
--   fewest_returners  INTEGER  customers who returned, below which nothing is said
--   least_history     DOUBLE   times the lapse point that the history must be long
order_days AS (
    SELECT DISTINCT customer_no, ordered_on
    FROM filtered_orders
    WHERE counts_as_order = 1 AND customer_no IS NOT NULL
),
silences AS (
    SELECT
        customer_no,
        ordered_on,
        LEAD(ordered_on) OVER (PARTITION BY customer_no ORDER BY ordered_on) AS next_on
    FROM order_days
),
ended_silences AS (
    SELECT
        customer_no,
        DATE_DIFF('day', ordered_on, next_on) AS days,
        CAST(1 AS DOUBLE) / NULLIF(COUNT(*) OVER (PARTITION BY customer_no), 0) AS weight
    FROM silences
    WHERE next_on IS NOT NULL
),
returners AS (
    SELECT COUNT(DISTINCT customer_no) AS customers
    FROM ended_silences
),
lengths AS (
    SELECT days, SUM(weight) AS weight
    FROM ended_silences
    GROUP BY days
),
ended_by AS (
    SELECT days, SUM(weight) OVER (ORDER BY days) AS ended
    FROM lengths
),
-- The weights add up to the customers but for their last bits, which must not decide.
points AS (
    SELECT
        returners.customers,
        MIN(CASE WHEN ended_by.ended >= CAST($cooling_share AS DOUBLE) * returners.customers - 1e-6 THEN ended_by.days END)
            AS cooling_days,
        MIN(CASE WHEN ended_by.ended >= CAST($lost_share AS DOUBLE) * returners.customers - 1e-6 THEN ended_by.days END)
            AS lapse_days
    FROM returners
    LEFT JOIN ended_by ON ended_by.ended > 0
    GROUP BY returners.customers
),
history AS (
    SELECT
        MIN(order_days.ordered_on) AS first_order_on,
        DATE_DIFF('day', MIN(order_days.ordered_on), MIN(viewpoint.as_of)) AS days
    FROM order_days
    CROSS JOIN viewpoint
),
sure AS (
    SELECT
        points.customers,
        points.cooling_days,
        points.lapse_days,
        history.first_order_on,
        history.days AS history_days,
        CASE
            WHEN points.customers >= CAST($fewest_returners AS INTEGER)
                AND history.days >= CAST($least_history AS DOUBLE) * points.lapse_days
            THEN 1
            ELSE 0
        END AS enough
    FROM points
    CROSS JOIN history
),
lapse AS (
    SELECT
        customers AS returners,
        first_order_on,
        history_days,
        CASE WHEN enough = 1 THEN CAST(cooling_days AS INTEGER) END AS cooling_days,
        CASE WHEN enough = 1 THEN CAST(lapse_days AS INTEGER) END AS lapse_days
    FROM sure
)
