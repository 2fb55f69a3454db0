-- How can each customer be reached, and what advertising do they accept?
-- grain: one row per customer
-- columns:
--   customer_id    VARCHAR  who
--   name           VARCHAR  newest name known
--   email          VARCHAR  an e-mail that is theirs alone, the newest where it is one; blank = none
--   phone          VARCHAR  a phone in international form, the newest where it has one; blank = none
--   country        VARCHAR  country of the newest order, as the file writes it
--   region         VARCHAR  region of the newest order
--   city           VARCHAR  city of the newest order
--   accepts_email  BOOLEAN  whether they accept advertising by e-mail: one no outweighs every yes; blank = nobody says
--   accepts_sms    BOOLEAN  whether they accept advertising by text message, likewise
-- starts from: member_people, consents
WITH
emails AS (
    SELECT
        identities.customer_id,
        identities.value AS email,
        ROW_NUMBER() OVER (
            PARTITION BY identities.customer_id
            ORDER BY
                CASE WHEN identities.value = customers.email THEN 0 ELSE 1 END,
                identities.orders DESC,
                identities.value,
                identities.customer_id
        ) AS place
    FROM identities
    INNER JOIN customers ON customers.customer_id = identities.customer_id
    WHERE identities.kind = 'email' AND NOT identities.shared
),
-- The newest phone as written, without its first digit, which may be the one for calls within the country, ends it.
phone_numbers AS (
    SELECT
        identities.customer_id,
        identities.value AS phone,
        ROW_NUMBER() OVER (
            PARTITION BY identities.customer_id
            ORDER BY
                CASE WHEN identities.value LIKE '%' || SUBSTRING(customers.phone, 2) THEN 0 ELSE 1 END,
                identities.orders DESC,
                identities.value,
                identities.customer_id
        ) AS place
    FROM identities
    INNER JOIN customers ON customers.customer_id = identities.customer_id
    WHERE identities.kind = 'phone' AND identities.scope = '' AND NOT identities.shared
)
SELECT
    customers.customer_id,
    customers.name,
    emails.email,
    phone_numbers.phone,
    customers.country,
    customers.region,
    customers.city,
    consents.accepts_email = 1 AS accepts_email,
    consents.accepts_sms = 1 AS accepts_sms
FROM customers
LEFT JOIN emails ON emails.customer_id = customers.customer_id AND emails.place = 1
LEFT JOIN phone_numbers ON phone_numbers.customer_id = customers.customer_id AND phone_numbers.place = 1
LEFT JOIN consents ON consents.customer_id = customers.customer_id
ORDER BY customers.customer_id
