-- What has each customer ordered, in the figures that are kept from one import to the next?
-- grain: one row per customer with an order in the period
-- columns:
--   customer_no        BIGINT          who
--   first_order_on     DATE            day of the first order ever seen
--   last_on            DATE            day of the last order in the period
--   frequency          BIGINT          orders in the period
--   discounted_orders  BIGINT          of them those with a coupon or with a discount on the whole order
--   weekend_orders     BIGINT          of them those placed on a Saturday or Sunday
--   gross_sales        DECIMAL(18, 4)  gross sales in the period
--   refunds            DECIMAL(18, 4)  money given back in the period
--   net_sales          DECIMAL(18, 4)  net sales in the period
-- starts from: viewpoint, filtered_orders, kept_until, customer_figures
SELECT
    customer_no,
    first_order_on,
    last_on,
    frequency,
    discounted_orders,
    weekend_orders,
    gross_sales,
    refunds,
    net_sales
FROM customer_figures
ORDER BY customer_no
