-- Every customer with an order in the period, as seen at the end of each day that is scored: figures, scores, segment.
-- A score belongs to a figure, not to a customer: equal figures have equal scores, whatever the order of rows.
-- Months are counted as if each had 32 days, so that days of the calendar can be compared across so many months.
-- A list is one text: its numbers from the worst to the best, a blank between two.
-- parameters:
--   scheme                VARCHAR  name of the segment map: grid, shopify or eight
--   sales                 VARCHAR  gross or net: which sales are monetary
--   thresholds            VARCHAR  fifths, median, mean or fixed; blank = as saved, else fifths, or mean where scores are 1 and 2
--   recency_thresholds    VARCHAR  list of the days of silence at most that earn a score of 2 and more, where they are fixed
--   frequency_thresholds  VARCHAR  list of the orders at least that do
--   monetary_thresholds   VARCHAR  list of the sales at least that do
--   window_months         INTEGER  only orders of so many months up to each day; blank = of the whole period
kept_days AS (
    SELECT scored_days.scored_on
    FROM scored_days
    INNER JOIN kept_until ON kept_until.last_day <= scored_days.scored_on
    WHERE CAST($window_months AS INTEGER) IS NULL
),
counted_days AS (
    SELECT scored_days.scored_on
    FROM scored_days
    LEFT JOIN kept_days ON kept_days.scored_on = scored_days.scored_on
    WHERE kept_days.scored_on IS NULL
),
figures_by_day AS (
    SELECT
        kept_days.scored_on,
        kept_figures.customer_no,
        kept_figures.first_order_on,
        kept_figures.last_on AS last_order_on,
        kept_figures.frequency,
        kept_figures.gross_sales,
        kept_figures.net_sales
    FROM kept_figures
    CROSS JOIN kept_days
    -- where customers are chosen: INNER JOIN segment_customers ON segment_customers.customer_no = kept_figures.customer_no
    UNION ALL
    SELECT
        counted_days.scored_on,
        filtered_orders.customer_no,
        MIN(CASE WHEN filtered_orders.counts_as_order = 1 THEN filtered_orders.ordered_on END) AS first_order_on,
        MAX(
            CASE
                WHEN filtered_orders.counts_as_order = 1 AND filtered_orders.in_period = 1
                THEN filtered_orders.ordered_on
            END
        ) AS last_order_on,
        CAST(SUM(filtered_orders.counts_as_order * filtered_orders.in_period) AS BIGINT) AS frequency,
        CAST(
            SUM(CASE WHEN filtered_orders.in_period = 1 THEN filtered_orders.gross_sales ELSE 0 END) AS DECIMAL(18, 4)
        ) AS gross_sales,
        CAST(
            SUM(CASE WHEN filtered_orders.in_period = 1 THEN filtered_orders.net_sales ELSE 0 END) AS DECIMAL(18, 4)
        ) AS net_sales
    FROM filtered_orders
    INNER JOIN counted_days
        ON filtered_orders.ordered_on <= counted_days.scored_on
        AND (
            CAST($window_months AS INTEGER) IS NULL
            OR EXTRACT(YEAR FROM filtered_orders.ordered_on) * 384
            + (EXTRACT(MONTH FROM filtered_orders.ordered_on) + CAST($window_months AS INTEGER)) * 32
            + EXTRACT(DAY FROM filtered_orders.ordered_on)
            > EXTRACT(YEAR FROM counted_days.scored_on) * 384
            + EXTRACT(MONTH FROM counted_days.scored_on) * 32
            + EXTRACT(DAY FROM counted_days.scored_on)
        )
    WHERE filtered_orders.customer_no IS NOT NULL
    GROUP BY counted_days.scored_on, filtered_orders.customer_no
    HAVING SUM(filtered_orders.counts_as_order * filtered_orders.in_period) > 0
),
measured AS (
    SELECT
        scored_on,
        customer_no,
        first_order_on,
        last_order_on,
        DATE_DIFF('day', last_order_on, scored_on) AS recency_days,
        frequency,
        CAST(CASE CAST($sales AS VARCHAR) WHEN 'net' THEN net_sales ELSE gross_sales END AS DECIMAL(18, 4)) AS monetary,
        net_sales
    FROM figures_by_day
),
-- How many customers share each figure. More is better in all three, so that recency counts below zero.
amounts AS (
    SELECT scored_on, 'recency' AS measure, CAST(-recency_days AS DECIMAL(18, 4)) AS amount, COUNT(*) AS customers
    FROM measured
    GROUP BY scored_on, recency_days
    UNION ALL
    SELECT scored_on, 'frequency' AS measure, CAST(frequency AS DECIMAL(18, 4)) AS amount, COUNT(*) AS customers
    FROM measured
    GROUP BY scored_on, frequency
    UNION ALL
    SELECT scored_on, 'monetary' AS measure, monetary AS amount, COUNT(*) AS customers
    FROM measured
    GROUP BY scored_on, monetary
),
places AS (
    SELECT
        scored_on,
        measure,
        amount,
        SUM(customers) OVER (PARTITION BY scored_on, measure ORDER BY amount) - customers AS worse,
        SUM(customers) OVER (PARTITION BY scored_on, measure) AS everybody,
        SUM(customers * amount) OVER (PARTITION BY scored_on, measure) AS total
    FROM amounts
),
scale AS (
    SELECT MAX(r) AS best
    FROM segment_cells
    WHERE scheme = CAST($scheme AS VARCHAR)
),
-- What is asked goes before what is saved.
cuts AS (
    SELECT
        scale.best,
        COALESCE(
            CAST($thresholds AS VARCHAR),
            score_thresholds.kind,
            CASE WHEN scale.best > 2 THEN 'fifths' ELSE 'mean' END
        ) AS kind,
        COALESCE(CAST($recency_thresholds AS VARCHAR), score_thresholds.recency) AS recency,
        COALESCE(CAST($frequency_thresholds AS VARCHAR), score_thresholds.frequency) AS frequency,
        COALESCE(CAST($monetary_thresholds AS VARCHAR), score_thresholds.monetary) AS monetary
    FROM scale
    LEFT JOIN score_thresholds ON score_thresholds.scheme = CAST($scheme AS VARCHAR)
),
fixed_cuts AS (
    SELECT 'recency' AS measure, numbers.n + 1 AS score, -CAST(SPLIT_PART(cuts.recency, ' ', numbers.n) AS DECIMAL(18, 4)) AS least
    FROM cuts
    INNER JOIN numbers ON numbers.n >= 1 AND numbers.n < cuts.best
    WHERE cuts.kind = 'fixed'
    UNION ALL
    SELECT 'frequency' AS measure, numbers.n + 1 AS score, CAST(SPLIT_PART(cuts.frequency, ' ', numbers.n) AS DECIMAL(18, 4)) AS least
    FROM cuts
    INNER JOIN numbers ON numbers.n >= 1 AND numbers.n < cuts.best
    WHERE cuts.kind = 'fixed'
    UNION ALL
    SELECT 'monetary' AS measure, numbers.n + 1 AS score, CAST(SPLIT_PART(cuts.monetary, ' ', numbers.n) AS DECIMAL(18, 4)) AS least
    FROM cuts
    INNER JOIN numbers ON numbers.n >= 1 AND numbers.n < cuts.best
    WHERE cuts.kind = 'fixed'
),
-- A fixed threshold is reached by its own figure, the mean must be passed. Parts of equal size (fifths, or the halves that
-- the median makes) go by the customers who are worse, so that equals share the lower part where a border runs through them.
earned AS (
    SELECT
        places.scored_on,
        places.measure,
        CASE cuts.kind
            WHEN 'mean' THEN CASE WHEN places.amount * places.everybody > places.total THEN 2 ELSE 1 END
            ELSE CAST(1 + FLOOR(cuts.best * places.worse / NULLIF(places.everybody, 0)) AS INTEGER)
        END AS score,
        places.amount AS least
    FROM places
    CROSS JOIN cuts
    WHERE cuts.kind <> 'fixed'
    UNION ALL
    SELECT scored_days.scored_on, fixed_cuts.measure, fixed_cuts.score, fixed_cuts.least
    FROM fixed_cuts
    CROSS JOIN scored_days
),
-- The least figure that earns each score or a better one: a customer has as many scores as figures of these are reached.
score_limits AS (
    SELECT
        scored_on,
        MIN(CASE WHEN measure = 'recency' AND score >= 2 THEN least END) AS r2,
        MIN(CASE WHEN measure = 'recency' AND score >= 3 THEN least END) AS r3,
        MIN(CASE WHEN measure = 'recency' AND score >= 4 THEN least END) AS r4,
        MIN(CASE WHEN measure = 'recency' AND score >= 5 THEN least END) AS r5,
        MIN(CASE WHEN measure = 'frequency' AND score >= 2 THEN least END) AS f2,
        MIN(CASE WHEN measure = 'frequency' AND score >= 3 THEN least END) AS f3,
        MIN(CASE WHEN measure = 'frequency' AND score >= 4 THEN least END) AS f4,
        MIN(CASE WHEN measure = 'frequency' AND score >= 5 THEN least END) AS f5,
        MIN(CASE WHEN measure = 'monetary' AND score >= 2 THEN least END) AS m2,
        MIN(CASE WHEN measure = 'monetary' AND score >= 3 THEN least END) AS m3,
        MIN(CASE WHEN measure = 'monetary' AND score >= 4 THEN least END) AS m4,
        MIN(CASE WHEN measure = 'monetary' AND score >= 5 THEN least END) AS m5
    FROM earned
    GROUP BY scored_on
),
scored AS (
    SELECT
        measured.scored_on,
        measured.customer_no,
        measured.recency_days,
        measured.frequency,
        measured.monetary,
        measured.net_sales,
        measured.first_order_on,
        measured.last_order_on,
        1 + CASE WHEN -measured.recency_days >= score_limits.r2 THEN 1 ELSE 0 END
          + CASE WHEN -measured.recency_days >= score_limits.r3 THEN 1 ELSE 0 END
          + CASE WHEN -measured.recency_days >= score_limits.r4 THEN 1 ELSE 0 END
          + CASE WHEN -measured.recency_days >= score_limits.r5 THEN 1 ELSE 0 END AS r,
        1 + CASE WHEN measured.frequency >= score_limits.f2 THEN 1 ELSE 0 END
          + CASE WHEN measured.frequency >= score_limits.f3 THEN 1 ELSE 0 END
          + CASE WHEN measured.frequency >= score_limits.f4 THEN 1 ELSE 0 END
          + CASE WHEN measured.frequency >= score_limits.f5 THEN 1 ELSE 0 END AS f,
        1 + CASE WHEN measured.monetary >= score_limits.m2 THEN 1 ELSE 0 END
          + CASE WHEN measured.monetary >= score_limits.m3 THEN 1 ELSE 0 END
          + CASE WHEN measured.monetary >= score_limits.m4 THEN 1 ELSE 0 END
          + CASE WHEN measured.monetary >= score_limits.m5 THEN 1 ELSE 0 END AS m
    FROM measured
    INNER JOIN score_limits ON score_limits.scored_on = measured.scored_on
),
day_scores AS (
    SELECT
        scored.scored_on,
        scored.customer_no,
        scored.recency_days,
        scored.frequency,
        scored.monetary,
        scored.net_sales,
        scored.r,
        scored.f,
        scored.m,
        segment_cells.segment,
        scored.first_order_on,
        scored.last_order_on
    FROM scored
    INNER JOIN segment_cells
        ON segment_cells.r = scored.r
        AND segment_cells.f = scored.f
        AND segment_cells.m = scored.m
        AND segment_cells.scheme = CAST($scheme AS VARCHAR)
)
