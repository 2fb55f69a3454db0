-- Which campaign brought an order, and what its goods cost the shop.
ALTER TABLE order_log ADD COLUMN campaign VARCHAR;

ALTER TABLE orders ADD COLUMN campaign VARCHAR;
ALTER TABLE orders ADD COLUMN cost DECIMAL(18, 4);
ALTER TABLE orders ADD COLUMN cost_currency VARCHAR;
ALTER TABLE orders ADD COLUMN costed_share DOUBLE;
