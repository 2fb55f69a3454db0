-- Which tags does each customer have, and since when?
-- grain: one row per tag and customer
-- parameters:
--   customer_id  VARCHAR  one customer; blank = all
-- columns:
--   customer_id  VARCHAR  who
--   tag          VARCHAR  id of the tag, or the name that a person gave it
--   value        VARCHAR  its value; a tag given by hand has the value yes
--   since        DATE     first day since which it has held without a break; blank where no day can be told
SELECT
    tags.customer_id,
    tags.tag,
    tags.value,
    tags.since
FROM customer_tags AS tags
WHERE CAST($customer_id AS VARCHAR) IS NULL OR tags.customer_id = CAST($customer_id AS VARCHAR)
ORDER BY tags.tag, tags.customer_id
