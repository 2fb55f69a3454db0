-- What advertising does each customer accept, as lists for other tools respect it?
-- grain: one row per customer of whom a list of members says something
-- columns:
--   customer_no  BIGINT   who
--   email        VARCHAR  given or refused advertising by e-mail; blank = nobody has said
--   sms          VARCHAR  given or refused advertising by text message; blank = nobody has said
-- starts from: member_people, consents
SELECT
    customer_no,
    CASE accepts_email WHEN 1 THEN 'given' WHEN 0 THEN 'refused' END AS email,
    CASE accepts_sms WHEN 1 THEN 'given' WHEN 0 THEN 'refused' END AS sms
FROM consents
