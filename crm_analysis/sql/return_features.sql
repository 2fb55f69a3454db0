-- What was known of each customer on a day, from which it could be told whether they would order again?
-- Nothing that happened on that day or later is in it. Money given back on an order is known from the day of the first
-- refund of it; where no file tells that day, thirty days after the order. Of young orders only the quick ones are
-- delivered: an order tells how long it took once it is older than 95 % of the deliveries known took.
-- grain: one row per customer with an order before that day
-- columns:
--   customer_id           VARCHAR  who
--   silence_days          BIGINT   whole days from the last order to the last day seen
--   tenure_days           BIGINT   whole days from the first order to the last day seen
--   order_days            BIGINT   days with orders
--   second_after_days     BIGINT   days from the first day with an order to the second; blank where there is one only
--   recent_30             BIGINT   days with orders among the last 30 days seen
--   recent_90             BIGINT   days with orders among the last 90 days seen
--   recent_180            BIGINT   days with orders among the last 180 days seen
--   gross_sales           DOUBLE   gross sales of all orders
--   last_sales            DOUBLE   gross sales of the last day with orders
--   lines_per_order       DOUBLE   sale lines by orders
--   last_lines            DOUBLE   the same of the last day with orders
--   discount_share        DOUBLE   share of their orders with a coupon or with a discount on the whole order
--   refund_share          DOUBLE   money known to be given back as a share of gross sales, at most 1
--   worst_rating          DOUBLE   lowest rating of the last 365 days, as a share of the best one; blank = none was given
--   tickets               BIGINT   tickets of the last 365 days
--   visit_days            BIGINT   days among the last 30 on which something was done on the site, purchases left out
--   season                DOUBLE   how often the last order's category sold in the days to come a year ago, 1 = the year's mean; blank = not known
--   waited_days           BIGINT   days from the last order of which it is told to its delivery, of several on its day the longest; to its shipping where no delivery is known; blank = not known
--   slowness              DOUBLE   share of the shop's own deliveries, or shippings, that took fewer days
-- starts from: viewpoint, filtered_orders, known_feedback, known_events
-- parameters:
--   horizon_days  INTEGER  how many days are to come
--   one_in        INTEGER  only every so-many-th customer, by number; 1 = all
WITH
purchase_days AS (
    SELECT
        customer_no,
        ordered_on,
        SUM(counts_as_order) AS orders,
        SUM(gross_sales) AS sales,
        SUM(sale_lines) AS lines,
        SUM(CASE WHEN coupon IS NOT NULL OR order_discount > 0 THEN 1 ELSE 0 END) AS discounted,
        MIN(first_category) AS category
    FROM filtered_orders
    WHERE counts_as_order = 1 AND MOD(customer_no, CAST($one_in AS INTEGER)) = 0
    GROUP BY customer_no, ordered_on
),
spans AS (
    SELECT customer_no, MIN(ordered_on) AS first_on, MAX(ordered_on) AS last_on
    FROM purchase_days
    GROUP BY customer_no
),
purchases AS (
    SELECT
        purchase_days.customer_no,
        DATE_DIFF('day', MIN(spans.last_on), MIN(viewpoint.as_of)) - 1 AS silence_days,
        DATE_DIFF('day', MIN(spans.first_on), MIN(viewpoint.as_of)) - 1 AS tenure_days,
        COUNT(*) AS order_days,
        DATE_DIFF(
            'day',
            MIN(spans.first_on),
            MIN(CASE WHEN purchase_days.ordered_on > spans.first_on THEN purchase_days.ordered_on END)
        ) AS second_after_days,
        SUM(CASE WHEN DATE_DIFF('day', purchase_days.ordered_on, viewpoint.as_of) <= 30 THEN 1 ELSE 0 END) AS recent_30,
        SUM(CASE WHEN DATE_DIFF('day', purchase_days.ordered_on, viewpoint.as_of) <= 90 THEN 1 ELSE 0 END) AS recent_90,
        SUM(CASE WHEN DATE_DIFF('day', purchase_days.ordered_on, viewpoint.as_of) <= 180 THEN 1 ELSE 0 END) AS recent_180,
        SUM(purchase_days.orders) AS orders,
        SUM(purchase_days.sales) AS sales,
        SUM(purchase_days.lines) AS lines,
        SUM(purchase_days.discounted) AS discounted,
        SUM(CASE WHEN purchase_days.ordered_on = spans.last_on THEN purchase_days.orders ELSE 0 END) AS last_orders,
        SUM(CASE WHEN purchase_days.ordered_on = spans.last_on THEN purchase_days.sales ELSE 0 END) AS last_sales,
        SUM(CASE WHEN purchase_days.ordered_on = spans.last_on THEN purchase_days.lines ELSE 0 END) AS last_lines,
        MIN(CASE WHEN purchase_days.ordered_on = spans.last_on THEN purchase_days.category END) AS last_category
    FROM purchase_days
    INNER JOIN spans ON spans.customer_no = purchase_days.customer_no
    CROSS JOIN viewpoint
    GROUP BY purchase_days.customer_no
),
first_refunds AS (
    SELECT shop, platform, order_id, MIN(CAST(refunded_at AS DATE)) AS refunded_on
    FROM refunds
    WHERE refunded_at IS NOT NULL
    GROUP BY shop, platform, order_id
),
given_back AS (
    SELECT filtered_orders.customer_no, SUM(filtered_orders.refunds) AS refunds
    FROM filtered_orders
    CROSS JOIN viewpoint
    LEFT JOIN first_refunds AS own
        ON own.shop = filtered_orders.shop
        AND own.platform = filtered_orders.platform
        AND own.order_id = filtered_orders.order_id
    LEFT JOIN first_refunds AS plain
        ON plain.shop = filtered_orders.shop
        AND plain.platform = 'generic'
        AND plain.order_id = filtered_orders.order_id
    WHERE filtered_orders.refunds > 0
        AND (
            filtered_orders.counts_as_order = 0
            OR COALESCE(own.refunded_on, plain.refunded_on, filtered_orders.ordered_on + 30) < viewpoint.as_of
        )
    GROUP BY filtered_orders.customer_no
),
said AS (
    SELECT
        known_feedback.customer_no,
        MIN(
            CAST(known_feedback.rating AS DOUBLE) / NULLIF(COALESCE(CAST(known_feedback.best_rating AS DOUBLE), 5), 0)
        ) AS worst_rating,
        SUM(CASE WHEN known_feedback.kind = 'ticket' THEN 1 ELSE 0 END) AS tickets
    FROM known_feedback
    CROSS JOIN viewpoint
    WHERE DATE_DIFF('day', known_feedback.given_on, viewpoint.as_of) <= 365
    GROUP BY known_feedback.customer_no
),
visits AS (
    SELECT known_events.customer_no, COUNT(DISTINCT known_events.happened_on) AS days
    FROM known_events
    CROSS JOIN viewpoint
    WHERE known_events.event <> 'purchase' AND DATE_DIFF('day', known_events.happened_on, viewpoint.as_of) <= 30
    GROUP BY known_events.customer_no
),
last_year AS (
    SELECT
        filtered_orders.first_category AS category,
        SUM(
            CASE
                WHEN DATE_DIFF('day', filtered_orders.ordered_on, viewpoint.as_of) > 365 - CAST($horizon_days AS INTEGER)
                THEN 1
                ELSE 0
            END
        ) AS in_season,
        COUNT(*) AS orders
    FROM filtered_orders
    CROSS JOIN viewpoint
    WHERE filtered_orders.counts_as_order = 1
        AND filtered_orders.first_category IS NOT NULL
        AND DATE_DIFF('day', filtered_orders.ordered_on, viewpoint.as_of) <= 365
    GROUP BY filtered_orders.first_category
),
beginning AS (
    SELECT DATE_DIFF('day', MIN(filtered_orders.ordered_on), MIN(viewpoint.as_of)) AS days
    FROM filtered_orders
    CROSS JOIN viewpoint
),
waits AS (
    SELECT
        filtered_orders.customer_no,
        filtered_orders.ordered_on,
        DATE_DIFF('day', filtered_orders.ordered_on, viewpoint.as_of) AS age_days,
        'delivery' AS until,
        CASE
            WHEN CAST(filtered_orders.delivered_at AS DATE) < filtered_orders.ordered_on THEN 0
            ELSE DATE_DIFF('day', filtered_orders.ordered_on, CAST(filtered_orders.delivered_at AS DATE))
        END AS days
    FROM filtered_orders
    CROSS JOIN viewpoint
    WHERE filtered_orders.counts_as_order = 1
        AND MOD(filtered_orders.customer_no, CAST($one_in AS INTEGER)) = 0
        AND CAST(filtered_orders.delivered_at AS DATE) < viewpoint.as_of
    UNION ALL
    SELECT
        filtered_orders.customer_no,
        filtered_orders.ordered_on,
        DATE_DIFF('day', filtered_orders.ordered_on, viewpoint.as_of) AS age_days,
        'shipping' AS until,
        CASE
            WHEN CAST(filtered_orders.shipped_at AS DATE) < filtered_orders.ordered_on THEN 0
            ELSE DATE_DIFF('day', filtered_orders.ordered_on, CAST(filtered_orders.shipped_at AS DATE))
        END AS days
    FROM filtered_orders
    CROSS JOIN viewpoint
    WHERE filtered_orders.counts_as_order = 1
        AND MOD(filtered_orders.customer_no, CAST($one_in AS INTEGER)) = 0
        AND CAST(filtered_orders.shipped_at AS DATE) < viewpoint.as_of
),
nearly_all AS (
    SELECT until, ROUND(PERCENTILE_CONT(0.95) WITHIN GROUP (ORDER BY days), 6) AS days
    FROM waits
    GROUP BY until
),
settled AS (
    SELECT waits.customer_no, waits.ordered_on, waits.until, waits.days
    FROM waits
    INNER JOIN nearly_all ON nearly_all.until = waits.until
    WHERE waits.age_days > nearly_all.days
),
as_long AS (
    SELECT until, days, COUNT(*) AS orders
    FROM settled
    GROUP BY until, days
),
slownesses AS (
    SELECT
        until,
        days,
        CAST(SUM(orders) OVER (PARTITION BY until ORDER BY days) - orders AS DOUBLE)
        / NULLIF(CAST(SUM(orders) OVER (PARTITION BY until) AS DOUBLE), 0) AS slowness
    FROM as_long
),
last_told AS (
    SELECT customer_no, until, MAX(ordered_on) AS ordered_on
    FROM settled
    GROUP BY customer_no, until
),
-- A delivery tells more than a shipping, and comes before it by letter.
best_told AS (
    SELECT customer_no, MIN(until) AS until
    FROM last_told
    GROUP BY customer_no
),
last_waits AS (
    SELECT settled.customer_no, best_told.until, MAX(settled.days) AS days
    FROM settled
    INNER JOIN best_told ON best_told.customer_no = settled.customer_no AND best_told.until = settled.until
    INNER JOIN last_told
        ON last_told.customer_no = settled.customer_no
        AND last_told.until = settled.until
        AND last_told.ordered_on = settled.ordered_on
    GROUP BY settled.customer_no, best_told.until
),
seasons AS (
    SELECT
        last_year.category,
        CAST(last_year.in_season AS DOUBLE) * 365
        / NULLIF(CAST(last_year.orders AS DOUBLE) * CAST($horizon_days AS INTEGER), 0) AS season
    FROM last_year
    INNER JOIN beginning ON beginning.days >= 365
)
SELECT
    customers.customer_id,
    CAST(purchases.silence_days AS BIGINT) AS silence_days,
    CAST(purchases.tenure_days AS BIGINT) AS tenure_days,
    CAST(purchases.order_days AS BIGINT) AS order_days,
    CAST(purchases.second_after_days AS BIGINT) AS second_after_days,
    CAST(purchases.recent_30 AS BIGINT) AS recent_30,
    CAST(purchases.recent_90 AS BIGINT) AS recent_90,
    CAST(purchases.recent_180 AS BIGINT) AS recent_180,
    CAST(purchases.sales AS DOUBLE) AS gross_sales,
    CAST(purchases.last_sales AS DOUBLE) AS last_sales,
    CAST(purchases.lines AS DOUBLE) / NULLIF(purchases.orders, 0) AS lines_per_order,
    CAST(purchases.last_lines AS DOUBLE) / NULLIF(purchases.last_orders, 0) AS last_lines,
    CAST(purchases.discounted AS DOUBLE) / NULLIF(purchases.orders, 0) AS discount_share,
    CASE
        WHEN COALESCE(given_back.refunds, 0) <= 0 THEN CAST(0 AS DOUBLE)
        WHEN given_back.refunds >= purchases.sales THEN CAST(1 AS DOUBLE)
        ELSE CAST(given_back.refunds AS DOUBLE) / NULLIF(CAST(purchases.sales AS DOUBLE), 0)
    END AS refund_share,
    said.worst_rating,
    CAST(COALESCE(said.tickets, 0) AS BIGINT) AS tickets,
    CAST(COALESCE(visits.days, 0) AS BIGINT) AS visit_days,
    seasons.season,
    CAST(last_waits.days AS BIGINT) AS waited_days,
    slownesses.slowness
FROM purchases
INNER JOIN customers ON customers.customer_no = purchases.customer_no
LEFT JOIN given_back ON given_back.customer_no = purchases.customer_no
LEFT JOIN said ON said.customer_no = purchases.customer_no
LEFT JOIN visits ON visits.customer_no = purchases.customer_no
LEFT JOIN last_waits ON last_waits.customer_no = purchases.customer_no
LEFT JOIN slownesses ON slownesses.until = last_waits.until AND slownesses.days = last_waits.days
LEFT JOIN seasons ON seasons.category = purchases.last_category
ORDER BY customers.customer_id
