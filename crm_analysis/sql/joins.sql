-- Which identifiers of one customer stand together on an order, and on how many: why are they one person's?
-- grain: one row per pair of identifiers, the pair with most orders first
-- parameters:
--   customer_id  VARCHAR  who
-- columns:
--   one             VARCHAR    the identifier of the stronger kind
--   other           VARCHAR    the other one
--   orders          BIGINT     current orders of any kind on which both stand
--   first_order_at  TIMESTAMP  the earliest of them
-- personal: one key, other key
WITH
theirs AS (
    SELECT email_key, phone_key, id_key, alias_key, ordered_at
    FROM orders
    WHERE customer_id = CAST($customer_id AS VARCHAR)
),
pairs AS (
    SELECT email_key AS one, phone_key AS other, ordered_at FROM theirs
    UNION ALL
    SELECT email_key AS one, id_key AS other, ordered_at FROM theirs
    UNION ALL
    SELECT email_key AS one, alias_key AS other, ordered_at FROM theirs
    UNION ALL
    SELECT phone_key AS one, id_key AS other, ordered_at FROM theirs
    UNION ALL
    SELECT phone_key AS one, alias_key AS other, ordered_at FROM theirs
    UNION ALL
    SELECT id_key AS one, alias_key AS other, ordered_at FROM theirs
)
SELECT one, other, CAST(COUNT(*) AS BIGINT) AS orders, MIN(ordered_at) AS first_order_at
FROM pairs
WHERE one IS NOT NULL AND other IS NOT NULL
GROUP BY one, other
ORDER BY COUNT(*) DESC, one, other
