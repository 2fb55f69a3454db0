-- An upload can be corrected afterwards: how its columns were read, and the rows that are read again with a correction.
ALTER TABLE uploads ADD COLUMN reading VARCHAR;
ALTER TABLE uploads ADD COLUMN healed_at TIMESTAMP;

CREATE TABLE held_rows (
    upload_id BIGINT,
    line_no BIGINT,
    fate VARCHAR,
    surplus VARCHAR,
    row VARCHAR
);

-- Whether second copies of orders count can be chosen afterwards.
ALTER TABLE order_log ADD COLUMN one_copy BOOLEAN;

CREATE OR REPLACE VIEW order_lines AS
SELECT
    o.shop, o.platform, o.order_id, o.customer_id, o.ordered_on,
    l.line_no, l.product_id, COALESCE(l.product, p.product) AS product,
    COALESCE(l.category, p.category) AS category, COALESCE(l.brand, p.brand) AS brand, l.quantity, l.amount,
    o.currency
FROM orders AS o
JOIN line_log AS l ON l.upload_id = o.lines_upload_id AND l.order_id = o.order_id
JOIN uploads AS u ON u.upload_id = l.upload_id
LEFT JOIN products AS p ON p.shop = o.shop AND p.product_id = l.product_id
WHERE l.line_status IS DISTINCT FROM 'cancelled' AND NOT (COALESCE(l.copy, FALSE) AND COALESCE(u.one_copy, FALSE))
UNION ALL
SELECT
    shop, platform, order_id, customer_id, ordered_on,
    1 AS line_no, NULL AS product_id, NULL AS product, NULL AS category, NULL AS brand,
    units AS quantity, gross_sales AS amount, currency
FROM orders
WHERE lines_upload_id IS NULL;
