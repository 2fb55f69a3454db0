-- How many customers had each value of a tag, as seen from a day?
-- The tag is worked out from what had been ordered before that day, with the limits that all customers made then.
-- grain: one row per value that somebody had
-- parameters:
--   tag  VARCHAR  id of a tag that follows from orders
-- columns:
--   as_of      DATE     the day from which we look: orders on or after it are unseen
--   value      VARCHAR  one of the tag's values
--   customers  BIGINT   customers who had it
-- starts from: viewpoint, filtered_orders, timed_uploads, lapse, customer_scores, origin_tags, state_tags, favourite_tags, habit_tags, segment_tags
WITH
tags_then AS (
    SELECT customer_id, tag, value FROM origin_tags
    UNION ALL
    SELECT customer_id, tag, value FROM state_tags
    UNION ALL
    SELECT customer_id, tag, value FROM favourite_tags
    UNION ALL
    SELECT customer_id, tag, value FROM habit_tags
    UNION ALL
    SELECT customer_id, tag, value FROM segment_tags
)
SELECT
    viewpoint.as_of,
    tags_then.value,
    COUNT(*) AS customers
FROM tags_then
CROSS JOIN viewpoint
WHERE tags_then.tag = CAST($tag AS VARCHAR)
GROUP BY viewpoint.as_of, tags_then.value
ORDER BY tags_then.value
