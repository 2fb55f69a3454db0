-- What a customer's orders say of where they come from: the country, region and channel told last.
-- An order that says nothing changes nothing. It holds since the first order after the last one that said otherwise.
said_facts AS (
    SELECT customer_no, 'country' AS tag, country AS value, ordered_at, ordered_on
    FROM filtered_orders
    WHERE counts_as_order = 1 AND customer_no IS NOT NULL AND country IS NOT NULL
    UNION ALL
    SELECT customer_no, 'region' AS tag, region AS value, ordered_at, ordered_on
    FROM filtered_orders
    WHERE counts_as_order = 1 AND customer_no IS NOT NULL AND region IS NOT NULL
    UNION ALL
    SELECT customer_no, 'channel' AS tag, channel AS value, ordered_at, ordered_on
    FROM filtered_orders
    WHERE counts_as_order = 1 AND customer_no IS NOT NULL AND channel IS NOT NULL
),
said_values AS (
    SELECT customer_no, tag, value, MIN(ordered_on) AS first_on, MAX(ordered_on) AS last_on, MAX(ordered_at) AS last_at
    FROM said_facts
    GROUP BY customer_no, tag, value
),
said_ranks AS (
    SELECT
        customer_no,
        tag,
        value,
        first_on,
        last_on,
        last_at,
        ROW_NUMBER() OVER (PARTITION BY customer_no, tag ORDER BY last_at DESC, value, customer_no) AS place
    FROM said_values
),
said_before AS (
    SELECT customer_no, tag, last_at
    FROM said_ranks
    WHERE place = 2
),
said_again AS (
    SELECT said_facts.customer_no, said_facts.tag, MIN(said_facts.ordered_on) AS since
    FROM said_facts
    INNER JOIN said_before
        ON said_before.customer_no = said_facts.customer_no
        AND said_before.tag = said_facts.tag
        AND said_facts.ordered_at > said_before.last_at
    GROUP BY said_facts.customer_no, said_facts.tag
),
origin_tags AS (
    SELECT
        customers.customer_id,
        said_ranks.tag,
        said_ranks.value,
        CASE
            WHEN said_before.customer_no IS NULL THEN said_ranks.first_on
            ELSE COALESCE(said_again.since, said_ranks.last_on)
        END AS since
    FROM said_ranks
    INNER JOIN customers ON customers.customer_no = said_ranks.customer_no
    LEFT JOIN said_before ON said_before.customer_no = said_ranks.customer_no AND said_before.tag = said_ranks.tag
    LEFT JOIN said_again ON said_again.customer_no = said_ranks.customer_no AND said_again.tag = said_ranks.tag
    WHERE said_ranks.place = 1
)
