-- Customers by the period of their first order, and what each of them does at each age.
-- The first order is judged on everything seen; since and until choose the customers whose first order lies between.
-- parameters:
--   slice_by     VARCHAR  none, or what of the first order: country, channel, shop, first_product, first_category, coupon, campaign, size
--   most_slices  INTEGER  slices of their own, those of most customers; the others are one, named (other); blank = all
first_orders AS (
    SELECT customer_id, MIN(ordered_at) AS first_order_at, MIN(ordered_on) AS first_order_on
    FROM filtered_orders
    WHERE counts_as_order = 1 AND customer_id IS NOT NULL
    GROUP BY customer_id
),
-- Of several first orders at the same moment, the value that sorts first speaks.
attributes AS (
    SELECT
        first_orders.customer_id,
        MIN(
            CASE CAST($slice_by AS VARCHAR)
                WHEN 'country' THEN filtered_orders.country
                WHEN 'channel' THEN filtered_orders.channel
                WHEN 'shop' THEN filtered_orders.shop
                WHEN 'first_product' THEN filtered_orders.first_product
                WHEN 'first_category' THEN filtered_orders.first_category
                WHEN 'coupon' THEN filtered_orders.coupon
                WHEN 'campaign' THEN filtered_orders.campaign
            END
        ) AS attribute,
        MIN(CAST(filtered_orders.net_sales AS DECIMAL(18, 2))) AS worth
    FROM first_orders
    INNER JOIN filtered_orders
        ON filtered_orders.customer_id = first_orders.customer_id
        AND filtered_orders.ordered_at = first_orders.first_order_at
    WHERE filtered_orders.counts_as_order = 1 AND CAST($slice_by AS VARCHAR) <> 'none'
    GROUP BY first_orders.customer_id
),
worths AS (
    SELECT worth, COUNT(*) AS customers
    FROM attributes
    WHERE CAST($slice_by AS VARCHAR) = 'size'
    GROUP BY worth
),
running_worths AS (
    SELECT worth, SUM(customers) OVER (ORDER BY worth) AS up_to, SUM(customers) OVER () AS customers
    FROM worths
),
-- Thirds of the shop's own customers: a first order of equal worth is always of the same third.
thirds AS (
    SELECT
        MIN(CASE WHEN 3 * up_to >= customers THEN worth END) AS lower,
        MIN(CASE WHEN 3 * up_to >= 2 * customers THEN worth END) AS upper
    FROM running_worths
),
-- The number in front keeps the bands of size in their order.
newcomers AS (
    SELECT
        first_orders.customer_id,
        first_orders.first_order_at,
        first_orders.first_order_on,
        COALESCE(
            CASE
                WHEN CAST($slice_by AS VARCHAR) <> 'size' THEN attributes.attribute
                WHEN attributes.worth <= thirds.lower THEN '1: ≤ ' || CAST(thirds.lower AS VARCHAR)
                WHEN attributes.worth <= thirds.upper
                THEN '2: ' || CAST(thirds.lower AS VARCHAR) || '–' || CAST(thirds.upper AS VARCHAR)
                ELSE '3: > ' || CAST(thirds.upper AS VARCHAR)
            END,
            ''
        ) AS slice
    FROM first_orders
    CROSS JOIN thirds
    LEFT JOIN attributes ON attributes.customer_id = first_orders.customer_id
    WHERE (CAST($since AS DATE) IS NULL OR first_orders.first_order_on >= CAST($since AS DATE))
        AND (CAST($until AS DATE) IS NULL OR first_orders.first_order_on <= CAST($until AS DATE))
),
slice_sizes AS (
    SELECT slice, COUNT(*) AS customers
    FROM newcomers
    GROUP BY slice
),
slice_places AS (
    SELECT slice, RANK() OVER (ORDER BY customers DESC, slice) AS place
    FROM slice_sizes
),
members AS (
    SELECT
        newcomers.customer_id,
        newcomers.first_order_at,
        newcomers.first_order_on,
        calendar.period AS cohort,
        CASE
            WHEN slice_places.place > CAST($most_slices AS INTEGER) THEN '(other)'
            ELSE newcomers.slice
        END AS slice
    FROM newcomers
    INNER JOIN calendar ON calendar.day = newcomers.first_order_on
    INNER JOIN slice_places ON slice_places.slice = newcomers.slice
),
-- A refund dated before the customer's first order belongs to a purchase that is not seen, and stays out.
customer_ages AS (
    SELECT
        members.slice,
        members.cohort,
        members.customer_id,
        CASE CAST($by AS VARCHAR)
            WHEN '30d'
            THEN CAST(FLOOR(DATE_DIFF('day', members.first_order_on, filtered_orders.ordered_on) / 30) AS INTEGER)
            ELSE calendar.period - members.cohort
        END AS age,
        SUM(filtered_orders.counts_as_order) AS orders,
        SUM(filtered_orders.net_sales) AS net_sales,
        SUM(filtered_orders.gross_sales) AS gross_sales,
        SUM(filtered_orders.costed_sales) AS costed_sales,
        SUM(filtered_orders.gross_margin) AS gross_margin
    FROM members
    INNER JOIN filtered_orders ON filtered_orders.customer_id = members.customer_id
    INNER JOIN calendar ON calendar.day = filtered_orders.ordered_on
    WHERE filtered_orders.ordered_on >= members.first_order_on
    GROUP BY members.slice, members.cohort, members.customer_id, age
)
