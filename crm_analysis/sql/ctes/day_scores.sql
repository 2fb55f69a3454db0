-- Every customer with an order in the period, as seen at the end of each day that is scored: figures, scores, segment.
-- A score belongs to a figure, not to a customer: equal figures have equal scores, whatever the order of rows.
-- A list is one text: its numbers from the worst to the best, a blank between two.
-- parameters:
--   scheme                VARCHAR  name of the segment map: grid, shopify or eight
--   sales                 VARCHAR  gross or net: which sales are monetary
--   thresholds            VARCHAR  fifths, median, mean or fixed; blank = as saved, else fifths, or mean where scores are 1 and 2
--   recency_thresholds    VARCHAR  list of the days of silence at most that earn a score of 2 and more, where they are fixed
--   frequency_thresholds  VARCHAR  list of the orders at least that do
--   monetary_thresholds   VARCHAR  list of the sales at least that do
customer_figures AS (
    SELECT
        scored_days.scored_on,
        filtered_orders.customer_id,
        MIN(CASE WHEN filtered_orders.counts_as_order = 1 THEN filtered_orders.ordered_on END) AS first_order_on,
        MAX(
            CASE
                WHEN filtered_orders.counts_as_order = 1 AND filtered_orders.in_period = 1
                THEN filtered_orders.ordered_on
            END
        ) AS last_order_on,
        SUM(filtered_orders.counts_as_order * filtered_orders.in_period) AS frequency,
        SUM(CASE WHEN filtered_orders.in_period = 1 THEN filtered_orders.gross_sales ELSE 0 END) AS gross_sales,
        SUM(CASE WHEN filtered_orders.in_period = 1 THEN filtered_orders.net_sales ELSE 0 END) AS net_sales
    FROM filtered_orders
    INNER JOIN scored_days ON filtered_orders.ordered_on <= scored_days.scored_on
    WHERE filtered_orders.customer_id IS NOT NULL
    GROUP BY scored_days.scored_on, filtered_orders.customer_id
    HAVING SUM(filtered_orders.counts_as_order * filtered_orders.in_period) > 0
),
measured AS (
    SELECT
        scored_on,
        customer_id,
        first_order_on,
        last_order_on,
        DATE_DIFF('day', last_order_on, scored_on) AS recency_days,
        frequency,
        CASE CAST($sales AS VARCHAR) WHEN 'net' THEN net_sales ELSE gross_sales END AS monetary,
        net_sales
    FROM customer_figures
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
    SELECT scored_on, 'monetary' AS measure, CAST(monetary AS DECIMAL(18, 4)) AS amount, COUNT(*) AS customers
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
    SELECT 'recency' AS measure, -CAST(SPLIT_PART(cuts.recency, ' ', numbers.n) AS DECIMAL(18, 4)) AS least
    FROM cuts
    INNER JOIN numbers ON numbers.n >= 1 AND numbers.n < cuts.best
    WHERE cuts.kind = 'fixed'
    UNION ALL
    SELECT 'frequency' AS measure, CAST(SPLIT_PART(cuts.frequency, ' ', numbers.n) AS DECIMAL(18, 4)) AS least
    FROM cuts
    INNER JOIN numbers ON numbers.n >= 1 AND numbers.n < cuts.best
    WHERE cuts.kind = 'fixed'
    UNION ALL
    SELECT 'monetary' AS measure, CAST(SPLIT_PART(cuts.monetary, ' ', numbers.n) AS DECIMAL(18, 4)) AS least
    FROM cuts
    INNER JOIN numbers ON numbers.n >= 1 AND numbers.n < cuts.best
    WHERE cuts.kind = 'fixed'
),
-- A fixed threshold is reached by its own figure, the mean must be passed. Parts of equal size (fifths, or the halves that
-- the median makes) go by the customers who are worse, so that equals share the lower part where a border runs through them.
amount_scores AS (
    SELECT
        places.scored_on,
        places.measure,
        places.amount,
        CAST(
            CASE cuts.kind
                WHEN 'fixed' THEN 1 + COUNT(fixed_cuts.least)
                WHEN 'mean' THEN CASE WHEN places.amount * places.everybody > places.total THEN 2 ELSE 1 END
                ELSE 1 + FLOOR(cuts.best * places.worse / NULLIF(places.everybody, 0))
            END AS INTEGER
        ) AS score
    FROM places
    CROSS JOIN cuts
    LEFT JOIN fixed_cuts ON fixed_cuts.measure = places.measure AND fixed_cuts.least <= places.amount
    GROUP BY
        places.scored_on,
        places.measure,
        places.amount,
        places.worse,
        places.everybody,
        places.total,
        cuts.kind,
        cuts.best
),
day_scores AS (
    SELECT
        measured.scored_on,
        measured.customer_id,
        measured.recency_days,
        measured.frequency,
        measured.monetary,
        measured.net_sales,
        recency.score AS r,
        frequency.score AS f,
        monetary.score AS m,
        segment_cells.segment,
        measured.first_order_on,
        measured.last_order_on
    FROM measured
    INNER JOIN amount_scores AS recency
        ON recency.measure = 'recency'
        AND recency.scored_on = measured.scored_on
        AND recency.amount = CAST(-measured.recency_days AS DECIMAL(18, 4))
    INNER JOIN amount_scores AS frequency
        ON frequency.measure = 'frequency'
        AND frequency.scored_on = measured.scored_on
        AND frequency.amount = CAST(measured.frequency AS DECIMAL(18, 4))
    INNER JOIN amount_scores AS monetary
        ON monetary.measure = 'monetary'
        AND monetary.scored_on = measured.scored_on
        AND monetary.amount = CAST(measured.monetary AS DECIMAL(18, 4))
    INNER JOIN segment_cells
        ON segment_cells.r = recency.score
        AND segment_cells.f = frequency.score
        AND segment_cells.m = monetary.score
        AND segment_cells.scheme = CAST($scheme AS VARCHAR)
)
