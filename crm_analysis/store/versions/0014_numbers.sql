-- Numbers stand for customers, orders and goods, so that questions of millions of lines join and group by numbers.
CREATE TABLE customer_numbers (
    customer_key VARCHAR,
    customer_no BIGINT
);

CREATE TABLE goods (
    goods_no BIGINT,
    product_id VARCHAR,
    product VARCHAR,
    category VARCHAR,
    brand VARCHAR
);

CREATE TABLE sold_lines (
    order_no BIGINT,
    customer_no BIGINT,
    goods_no BIGINT,
    ordered_on DATE,
    quantity DECIMAL(18, 4),
    amount DECIMAL(18, 4),
    currency VARCHAR
);

ALTER TABLE orders ADD COLUMN order_no BIGINT;
ALTER TABLE orders ADD COLUMN customer_no BIGINT;
ALTER TABLE customers ADD COLUMN customer_no BIGINT;
ALTER TABLE identities ADD COLUMN customer_no BIGINT;
