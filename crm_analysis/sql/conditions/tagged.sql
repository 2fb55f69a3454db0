-- Which value of a tag has each customer?
-- grain: one row per customer who has the tag
-- parameters:
--   tag  VARCHAR  id of the tag in rules/tags.toml, or the name that a person gave it
-- columns:
--   customer_id  VARCHAR  who
--   value        VARCHAR  its value
SELECT
    customer_id,
    value
FROM customer_tags
WHERE tag = CAST($tag AS VARCHAR)
