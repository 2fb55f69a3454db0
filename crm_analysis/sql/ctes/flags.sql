-- Every customer's silence, and what it is called for a customer of this rhythm.
-- Gaps are taken by their logarithm, so that twice as long weighs like half as long. A customer's own mean of them counts
-- the more, the more gaps there are and the more customers differ; else the usual gap of the group counts (empirical
-- Bayes: weight = n b / (n b + w), with n gaps, variance w within customers and b between them, estimated from sums of
-- squares as in an analysis of variance with unequal n; Searle 1971). The lapse point goes with the usual gap.
-- parameters:
--   own_rhythm_days  INTEGER  days with orders from which a customer's own gaps count
customer_days AS (
    SELECT
        silences.customer_no,
        MAX(silences.ordered_on) AS last_on,
        MAX(silences.order_days) AS order_days,
        COUNT(silences.next_on) AS gaps,
        AVG(CAST(LN(DATE_DIFF('day', silences.ordered_on, silences.next_on)) AS DOUBLE)) AS own_gap,
        SUM(LN(DATE_DIFF('day', silences.ordered_on, silences.next_on)) * LN(DATE_DIFF('day', silences.ordered_on, silences.next_on)))
            AS squares
    FROM silences
    GROUP BY silences.customer_no
),
-- Whoever belongs to no group of a known lapse point goes by the whole shop's.
rhythms AS (
    SELECT
        customer_days.customer_no,
        customer_days.last_on,
        CASE WHEN customer_days.order_days >= CAST($own_rhythm_days AS INTEGER) THEN customer_days.gaps ELSE 0 END AS gaps,
        customer_days.own_gap,
        customer_days.squares,
        COALESCE(group_points.customer_group, '') AS customer_group
    FROM customer_days
    LEFT JOIN customer_groups ON customer_groups.customer_no = customer_days.customer_no
    LEFT JOIN sure_points AS group_points ON group_points.customer_group = customer_groups.customer_group
),
gap_sums AS (
    SELECT
        customer_group,
        CAST(COUNT(*) AS DOUBLE) AS customers,
        CAST(SUM(gaps) AS DOUBLE) AS gaps,
        CAST(SUM(gaps * gaps) AS DOUBLE) AS gaps_squared,
        SUM(gaps * own_gap) AS total,
        SUM(gaps * own_gap * own_gap) AS mean_squares,
        SUM(squares) AS squares
    FROM rhythms
    WHERE gaps > 0
    GROUP BY customer_group
),
within_customers AS (
    SELECT
        customer_group,
        customers,
        gaps - gaps_squared / NULLIF(gaps, 0) AS spare_gaps,
        mean_squares - total * total / NULLIF(gaps, 0) AS between_squares,
        (squares - mean_squares) / NULLIF(gaps - customers, 0) AS variance
    FROM gap_sums
),
spreads AS (
    SELECT
        customer_group,
        CASE WHEN variance > 1e-9 THEN variance ELSE 1e-9 END AS within_variance,
        CASE
            WHEN between_squares > (customers - 1) * variance + 1e-9
            THEN (between_squares - (customers - 1) * variance) / NULLIF(spare_gaps, 0)
            ELSE 0
        END AS between_variance
    FROM within_customers
),
usual_gaps AS (
    SELECT
        rhythms.customer_no,
        rhythms.last_on,
        sure_points.usual_days,
        sure_points.lapse_days,
        COALESCE(
            rhythms.gaps * spreads.between_variance
            / NULLIF(rhythms.gaps * spreads.between_variance + spreads.within_variance, 0),
            0
        ) * (rhythms.own_gap - LN(sure_points.usual_days)) AS longer_by
    FROM rhythms
    LEFT JOIN sure_points ON sure_points.customer_group = rhythms.customer_group
    LEFT JOIN spreads ON spreads.customer_group = rhythms.customer_group
),
customer_silences AS (
    SELECT
        usual_gaps.customer_no,
        usual_gaps.last_on,
        DATE_DIFF('day', usual_gaps.last_on, viewpoint.as_of) - 1 AS days,
        usual_gaps.usual_days * EXP(COALESCE(usual_gaps.longer_by, 0)) AS usual_days,
        ROUND(usual_gaps.lapse_days * EXP(COALESCE(usual_gaps.longer_by, 0))) AS lapse_days
    FROM usual_gaps
    CROSS JOIN viewpoint
),
flags AS (
    SELECT
        customer_no,
        last_on AS last_order_on,
        days AS days_since_last,
        usual_days AS usual_gap_days,
        CAST(lapse_days AS INTEGER) AS lapse_point_days,
        CASE
            WHEN lapse_days IS NULL THEN NULL
            WHEN days > CAST($lost_at AS DOUBLE) * lapse_days + 1e-9 THEN 'lost'
            WHEN days > lapse_days THEN 'at_risk'
            WHEN days >= CAST($cooling_at AS DOUBLE) * lapse_days - 1e-9 THEN 'cooling'
            ELSE 'active'
        END AS flag
    FROM customer_silences
)
