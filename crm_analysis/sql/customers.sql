-- Who are the customers, and by what are the orders of each joined?
-- grain: one row per customer, the one with most orders first
-- parameters:
--   search  VARCHAR  part of a name, e-mail, phone or id, in lower case; number of an order or a customer; blank = all
--   most    INTEGER  how many customers at most; blank = all
-- columns:
--   customer_id     VARCHAR    who
--   name            VARCHAR    newest name known
--   email           VARCHAR    newest e-mail known
--   phone           VARCHAR    newest phone known
--   country         VARCHAR    country of the newest order
--   orders          BIGINT     sale orders
--   identifiers     BIGINT     e-mails, phones, ids and names that are known of the person
--   matched_by      VARCHAR    their kinds, strongest first
--   first_order_at  TIMESTAMP  first sale order
--   last_order_at   TIMESTAMP  last sale order
-- starts from: viewpoint, segment_customers
WITH
found AS (
    SELECT DISTINCT customer_key
    FROM identities
    WHERE LOWER(value) LIKE '%' || CAST($search AS VARCHAR) || '%'
),
ordered AS (
    SELECT DISTINCT customer_no
    FROM orders
    WHERE LOWER(order_id) IN (CAST($search AS VARCHAR), '#' || CAST($search AS VARCHAR))
),
chosen AS (
    SELECT
        customers.customer_id,
        customers.name,
        customers.email,
        customers.phone,
        customers.country,
        customers.orders,
        customers.identifiers,
        customers.matched_by,
        customers.first_order_at,
        customers.last_order_at,
        ROW_NUMBER() OVER (ORDER BY customers.orders DESC, customers.customer_id) AS place
    FROM customers
    LEFT JOIN found ON found.customer_key = customers.customer_key
    LEFT JOIN ordered ON ordered.customer_no = customers.customer_no
    -- where customers are chosen: INNER JOIN segment_customers ON segment_customers.customer_no = customers.customer_no
    WHERE
        CAST($search AS VARCHAR) IS NULL
        OR found.customer_key IS NOT NULL
        OR ordered.customer_no IS NOT NULL
        OR LOWER(customers.name) LIKE '%' || CAST($search AS VARCHAR) || '%'
        OR LOWER(customers.customer_id) LIKE '%' || CAST($search AS VARCHAR) || '%'
        OR '#' || CAST(customers.customer_no AS VARCHAR) = CAST($search AS VARCHAR)
)
SELECT
    customer_id, name, email, phone, country, orders, identifiers, matched_by, first_order_at, last_order_at
FROM chosen
WHERE CAST($most AS INTEGER) IS NULL OR place <= CAST($most AS INTEGER)
ORDER BY orders DESC, customer_id
