-- When, how and in which campaign was one customer contacted?
-- grain: one row per contact, the newest first
-- parameters:
--   customer_id  VARCHAR  who
-- columns:
--   contacted_on  DATE     on which day
--   channel       VARCHAR  by which way
--   campaign      VARCHAR  campaign of which it was part; blank = none
--   text          VARCHAR  what it was about
--   source        VARCHAR  hand (noted on the profile), list (noted of everybody in a list) or file (told by an upload)
--   list          VARCHAR  list with which it was noted
--   contact_id    BIGINT   number of what was noted by hand or with a list
-- starts from: known_contacts
SELECT
    known_contacts.contacted_on,
    known_contacts.channel,
    known_contacts.campaign,
    known_contacts.text,
    CASE
        WHEN known_contacts.contact_id IS NULL THEN 'file'
        WHEN known_contacts.list IS NULL THEN 'hand'
        ELSE 'list'
    END AS source,
    known_contacts.list,
    known_contacts.contact_id
FROM known_contacts
INNER JOIN customers ON customers.customer_no = known_contacts.customer_no
WHERE customers.customer_id = CAST($customer_id AS VARCHAR)
ORDER BY
    known_contacts.contacted_on DESC,
    CASE WHEN known_contacts.contact_id IS NULL THEN 1 ELSE 0 END,
    known_contacts.contact_id DESC,
    known_contacts.upload_id DESC,
    known_contacts.line_no DESC
