-- How many customers have each value of each tag, and for how many is it new?
-- grain: one row per tag and value, the one of most customers first
-- columns:
--   tag             VARCHAR  id of the tag, or the name that a person gave it
--   value           VARCHAR  one of its values
--   customers       BIGINT   customers who have it
--   share           DOUBLE   share of all customers
--   new_customers   BIGINT   of them, those who have had it for 30 days or fewer; blank where no day can be told
--   earliest_since  DATE     the earliest day since which one of them has had it
--   latest_since    DATE     the latest
-- starts from: viewpoint, segment_customers
WITH
everybody AS (
    SELECT COUNT(*) AS customers
    FROM customers
    -- where customers are chosen: INNER JOIN segment_customers ON segment_customers.customer_no = customers.customer_no
),
sizes AS (
    SELECT
        customer_tags.tag,
        customer_tags.value,
        COUNT(*) AS customers,
        COUNT(customer_tags.since) AS dated,
        SUM(CASE WHEN DATE_DIFF('day', customer_tags.since, viewpoint.as_of) <= 30 THEN 1 ELSE 0 END) AS new_customers,
        MIN(customer_tags.since) AS earliest_since,
        MAX(customer_tags.since) AS latest_since
    FROM customer_tags
    CROSS JOIN viewpoint
    -- where customers are chosen: INNER JOIN segment_customers ON segment_customers.customer_id = customer_tags.customer_id
    GROUP BY customer_tags.tag, customer_tags.value
)
SELECT
    sizes.tag,
    sizes.value,
    sizes.customers,
    CAST(sizes.customers AS DOUBLE) / NULLIF(everybody.customers, 0) AS share,
    CAST(CASE WHEN sizes.dated > 0 THEN sizes.new_customers END AS BIGINT) AS new_customers,
    sizes.earliest_since,
    sizes.latest_since
FROM sizes
CROSS JOIN everybody
ORDER BY sizes.tag, sizes.customers DESC, sizes.value
