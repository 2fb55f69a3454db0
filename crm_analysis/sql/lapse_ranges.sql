-- How surely are the lapse points known, of the whole shop and of each group of customers?
-- The customers are what is drawn by chance, not their silences: each moves the curve by all of theirs together, and the sum
-- of the squares of what they move is its variance (the infinitesimal jackknife, Jaeckel 1972; where everybody has one
-- silence, it is that of Greenwood). The range holds the days by which the share who returned lies within so many standard
-- errors of what makes the lapse point (Brookmeyer and Crowley 1982, Biometrics 38, 29-41), the error being that at this point.
-- grain: one row for the whole shop, which has no name, and one per group of customers with somebody in it
-- columns:
--   customer_group    VARCHAR  channel or category of the first order; blank for the whole shop
--   lapse_point_days  INTEGER  the lapse point; blank where nothing sure can be said, as are the others
--   lapse_point_low   INTEGER  first day of its range
--   lapse_point_high  INTEGER  last day of it, followed_days at most
-- parameters:
--   standard_errors  DOUBLE  how many the range reaches to either side
-- starts from: viewpoint, filtered_orders, lapse
WITH
-- Where everybody who was still waiting returns, nothing is left that could move.
waits AS (
    SELECT
        customer_group,
        days,
        at_risk,
        ended,
        returned,
        CASE WHEN at_risk - ended > 1e-9 THEN at_risk - ended END AS waiting_on
    FROM silence_curve
),
hazards AS (
    SELECT
        customer_group,
        days,
        returned,
        waiting_on,
        SUM(ended / NULLIF(at_risk * waiting_on, 0)) OVER (PARTITION BY customer_group ORDER BY days) AS passed
    FROM waits
),
marks AS (
    SELECT
        sure_points.customer_group,
        sure_points.lapse_days,
        followed.longest,
        MAX(CASE WHEN hazards.days <= sure_points.lapse_days THEN hazards.returned END) AS returned_by_lapse,
        MAX(CASE WHEN hazards.days <= sure_points.lapse_days THEN hazards.passed END) AS passed_by_lapse,
        MAX(CASE WHEN hazards.days <= followed.longest THEN hazards.returned END) AS returned_by_end,
        MAX(CASE WHEN hazards.days <= followed.longest THEN hazards.passed END) AS passed_by_end
    FROM sure_points
    CROSS JOIN followed
    INNER JOIN hazards ON hazards.customer_group = sure_points.customer_group
    GROUP BY sure_points.customer_group, sure_points.lapse_days, followed.longest
),
grouped_silences AS (
    SELECT '' AS customer_group, customer_no, days, ended, weight
    FROM followed_silences
    UNION ALL
    SELECT
        customer_groups.customer_group,
        followed_silences.customer_no,
        followed_silences.days,
        followed_silences.ended,
        followed_silences.weight
    FROM followed_silences
    INNER JOIN customer_groups ON customer_groups.customer_no = followed_silences.customer_no
),
moved AS (
    SELECT
        grouped_silences.customer_group,
        grouped_silences.customer_no,
        SUM(
            grouped_silences.weight * (
                CASE WHEN hazards.days <= marks.lapse_days THEN COALESCE(grouped_silences.ended / NULLIF(hazards.waiting_on, 0), 0) ELSE 0 END
                - CASE WHEN hazards.days <= marks.lapse_days THEN COALESCE(hazards.passed, 0) ELSE COALESCE(marks.passed_by_lapse, 0) END
            )
        ) AS by_lapse,
        SUM(
            grouped_silences.weight * (
                CASE WHEN hazards.days <= marks.longest THEN COALESCE(grouped_silences.ended / NULLIF(hazards.waiting_on, 0), 0) ELSE 0 END
                - CASE WHEN hazards.days <= marks.longest THEN COALESCE(hazards.passed, 0) ELSE COALESCE(marks.passed_by_end, 0) END
            )
        ) AS by_end
    FROM grouped_silences
    INNER JOIN marks ON marks.customer_group = grouped_silences.customer_group
    INNER JOIN hazards
        ON hazards.customer_group = grouped_silences.customer_group
        AND hazards.days = grouped_silences.days
    GROUP BY grouped_silences.customer_group, grouped_silences.customer_no
),
squares AS (
    SELECT
        moved.customer_group,
        (1 - marks.returned_by_lapse) * moved.by_lapse
            - (1 - CAST($late_share AS DOUBLE)) * (1 - marks.returned_by_end) * moved.by_end AS step
    FROM moved
    INNER JOIN marks ON marks.customer_group = moved.customer_group
),
errors AS (
    SELECT customer_group, CAST($standard_errors AS DOUBLE) * SQRT(SUM(step * step)) AS reach
    FROM squares
    GROUP BY customer_group
),
-- The days on which the upper and the lower end of the band reach what makes the lapse point.
ranges AS (
    SELECT
        marks.customer_group,
        CASE
            WHEN MIN((1 - CAST($late_share AS DOUBLE)) * marks.returned_by_end - errors.reach) <= 0 THEN 0
            ELSE MIN(
                CASE
                    WHEN hazards.returned + errors.reach >= (1 - CAST($late_share AS DOUBLE)) * marks.returned_by_end - 1e-9
                    THEN hazards.days
                END
            )
        END AS low_days,
        MIN(
            CASE
                WHEN hazards.returned - errors.reach >= (1 - CAST($late_share AS DOUBLE)) * marks.returned_by_end - 1e-9
                THEN hazards.days
                ELSE marks.longest
            END
        ) AS high_days
    FROM marks
    INNER JOIN errors ON errors.customer_group = marks.customer_group
    INNER JOIN hazards ON hazards.customer_group = marks.customer_group
    WHERE hazards.days <= marks.longest
    GROUP BY marks.customer_group
),
named_groups AS (
    SELECT '' AS customer_group
    FROM followed
    UNION ALL
    SELECT customer_group
    FROM returns
    WHERE customer_group <> ''
)
SELECT
    NULLIF(named_groups.customer_group, '') AS customer_group,
    CAST(sure_points.lapse_days AS INTEGER) AS lapse_point_days,
    CAST(ranges.low_days AS INTEGER) AS lapse_point_low,
    CAST(ranges.high_days AS INTEGER) AS lapse_point_high
FROM named_groups
LEFT JOIN sure_points ON sure_points.customer_group = named_groups.customer_group
LEFT JOIN ranges ON ranges.customer_group = named_groups.customer_group
ORDER BY named_groups.customer_group
