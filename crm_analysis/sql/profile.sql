-- Who is one customer, and what do the lists of members say of them?
-- Of several rows of members the newest that says a thing counts, thing by thing. Consent is what lists for other tools go by.
-- grain: one row for the customer
-- parameters:
--   customer_id  VARCHAR  who
-- columns:
--   customer_id     VARCHAR         who
--   customer_no     BIGINT          number by which they are called where their name is not to be seen
--   name            VARCHAR         newest name known
--   email           VARCHAR         newest e-mail known
--   phone           VARCHAR         newest phone known
--   country         VARCHAR         country of the newest order
--   region          VARCHAR         region of the newest order
--   city            VARCHAR         city of the newest order
--   orders          BIGINT          sale orders
--   identifiers     BIGINT          e-mails, phones, ids and names that are known of the person
--   matched_by      VARCHAR         their kinds, strongest first
--   first_order_at  TIMESTAMP       first sale order
--   last_order_at   TIMESTAMP       last sale order
--   level           VARCHAR         level of membership
--   points          DECIMAL(18, 4)  points held
--   gender          VARCHAR         female or male, else as the file writes it
--   birthday        VARCHAR         day of birth; --MM-DD where the year is not known
--   registered_on   DATE            day on which they signed up
--   accepts_email   BOOLEAN         whether they accept advertising by e-mail: one no outweighs every yes; blank = nobody says
--   accepts_sms     BOOLEAN         whether they accept advertising by text message, likewise
-- starts from: member_people, consents
WITH
told AS (
    SELECT
        level,
        points,
        gender,
        birthday,
        registered_on,
        ROW_NUMBER() OVER (ORDER BY upload_id DESC, line_no DESC, customer_no) AS place
    FROM member_people
    WHERE customer_id = CAST($customer_id AS VARCHAR) AND NOT shared
),
newest AS (
    SELECT
        MIN(CASE WHEN level IS NOT NULL THEN place END) AS level_place,
        MIN(CASE WHEN points IS NOT NULL THEN place END) AS points_place,
        MIN(CASE WHEN gender IS NOT NULL THEN place END) AS gender_place,
        MIN(CASE WHEN birthday IS NOT NULL THEN place END) AS birthday_place,
        MIN(CASE WHEN registered_on IS NOT NULL THEN place END) AS registered_place
    FROM told
),
member AS (
    SELECT
        MAX(CASE WHEN told.place = newest.level_place THEN told.level END) AS level,
        MAX(CASE WHEN told.place = newest.points_place THEN told.points END) AS points,
        MAX(CASE WHEN told.place = newest.gender_place THEN told.gender END) AS gender,
        MAX(CASE WHEN told.place = newest.birthday_place THEN told.birthday END) AS birthday,
        MAX(CASE WHEN told.place = newest.registered_place THEN told.registered_on END) AS registered_on
    FROM told
    CROSS JOIN newest
)
SELECT
    customers.customer_id,
    customers.customer_no,
    customers.name,
    customers.email,
    customers.phone,
    customers.country,
    customers.region,
    customers.city,
    customers.orders,
    customers.identifiers,
    customers.matched_by,
    customers.first_order_at,
    customers.last_order_at,
    member.level,
    member.points,
    member.gender,
    member.birthday,
    member.registered_on,
    consents.accepts_email = 1 AS accepts_email,
    consents.accepts_sms = 1 AS accepts_sms
FROM customers
CROSS JOIN member
LEFT JOIN consents ON consents.customer_id = customers.customer_id
WHERE customers.customer_id = CAST($customer_id AS VARCHAR)
ORDER BY customers.customer_id
