-- Whom does somebody mean who writes an id, an e-mail, a phone or a customer's number?
-- grain: one row per customer, the one whose id is written just so first
-- parameters:
--   written  VARCHAR  what is written; its case counts in ids only where two customers differ by nothing else
--   digits   VARCHAR  its digits, with a leading + where written; blank where it can be no phone
--   number   BIGINT   the customer's number, where it is written as one: #1024
-- columns:
--   customer_id  VARCHAR  who
--   name         VARCHAR  newest name known
--   exact        BOOLEAN  whether it is the customer's very id
WITH
phone_forms AS (
    SELECT CAST($digits AS VARCHAR) AS form
    UNION
    SELECT e164 AS form
    FROM phones
    WHERE written = CAST($digits AS VARCHAR) AND e164 IS NOT NULL
),
meant AS (
    SELECT identities.customer_no
    FROM identities
    WHERE identities.kind IN ('email', 'id') AND LOWER(identities.value) = LOWER(CAST($written AS VARCHAR))
    UNION
    SELECT identities.customer_no
    FROM identities
    INNER JOIN phone_forms ON phone_forms.form = identities.value
    WHERE identities.kind = 'phone'
    UNION
    SELECT customer_no
    FROM customers
    WHERE LOWER(customer_id) = LOWER(CAST($written AS VARCHAR)) OR customer_no = CAST($number AS BIGINT)
)
SELECT
    customers.customer_id,
    customers.name,
    customers.customer_id = CAST($written AS VARCHAR) AS exact
FROM meant
INNER JOIN customers ON customers.customer_no = meant.customer_no
ORDER BY CASE WHEN customers.customer_id = CAST($written AS VARCHAR) THEN 0 ELSE 1 END, customers.customer_id
