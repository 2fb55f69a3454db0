-- The log of orders, what is derived from it, and the reference tables.
CREATE TABLE uploads (
    upload_id BIGINT,
    file VARCHAR,
    sha256 VARCHAR,
    layout VARCHAR,
    platform VARCHAR,
    recognised_by VARCHAR,
    shop VARCHAR,
    currency VARCHAR,
    timezone VARCHAR,
    rows_read BIGINT,
    lines_stored BIGINT,
    rows_rejected BIGINT,
    rows_ruled VARCHAR,
    orders_new BIGINT,
    orders_replaced BIGINT,
    customers_new BIGINT,
    first_order_at TIMESTAMP,
    last_order_at TIMESTAMP,
    duplicate_of BIGINT,
    warnings VARCHAR,
    seconds DOUBLE,
    uploaded_at TIMESTAMP,
    undone_at TIMESTAMP
);

CREATE TABLE order_log (
    upload_id BIGINT,
    line_no BIGINT,
    order_id VARCHAR,
    ordered_at TIMESTAMP,
    status VARCHAR,
    email VARCHAR,
    phone VARCHAR,
    buyer_id VARCHAR,
    name VARCHAR,
    customer_key VARCHAR,
    country VARCHAR,
    region VARCHAR,
    city VARCHAR,
    channel VARCHAR,
    coupon VARCHAR,
    currency VARCHAR,
    goods_total DECIMAL(18, 4),
    units DECIMAL(18, 4),
    order_discount DECIMAL(18, 4),
    refund DECIMAL(18, 4)
);

CREATE TABLE line_log (
    upload_id BIGINT,
    line_no BIGINT,
    part INTEGER,
    order_id VARCHAR,
    line_status VARCHAR,
    product_id VARCHAR,
    product VARCHAR,
    category VARCHAR,
    brand VARCHAR,
    quantity DECIMAL(18, 4),
    amount DECIMAL(18, 4)
);

CREATE TABLE rejects (
    upload_id BIGINT,
    line_no BIGINT,
    heading VARCHAR,
    value VARCHAR,
    reason VARCHAR,
    row VARCHAR
);

CREATE TABLE orders (
    shop VARCHAR,
    platform VARCHAR,
    order_id VARCHAR,
    customer_id VARCHAR,
    customer_key VARCHAR,
    email VARCHAR,
    phone VARCHAR,
    name VARCHAR,
    ordered_at TIMESTAMP,
    ordered_on DATE,
    kind VARCHAR,
    sale_lines BIGINT,
    free_lines BIGINT,
    units DECIMAL(18, 4),
    gross_sales DECIMAL(18, 4),
    order_discount DECIMAL(18, 4),
    refunds DECIMAL(18, 4),
    net_sales DECIMAL(18, 4),
    currency VARCHAR,
    country VARCHAR,
    region VARCHAR,
    city VARCHAR,
    channel VARCHAR,
    coupon VARCHAR,
    first_product VARCHAR,
    first_category VARCHAR,
    lines_upload_id BIGINT,
    header_upload_id BIGINT
);

CREATE TABLE customers (
    customer_id VARCHAR,
    customer_key VARCHAR,
    matched_by VARCHAR,
    email VARCHAR,
    phone VARCHAR,
    name VARCHAR,
    country VARCHAR,
    region VARCHAR,
    city VARCHAR,
    orders BIGINT,
    first_order_at TIMESTAMP,
    last_order_at TIMESTAMP
);

CREATE TABLE numbers (
    n INTEGER
);

CREATE TABLE segment_cells (
    scheme VARCHAR,
    r INTEGER,
    f INTEGER,
    m INTEGER,
    segment VARCHAR
);

CREATE VIEW order_lines AS
SELECT
    o.shop, o.platform, o.order_id, o.customer_id, o.ordered_on,
    l.line_no, l.product_id, l.product, l.category, l.brand, l.quantity, l.amount
FROM orders AS o
JOIN line_log AS l ON l.upload_id = o.lines_upload_id AND l.order_id = o.order_id
WHERE l.line_status IS DISTINCT FROM 'cancelled'
UNION ALL
SELECT
    shop, platform, order_id, customer_id, ordered_on,
    1 AS line_no, NULL AS product_id, NULL AS product, NULL AS category, NULL AS brand,
    units AS quantity, gross_sales AS amount
FROM orders
WHERE lines_upload_id IS NULL;

INSERT INTO numbers SELECT CAST(range AS INTEGER) FROM range(10000);
