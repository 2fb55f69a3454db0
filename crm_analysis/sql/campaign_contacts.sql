-- Who was contacted in a campaign?
-- grain: one row per contact, the newest first
-- parameters:
--   campaign  VARCHAR  its name
-- columns:
--   customer_id   VARCHAR  who
--   contacted_on  DATE     on which day
--   channel       VARCHAR  by which way
--   list          VARCHAR  list with which it was noted; blank = by hand, or told by an upload
--   contact_id    BIGINT   number of what was noted by hand or with a list
-- starts from: known_contacts
SELECT
    customers.customer_id,
    known_contacts.contacted_on,
    known_contacts.channel,
    known_contacts.list,
    known_contacts.contact_id
FROM known_contacts
INNER JOIN customers ON customers.customer_no = known_contacts.customer_no
WHERE known_contacts.campaign = CAST($campaign AS VARCHAR)
ORDER BY
    known_contacts.contacted_on DESC,
    customers.customer_id,
    CASE WHEN known_contacts.contact_id IS NULL THEN 1 ELSE 0 END,
    known_contacts.contact_id,
    known_contacts.upload_id,
    known_contacts.line_no
