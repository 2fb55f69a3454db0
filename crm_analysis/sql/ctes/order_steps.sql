-- Every order of every customer of a cohort as one step: its number, and the days until the next order or, where none is
-- seen, until the last day seen. Several orders on one day are as many steps of 0 days.
-- parameters:
--   most_steps  INTEGER  the last order that is looked at, counted from 1
order_days AS (
    SELECT
        members.customer_id,
        members.slice,
        filtered_orders.ordered_on,
        SUM(filtered_orders.counts_as_order) AS orders
    FROM members
    INNER JOIN filtered_orders ON filtered_orders.customer_id = members.customer_id
    WHERE filtered_orders.counts_as_order = 1
    GROUP BY members.customer_id, members.slice, filtered_orders.ordered_on
),
numbered_days AS (
    SELECT
        slice,
        ordered_on,
        orders,
        SUM(orders) OVER (PARTITION BY customer_id ORDER BY ordered_on) AS last_number,
        LEAD(ordered_on) OVER (PARTITION BY customer_id ORDER BY ordered_on) AS next_on
    FROM order_days
),
order_steps AS (
    SELECT
        numbered_days.slice,
        numbers.n AS order_number,
        CASE
            WHEN numbers.n < numbered_days.last_number THEN 0
            WHEN numbered_days.next_on IS NULL
            THEN DATE_DIFF('day', numbered_days.ordered_on, viewpoint.as_of) - 1
            ELSE DATE_DIFF('day', numbered_days.ordered_on, numbered_days.next_on)
        END AS days,
        CASE
            WHEN numbers.n < numbered_days.last_number OR numbered_days.next_on IS NOT NULL THEN 1
            ELSE 0
        END AS ordered_again
    FROM numbered_days
    CROSS JOIN viewpoint
    INNER JOIN numbers
        ON numbers.n > numbered_days.last_number - numbered_days.orders
        AND numbers.n <= numbered_days.last_number
    WHERE numbers.n <= CAST($most_steps AS INTEGER)
)
