-- In which month was each customer born, and which level of membership do they have?
-- grain: one row per tag and customer; a customer has one value of a tag, or none
-- columns:
--   customer_id  VARCHAR  who
--   tag          VARCHAR  id of the tag
--   value        VARCHAR  its value
--   since        DATE     first day since which it has held without a break; blank where no day can be told
-- starts from: member_people, member_tags
SELECT
    customer_id,
    tag,
    value,
    CAST(since AS DATE) AS since
FROM member_tags
ORDER BY tag, customer_id
