-- What the owner says of each shop, the rates by which its orders are converted, and the currency of each line.
CREATE TABLE shops (
    shop VARCHAR,
    country VARCHAR,
    currency VARCHAR,
    timezone VARCHAR,
    week_start INTEGER
);

CREATE TABLE exchange_rates (
    day DATE,
    currency VARCHAR,
    per_euro DOUBLE,
    rated_on DATE,
    source VARCHAR
);

CREATE OR REPLACE VIEW order_lines AS
SELECT
    o.shop, o.platform, o.order_id, o.customer_id, o.ordered_on,
    l.line_no, l.product_id, COALESCE(l.product, p.product) AS product,
    COALESCE(l.category, p.category) AS category, COALESCE(l.brand, p.brand) AS brand, l.quantity, l.amount,
    o.currency
FROM orders AS o
JOIN line_log AS l ON l.upload_id = o.lines_upload_id AND l.order_id = o.order_id
LEFT JOIN products AS p ON p.shop = o.shop AND p.product_id = l.product_id
WHERE l.line_status IS DISTINCT FROM 'cancelled'
UNION ALL
SELECT
    shop, platform, order_id, customer_id, ordered_on,
    1 AS line_no, NULL AS product_id, NULL AS product, NULL AS category, NULL AS brand,
    units AS quantity, gross_sales AS amount, currency
FROM orders
WHERE lines_upload_id IS NULL;
