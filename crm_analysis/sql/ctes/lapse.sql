-- The lapse point: the days of silence after which at most few of the customers who would return still do.
-- Each customer counts once: who has returned by all silences that ended with another order, in equal parts; who has
-- not, by the one that goes on, which is followed up to the last day seen (Wang and Chang 1999, JASA 94, 146-153). The
-- last silence of returners is left out: it is the one that happened to be cut, so that long ones are among them more
-- often. Silences are followed for as long as the history can show customers to be lost.
-- parameters:
--   late_share        DOUBLE   share of silences that end, but after the lapse point
--   cooling_at        DOUBLE   times the lapse point from which a silence is cooling
--   lost_at           DOUBLE   times the lapse point after which a customer is lost
--   fewest_returners  INTEGER  customers who returned, below which nothing is said
--   least_history     DOUBLE   times the lapse point that the history must be long
--   split_by          VARCHAR  channel or category of the first order, whose rhythms are told apart; blank = one rhythm
order_days AS (
    SELECT DISTINCT customer_no, ordered_on
    FROM filtered_orders
    WHERE counts_as_order = 1 AND customer_no IS NOT NULL
),
silences AS (
    SELECT
        customer_no,
        ordered_on,
        LEAD(ordered_on) OVER (PARTITION BY customer_no ORDER BY ordered_on) AS next_on,
        COUNT(*) OVER (PARTITION BY customer_no) AS order_days
    FROM order_days
),
history AS (
    SELECT
        MIN(order_days.ordered_on) AS first_order_on,
        DATE_DIFF('day', MIN(order_days.ordered_on), MIN(viewpoint.as_of)) AS days
    FROM order_days
    CROSS JOIN viewpoint
),
followed_silences AS (
    SELECT
        silences.customer_no,
        DATE_DIFF('day', silences.ordered_on, COALESCE(silences.next_on, CAST(viewpoint.as_of - INTERVAL '1' DAY AS DATE)))
            AS days,
        CASE WHEN silences.next_on IS NULL THEN 0 ELSE 1 END AS ended,
        CAST(1 AS DOUBLE) / NULLIF(CASE WHEN silences.order_days > 1 THEN silences.order_days - 1 ELSE 1 END, 0) AS weight
    FROM silences
    CROSS JOIN viewpoint
    WHERE silences.next_on IS NOT NULL OR silences.order_days = 1
),
numbered_orders AS (
    SELECT
        customer_no,
        CASE CAST($split_by AS VARCHAR) WHEN 'channel' THEN channel WHEN 'category' THEN first_category END AS customer_group,
        ROW_NUMBER() OVER (PARTITION BY customer_no ORDER BY ordered_at, shop, platform, order_id) AS place
    FROM filtered_orders
    WHERE CAST($split_by AS VARCHAR) IS NOT NULL AND counts_as_order = 1 AND customer_no IS NOT NULL
),
customer_groups AS (
    SELECT customer_no, customer_group
    FROM numbered_orders
    WHERE place = 1 AND customer_group IS NOT NULL
),
-- The group without a name is the whole shop.
lengths AS (
    SELECT '' AS customer_group, days, SUM(weight * ended) AS ended, SUM(weight) AS weight
    FROM followed_silences
    GROUP BY days
    UNION ALL
    SELECT
        customer_groups.customer_group,
        followed_silences.days,
        SUM(followed_silences.weight * followed_silences.ended) AS ended,
        SUM(followed_silences.weight) AS weight
    FROM followed_silences
    INNER JOIN customer_groups ON customer_groups.customer_no = followed_silences.customer_no
    GROUP BY customer_groups.customer_group, followed_silences.days
),
waiting AS (
    SELECT
        customer_group,
        days,
        ended,
        SUM(weight) OVER (PARTITION BY customer_group ORDER BY days DESC) AS at_risk
    FROM lengths
),
-- The product of Kaplan and Meier (1958); where everybody who was still waiting returns, it is 0 from then on.
silence_curve AS (
    SELECT
        customer_group,
        days,
        at_risk,
        ended,
        CASE
            WHEN SUM(CASE WHEN ended >= at_risk - 1e-9 THEN 1 ELSE 0 END) OVER (PARTITION BY customer_group ORDER BY days) > 0
            THEN CAST(1 AS DOUBLE)
            ELSE 1 - EXP(
                SUM(LN(CASE WHEN ended >= at_risk - 1e-9 THEN 1 ELSE 1 - ended / NULLIF(at_risk, 0) END))
                    OVER (PARTITION BY customer_group ORDER BY days)
            )
        END AS returned
    FROM waiting
),
followed AS (
    SELECT
        first_order_on,
        days,
        CAST(FLOOR(days / NULLIF(CAST($lost_at AS DOUBLE), 0) + 1e-9) AS INTEGER) AS longest
    FROM history
),
returns AS (
    SELECT
        silence_curve.customer_group,
        CAST(ROUND(SUM(silence_curve.ended)) AS BIGINT) AS returners,
        MAX(CASE WHEN silence_curve.days <= followed.longest THEN silence_curve.returned END) AS returned
    FROM silence_curve
    CROSS JOIN followed
    GROUP BY silence_curve.customer_group
),
-- Sums of parts may miss a share by their last bits, which must not decide.
points AS (
    SELECT
        returns.customer_group,
        MIN(CASE WHEN silence_curve.returned >= 0.5 * returns.returned - 1e-9 THEN silence_curve.days END) AS usual_days,
        MIN(
            CASE
                WHEN silence_curve.returned >= (1 - CAST($late_share AS DOUBLE)) * returns.returned - 1e-9
                THEN silence_curve.days
            END
        ) AS lapse_days
    FROM returns
    INNER JOIN silence_curve ON silence_curve.customer_group = returns.customer_group
    WHERE returns.returned > 0
    GROUP BY returns.customer_group
),
sure_points AS (
    SELECT points.customer_group, points.usual_days, points.lapse_days
    FROM points
    INNER JOIN returns ON returns.customer_group = points.customer_group
    INNER JOIN followed ON followed.days >= CAST($least_history AS DOUBLE) * points.lapse_days
    WHERE returns.returners >= CAST($fewest_returners AS INTEGER)
),
lapse AS (
    SELECT
        COALESCE(returns.returners, 0) AS returners,
        followed.first_order_on,
        followed.days AS history_days,
        followed.longest AS followed_days,
        CAST(sure_points.usual_days AS INTEGER) AS usual_days,
        CAST(CEIL(CAST($cooling_at AS DOUBLE) * sure_points.lapse_days - 1e-9) AS INTEGER) AS cooling_days,
        CAST(sure_points.lapse_days AS INTEGER) AS lapse_days,
        CAST(FLOOR(CAST($lost_at AS DOUBLE) * sure_points.lapse_days + 1e-9) AS INTEGER) AS lost_days
    FROM followed
    LEFT JOIN returns ON returns.customer_group = ''
    LEFT JOIN sure_points ON sure_points.customer_group = ''
)
