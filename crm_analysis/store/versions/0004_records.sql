-- The other tables that a shop has: what uploads say, and views of what of it is current.
CREATE TABLE member_log (
    upload_id BIGINT,
    line_no BIGINT,
    email VARCHAR,
    phone VARCHAR,
    buyer_id VARCHAR,
    alias_id VARCHAR,
    name VARCHAR,
    email_key VARCHAR,
    phone_key VARCHAR,
    id_key VARCHAR,
    alias_key VARCHAR,
    birthday VARCHAR,
    gender VARCHAR,
    level VARCHAR,
    points DECIMAL(18, 4),
    registered_on DATE,
    accepts_email BOOLEAN,
    accepts_sms BOOLEAN,
    country VARCHAR,
    region VARCHAR,
    city VARCHAR,
    tags VARCHAR,
    note VARCHAR
);

CREATE TABLE product_log (
    upload_id BIGINT,
    line_no BIGINT,
    product_id VARCHAR,
    product VARCHAR,
    category VARCHAR,
    brand VARCHAR,
    price DECIMAL(18, 4),
    cost DECIMAL(18, 4),
    currency VARCHAR
);

CREATE TABLE spend_log (
    upload_id BIGINT,
    line_no BIGINT,
    spent_on DATE,
    channel VARCHAR,
    campaign VARCHAR,
    amount DECIMAL(18, 4),
    currency VARCHAR,
    impressions BIGINT,
    clicks BIGINT
);

CREATE TABLE feedback_log (
    upload_id BIGINT,
    line_no BIGINT,
    kind VARCHAR,
    feedback_id VARCHAR,
    given_at TIMESTAMP,
    order_id VARCHAR,
    product_id VARCHAR,
    product VARCHAR,
    email VARCHAR,
    phone VARCHAR,
    buyer_id VARCHAR,
    alias_id VARCHAR,
    name VARCHAR,
    email_key VARCHAR,
    phone_key VARCHAR,
    id_key VARCHAR,
    alias_key VARCHAR,
    rating DECIMAL(18, 4),
    best_rating DECIMAL(18, 4),
    title VARCHAR,
    text VARCHAR
);

CREATE TABLE event_log (
    upload_id BIGINT,
    line_no BIGINT,
    happened_at TIMESTAMP,
    event VARCHAR,
    product_id VARCHAR,
    product VARCHAR,
    category VARCHAR,
    brand VARCHAR,
    price DECIMAL(18, 4),
    currency VARCHAR,
    email VARCHAR,
    phone VARCHAR,
    buyer_id VARCHAR,
    alias_id VARCHAR,
    name VARCHAR,
    email_key VARCHAR,
    phone_key VARCHAR,
    id_key VARCHAR,
    alias_key VARCHAR,
    visit VARCHAR
);

CREATE TABLE refund_log (
    upload_id BIGINT,
    line_no BIGINT,
    refund_id VARCHAR,
    order_id VARCHAR,
    refunded_at TIMESTAMP,
    amount DECIMAL(18, 4),
    currency VARCHAR,
    product_id VARCHAR,
    quantity DECIMAL(18, 4),
    reason VARCHAR,
    status VARCHAR
);

CREATE TABLE rate_log (
    upload_id BIGINT,
    line_no BIGINT,
    rated_on DATE,
    currency VARCHAR,
    base VARCHAR,
    rate DOUBLE
);

-- The newest word of each layout, then field by field the newest layout that says anything, as for orders.
CREATE VIEW members AS
WITH named AS (
    SELECT
        u.shop, u.platform, u.layout, m.*,
        -- A person with several aliases stands once for each: every one links other rows.
        COALESCE('id ' || m.id_key || COALESCE(' ' || m.alias_key, ''), 'email ' || m.email_key,
            'phone ' || m.phone_key) AS key,
        -- Without a key, equal names of one file are several members; those of a later file are the same ones again.
        COALESCE(key, concat_ws(' ', m.name, m.registered_on, ROW_NUMBER()
            OVER (PARTITION BY m.upload_id, key, m.name, m.registered_on ORDER BY m.line_no))) AS member
    FROM member_log AS m
    JOIN uploads AS u ON u.upload_id = m.upload_id
    WHERE u.undone_at IS NULL
),
newest AS (
    SELECT * FROM named
    QUALIFY ROW_NUMBER()
        OVER (PARTITION BY shop, platform, layout, member ORDER BY upload_id DESC, line_no DESC) = 1
)
SELECT
    shop, platform,
    MAX(upload_id) AS upload_id,
    ARG_MAX(line_no, upload_id) AS line_no,
    ARG_MAX(email, upload_id) AS email,
    ARG_MAX(phone, upload_id) AS phone,
    ARG_MAX(buyer_id, upload_id) AS buyer_id,
    ARG_MAX(alias_id, upload_id) AS alias_id,
    ARG_MAX(name, upload_id) AS name,
    ARG_MAX(email_key, upload_id) AS email_key,
    ARG_MAX(phone_key, upload_id) AS phone_key,
    ARG_MAX(id_key, upload_id) AS id_key,
    ARG_MAX(alias_key, upload_id) AS alias_key,
    ARG_MAX(birthday, upload_id) AS birthday,
    ARG_MAX(gender, upload_id) AS gender,
    ARG_MAX(level, upload_id) AS level,
    ARG_MAX(points, upload_id) AS points,
    ARG_MAX(registered_on, upload_id) AS registered_on,
    ARG_MAX(accepts_email, upload_id) AS accepts_email,
    ARG_MAX(accepts_sms, upload_id) AS accepts_sms,
    ARG_MAX(country, upload_id) AS country,
    ARG_MAX(region, upload_id) AS region,
    ARG_MAX(city, upload_id) AS city,
    ARG_MAX(tags, upload_id) AS tags,
    ARG_MAX(note, upload_id) AS note
