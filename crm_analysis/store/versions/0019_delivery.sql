-- When an order was shipped and when it was delivered, as far as its files tell.
ALTER TABLE order_log ADD COLUMN shipped_at TIMESTAMP;
ALTER TABLE order_log ADD COLUMN delivered_at TIMESTAMP;

ALTER TABLE orders ADD COLUMN shipped_at TIMESTAMP;
ALTER TABLE orders ADD COLUMN delivered_at TIMESTAMP;
