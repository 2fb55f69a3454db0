-- Which tags has each customer been given by hand?
-- The newest entry of a tag and identifier counts; whoever has the identifier has the tag, however people are joined or split.
-- grain: one row per tag and customer
-- columns:
--   customer_id  VARCHAR  who
--   tag          VARCHAR  name of the tag
--   value        VARCHAR  always yes
--   since        DATE     day on which it was given; the earliest where several of the customer's identifiers have it
WITH
newest_entries AS (
    SELECT identifier, tag, MAX(entry) AS entry
    FROM tag_log
    GROUP BY identifier, tag
)
SELECT
    identities.customer_id,
    tag_log.tag,
    'yes' AS value,
    MIN(CAST(tag_log.made_at AS DATE)) AS since
FROM newest_entries
INNER JOIN tag_log ON tag_log.entry = newest_entries.entry
INNER JOIN identities ON identities.identifier = newest_entries.identifier
WHERE tag_log.given AND identities.customer_id IS NOT NULL
GROUP BY identities.customer_id, tag_log.tag
ORDER BY tag_log.tag, identities.customer_id
