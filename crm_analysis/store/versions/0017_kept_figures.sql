-- The figures of each customer over everything, so that no question about everybody goes through all orders, and until
-- which day and in which currency they are. Filled when all that is derived is made anew.
CREATE TABLE kept_figures (
    customer_no BIGINT,
    first_order_on DATE,
    last_on DATE,
    frequency BIGINT,
    discounted_orders BIGINT,
    weekend_orders BIGINT,
    gross_sales DECIMAL(18, 4),
    refunds DECIMAL(18, 4),
    net_sales DECIMAL(18, 4)
);
CREATE TABLE figures_kept (last_day DATE, report_in VARCHAR);
