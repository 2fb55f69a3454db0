-- What is missing or suspicious in the data: one row per finding. Orders and lines are those of the current picture.
-- parameters:
--   first_day     DATE    no shop of this kind can have sold before it
--   times_median  DOUBLE  an order of so many times the median of its shop and currency, or more, is suspicious
--   rhythm_days   DOUBLE  days before and after a silence that tell the usual rhythm
--   silent_days   DOUBLE  the shortest silence that is looked at
--   lost_orders   DOUBLE  a silence is unlikely when so many orders would have been expected in it
seen AS (
    SELECT
        shop,
        platform,
        order_id,
        customer_id,
        ordered_on,
        kind,
        gross_sales,
        currency,
        header_upload_id,
        COALESCE(lines_upload_id, header_upload_id) AS lines_upload_id
    FROM orders
    WHERE CAST($upload AS BIGINT) IS NULL
        OR header_upload_id = CAST($upload AS BIGINT)
        OR lines_upload_id = CAST($upload AS BIGINT)
),
seen_lines AS (
    SELECT
        seen.shop,
        seen.order_id,
        seen.ordered_on,
        seen.lines_upload_id,
        order_lines.line_no,
        order_lines.product_id,
        order_lines.product,
        order_lines.quantity,
        order_lines.amount
    FROM seen
    INNER JOIN order_lines
        ON order_lines.shop = seen.shop
        AND order_lines.platform = seen.platform
        AND order_lines.order_id = seen.order_id
    WHERE CAST($upload AS BIGINT) IS NULL OR seen.lines_upload_id = CAST($upload AS BIGINT)
),
medians AS (
    SELECT
        shop,
        currency,
        PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY CAST(gross_sales AS DOUBLE)) AS median_gross_sales
    FROM seen
    WHERE kind = 'sale'
    GROUP BY shop, currency
),
told_twice AS (
    SELECT uploads.shop, uploads.platform, uploads.layout, order_log.order_id, MAX(order_log.upload_id) AS newest
    FROM order_log
    INNER JOIN uploads ON uploads.upload_id = order_log.upload_id
    WHERE uploads.undone_at IS NULL
    GROUP BY uploads.shop, uploads.platform, uploads.layout, order_log.order_id
    HAVING COUNT(DISTINCT order_log.upload_id) > 1
),
judged_orders AS (
    SELECT
        seen.shop,
        seen.header_upload_id AS upload_id,
        seen.order_id,
        seen.ordered_on,
        seen.kind,
        CAST(seen.gross_sales AS DOUBLE) AS gross_sales,
        COALESCE(scope.made_numbers, 0) AS no_order_number,
        CASE WHEN seen.kind = 'sale' AND seen.customer_id IS NULL THEN 1 ELSE 0 END AS no_customer,
        CASE WHEN seen.currency IS NULL OR seen.currency = 'XXX' THEN 1 ELSE 0 END AS no_currency,
        CASE WHEN seen.ordered_on > scope.last_possible_day THEN 1 ELSE 0 END AS future,
        CASE WHEN seen.ordered_on < CAST($first_day AS DATE) THEN 1 ELSE 0 END AS too_old,
        CASE
            WHEN seen.kind = 'sale'
                AND CAST(seen.gross_sales AS DOUBLE) >= CAST($times_median AS DOUBLE) * medians.median_gross_sales
            THEN 1
            ELSE 0
        END AS outlier,
        CASE WHEN told_again.order_id IS NULL THEN 0 ELSE 1 END AS told_again
    FROM seen
    LEFT JOIN scope ON scope.upload_id = seen.header_upload_id
    LEFT JOIN medians ON medians.shop = seen.shop AND medians.currency = seen.currency
    LEFT JOIN (SELECT DISTINCT shop, platform, order_id FROM told_twice) AS told_again
        ON told_again.shop = seen.shop
        AND told_again.platform = seen.platform
        AND told_again.order_id = seen.order_id
),
selling_days AS (
    SELECT shop, ordered_on AS day, COUNT(*) AS orders
    FROM judged_orders
    WHERE kind <> 'void' AND future = 0 AND too_old = 0
    GROUP BY shop, ordered_on
),
spans AS (
    SELECT
        shop,
        MIN(day) AS first_day,
        MAX(day) AS last_day,
        CAST(CAST(DATE_TRUNC('month', MAX(day)) AS DATE) + INTERVAL '1' MONTH AS DATE) AS next_month
    FROM selling_days
    GROUP BY shop
),
silences AS (
    SELECT 'gap' AS finding, shop, previous_day, day
    FROM (
        SELECT shop, day, LAG(day) OVER (PARTITION BY shop ORDER BY day) AS previous_day
        FROM selling_days
    ) AS stretches
    WHERE DATE_DIFF('day', previous_day, day) > CAST($silent_days AS DOUBLE)
    UNION ALL
    SELECT 'last_month' AS finding, shop, last_day AS previous_day, next_month AS day
    FROM spans
    WHERE DATE_DIFF('day', last_day, next_month) > 1
),
rhythms AS (
    SELECT
        silences.finding,
        silences.shop,
        silences.previous_day,
        silences.day,
        DATE_DIFF('day', silences.previous_day, silences.day) - 1 AS silent_days,
        SUM(CASE WHEN selling_days.day <= silences.previous_day THEN selling_days.orders ELSE 0 END) AS orders_before,
        SUM(CASE WHEN selling_days.day >= silences.day THEN selling_days.orders ELSE 0 END) AS orders_after
    FROM silences
    INNER JOIN selling_days
        ON selling_days.shop = silences.shop
        AND DATE_DIFF('day', selling_days.day, silences.previous_day) < CAST($rhythm_days AS DOUBLE)
        AND DATE_DIFF('day', silences.day, selling_days.day) < CAST($rhythm_days AS DOUBLE)
    GROUP BY silences.finding, silences.shop, silences.previous_day, silences.day
),
unlikely_silences AS (
    SELECT
        finding,
        shop,
        CAST(previous_day + INTERVAL '1' DAY AS DATE) AS first_silent_day,
        silent_days,
        CAST(silent_days AS DOUBLE)
            * CASE WHEN finding = 'last_month' OR orders_before < orders_after THEN orders_before ELSE orders_after END
            / NULLIF(CAST($rhythm_days AS DOUBLE), 0) AS lost_orders
    FROM rhythms
),
order_checks AS (
    SELECT 'no_order_number' AS finding
    UNION ALL
    SELECT 'no_customer' AS finding
    UNION ALL
    SELECT 'no_currency' AS finding
    UNION ALL
    SELECT 'future' AS finding
    UNION ALL
    SELECT 'too_old' AS finding
    UNION ALL
    SELECT 'outlier' AS finding
    UNION ALL
    SELECT 'told_again' AS finding
),
header_lines AS (
    SELECT upload_id, order_id, MIN(line_no) AS line_no
    FROM order_log
    GROUP BY upload_id, order_id
),
findings AS (
    SELECT
        'rejected' AS finding,
        scope.shop,
        rejects.upload_id,
        rejects.line_no,
        CAST(NULL AS VARCHAR) AS order_id,
        CAST(NULL AS DATE) AS ordered_on,
        COALESCE(rejects.heading, '') || COALESCE(': ' || rejects.value, '') AS detail,
        CAST(NULL AS DOUBLE) AS figure,
        1 AS weight
    FROM rejects
    INNER JOIN scope ON scope.upload_id = rejects.upload_id
    UNION ALL
    SELECT
        'same_file' AS finding,
        shop,
        upload_id,
        CAST(NULL AS BIGINT) AS line_no,
        CAST(NULL AS VARCHAR) AS order_id,
        CAST(NULL AS DATE) AS ordered_on,
        CAST(duplicate_of AS VARCHAR) AS detail,
        CAST(NULL AS DOUBLE) AS figure,
        1 AS weight
    FROM scope
    WHERE duplicate_of IS NOT NULL
    UNION ALL
    SELECT
        'copies' AS finding,
        scope.shop,
        line_log.upload_id,
        line_log.line_no,
        line_log.order_id,
        CAST(NULL AS DATE) AS ordered_on,
        line_log.product AS detail,
        CAST(line_log.amount AS DOUBLE) AS figure,
        1 AS weight
    FROM line_log
    INNER JOIN scope ON scope.upload_id = line_log.upload_id
    WHERE line_log.copy AND scope.counts_copies = 1
    UNION ALL
    SELECT
        order_checks.finding,
        judged_orders.shop,
        judged_orders.upload_id,
        header_lines.line_no,
        judged_orders.order_id,
        judged_orders.ordered_on,
        CAST(NULL AS VARCHAR) AS detail,
        judged_orders.gross_sales AS figure,
        1 AS weight
    FROM judged_orders
    INNER JOIN order_checks
        ON CASE order_checks.finding
            WHEN 'no_order_number' THEN judged_orders.no_order_number
            WHEN 'no_customer' THEN judged_orders.no_customer
            WHEN 'no_currency' THEN judged_orders.no_currency
            WHEN 'future' THEN judged_orders.future
            WHEN 'too_old' THEN judged_orders.too_old
            WHEN 'outlier' THEN judged_orders.outlier
            ELSE judged_orders.told_again
        END = 1
    LEFT JOIN header_lines
        ON header_lines.upload_id = judged_orders.upload_id
        AND header_lines.order_id = judged_orders.order_id
    UNION ALL
    SELECT
        line_checks.finding,
        seen_lines.shop,
        seen_lines.lines_upload_id AS upload_id,
        seen_lines.line_no,
        seen_lines.order_id,
        seen_lines.ordered_on,
        seen_lines.product AS detail,
        CAST(seen_lines.amount AS DOUBLE) AS figure,
        1 AS weight
    FROM seen_lines
    INNER JOIN (
        SELECT 'no_product' AS finding
        UNION ALL
        SELECT 'negative_price' AS finding
        UNION ALL
        SELECT 'zero_quantity' AS finding
    ) AS line_checks
        ON CASE line_checks.finding
            WHEN 'no_product'
            THEN CASE WHEN seen_lines.product IS NULL AND seen_lines.product_id IS NULL THEN 1 ELSE 0 END
            WHEN 'negative_price'
            THEN CASE WHEN seen_lines.amount < 0 AND seen_lines.quantity > 0 THEN 1 ELSE 0 END
            ELSE CASE WHEN seen_lines.quantity = 0 THEN 1 ELSE 0 END
        END = 1
    UNION ALL
    SELECT
        finding,
        shop,
        CAST(NULL AS BIGINT) AS upload_id,
        CAST(NULL AS BIGINT) AS line_no,
        CAST(NULL AS VARCHAR) AS order_id,
        first_silent_day AS ordered_on,
        CAST(silent_days AS VARCHAR) AS detail,
        lost_orders AS figure,
        silent_days AS weight
    FROM unlikely_silences
    WHERE lost_orders >= CAST($lost_orders AS DOUBLE)
)
