-- Which files say what one customer is known by?
-- grain: one row per identifier and upload, the newest upload first
-- parameters:
--   customer_id  VARCHAR  who
-- columns:
--   identifier  VARCHAR  kind, scope and value
--   upload_id   BIGINT   newest upload that tells the orders on which it stands
--   file        VARCHAR  its name
--   orders      BIGINT   those orders
WITH
theirs AS (
    SELECT identifier FROM identities WHERE customer_id = CAST($customer_id AS VARCHAR)
),
stood AS (
    SELECT email_key AS identifier, header_upload_id FROM orders
    UNION ALL
    SELECT phone_key AS identifier, header_upload_id FROM orders
    UNION ALL
    SELECT id_key AS identifier, header_upload_id FROM orders
    UNION ALL
    SELECT alias_key AS identifier, header_upload_id FROM orders
    UNION ALL
    SELECT name_key AS identifier, header_upload_id FROM orders
)
SELECT theirs.identifier, uploads.upload_id, uploads.file, CAST(COUNT(*) AS BIGINT) AS orders
FROM theirs
INNER JOIN stood ON stood.identifier = theirs.identifier
INNER JOIN uploads ON uploads.upload_id = stood.header_upload_id
GROUP BY theirs.identifier, uploads.upload_id, uploads.file
ORDER BY theirs.identifier, uploads.upload_id DESC