FROM newest
GROUP BY shop, platform, member;

CREATE VIEW products AS
WITH newest AS (
    SELECT u.shop, p.*
    FROM product_log AS p
    JOIN uploads AS u ON u.upload_id = p.upload_id
    WHERE u.undone_at IS NULL
    QUALIFY ROW_NUMBER()
        OVER (PARTITION BY u.shop, u.layout, p.product_id ORDER BY p.upload_id DESC, p.line_no DESC) = 1
)
SELECT
    shop,
    MAX(upload_id) AS upload_id,
    ARG_MAX(line_no, upload_id) AS line_no,
    product_id,
    ARG_MAX(product, upload_id) AS product,
    ARG_MAX(category, upload_id) AS category,
    ARG_MAX(brand, upload_id) AS brand,
    ARG_MAX(price, upload_id) AS price,
    ARG_MAX(cost, upload_id) AS cost,
    ARG_MAX(currency, upload_id) AS currency
FROM newest
GROUP BY shop, product_id;

-- A report may give one campaign's day in several rows, by device or advertisement: all rows of its newest upload stand.
CREATE VIEW spend AS
SELECT u.shop, u.platform, s.*
FROM spend_log AS s
JOIN uploads AS u ON u.upload_id = s.upload_id
WHERE u.undone_at IS NULL
QUALIFY s.upload_id = MAX(s.upload_id) OVER (PARTITION BY u.shop, u.platform, s.spent_on, s.channel, s.campaign);

-- Without a number, equal rows of one file are several answers; those of a later file are the same ones again.
CREATE VIEW feedback AS
WITH numbered AS (
    SELECT
        u.shop, u.platform, f.*,
        CASE WHEN f.feedback_id IS NULL THEN ROW_NUMBER() OVER (
            PARTITION BY f.upload_id, f.feedback_id, f.kind, f.given_at, f.order_id, f.product_id, f.product, f.email,
                f.phone, f.buyer_id, f.name, f.rating, f.title, f.text
            ORDER BY f.line_no
        ) END AS equal_row
    FROM feedback_log AS f
    JOIN uploads AS u ON u.upload_id = f.upload_id
    WHERE u.undone_at IS NULL
)
SELECT * EXCLUDE (equal_row)
FROM numbered
QUALIFY ROW_NUMBER() OVER (
    PARTITION BY shop, platform, kind, feedback_id, order_id, product_id, equal_row,
        CASE WHEN feedback_id IS NULL THEN ROW(given_at, product, email, phone, buyer_id, name, rating, title, text) END
    ORDER BY upload_id DESC, line_no DESC
) = 1;

CREATE VIEW events AS
SELECT u.shop, u.platform, e.*
FROM event_log AS e
JOIN uploads AS u ON u.upload_id = e.upload_id
WHERE u.undone_at IS NULL
QUALIFY ROW_NUMBER() OVER (
    PARTITION BY u.shop, u.platform, e.happened_at, e.event, e.product_id, e.buyer_id, e.email, e.phone, e.visit
    ORDER BY e.upload_id, e.line_no
) = 1;

CREATE VIEW refunds AS
WITH numbered AS (
    SELECT
        u.shop, u.platform, r.*,
        ROW_NUMBER() OVER (
            PARTITION BY r.upload_id, r.refund_id, r.order_id, r.product_id,
                CASE WHEN r.refund_id IS NULL THEN ROW(r.refunded_at, r.amount) END
            ORDER BY r.line_no
        ) AS equal_row
    FROM refund_log AS r
    JOIN uploads AS u ON u.upload_id = r.upload_id
    WHERE u.undone_at IS NULL
)
SELECT * EXCLUDE (equal_row)
FROM numbered
QUALIFY ROW_NUMBER() OVER (
    PARTITION BY shop, platform, refund_id, order_id, product_id, equal_row,
        CASE WHEN refund_id IS NULL THEN ROW(refunded_at, amount) END
    ORDER BY upload_id DESC
) = 1;

CREATE VIEW exchange_rates_uploaded AS
SELECT u.shop, u.platform, r.*
FROM rate_log AS r
JOIN uploads AS u ON u.upload_id = r.upload_id
WHERE u.undone_at IS NULL
QUALIFY ROW_NUMBER()
    OVER (PARTITION BY u.shop, r.rated_on, r.currency, r.base ORDER BY r.upload_id DESC, r.line_no DESC) = 1;

-- What a line does not say of its product, the catalogue does.
CREATE OR REPLACE VIEW order_lines AS
SELECT
    o.shop, o.platform, o.order_id, o.customer_id, o.ordered_on,
    l.line_no, l.product_id, COALESCE(l.product, p.product) AS product,
    COALESCE(l.category, p.category) AS category, COALESCE(l.brand, p.brand) AS brand, l.quantity, l.amount
FROM orders AS o
JOIN line_log AS l ON l.upload_id = o.lines_upload_id AND l.order_id = o.order_id
LEFT JOIN products AS p ON p.shop = o.shop AND p.product_id = l.product_id
WHERE l.line_status IS DISTINCT FROM 'cancelled'
UNION ALL
SELECT
    shop, platform, order_id, customer_id, ordered_on,
    1 AS line_no, NULL AS product_id, NULL AS product, NULL AS category, NULL AS brand,
    units AS quantity, gross_sales AS amount
FROM orders
WHERE lines_upload_id IS NULL;
