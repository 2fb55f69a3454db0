-- Which value of a tag has each customer?
-- grain: one row per customer who has the tag
-- parameters:
--   tag  VARCHAR  id of the tag in rules/tags.toml, or the name that a person gave it
-- columns:
--   customer_no  BIGINT   who
--   value        VARCHAR  its value
SELECT
    customers.customer_no,
    customer_tags.value
FROM customer_tags
INNER JOIN customers ON customers.customer_id = customer_tags.customer_id
WHERE customer_tags.tag = CAST($tag AS VARCHAR)
