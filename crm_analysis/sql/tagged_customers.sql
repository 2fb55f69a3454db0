-- Who has a tag, since when, and how can they be reached?
-- grain: one row per customer, whoever got it last first
-- parameters:
--   tag    VARCHAR  id of the tag, or the name that a person gave it
--   value  VARCHAR  one of its values; blank = all
-- columns:
--   customer_id    VARCHAR    who
--   name           VARCHAR    newest name known
--   email          VARCHAR    newest e-mail known
--   phone          VARCHAR    newest phone known
--   country        VARCHAR    country of the newest order
--   value          VARCHAR    value of the tag
--   since          DATE       first day since which it has held without a break; blank where no day can be told
--   orders         BIGINT     sale orders
--   last_order_at  TIMESTAMP  last sale order
-- starts from: viewpoint, segment_customers
SELECT
    customers.customer_id,
    customers.name,
    customers.email,
    customers.phone,
    customers.country,
    customer_tags.value,
    customer_tags.since,
    customers.orders,
    customers.last_order_at
FROM customer_tags
INNER JOIN customers ON customers.customer_id = customer_tags.customer_id
-- where customers are chosen: INNER JOIN segment_customers ON segment_customers.customer_id = customer_tags.customer_id
WHERE customer_tags.tag = CAST($tag AS VARCHAR)
    AND (CAST($value AS VARCHAR) IS NULL OR customer_tags.value = CAST($value AS VARCHAR))
ORDER BY COALESCE(customer_tags.since, DATE '0001-01-01') DESC, customers.customer_id
