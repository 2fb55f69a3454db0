-- Whose books are these: in which currency are the orders in view reported, and on which day do weeks begin?
-- The shop of most orders decides; where it has said nothing, amounts are in the currency of most orders and weeks
-- begin on Monday.
-- grain: one row
-- columns:
--   shop         VARCHAR  the shop that decides; blank where no order is in view
--   currencies   BIGINT   currencies of the orders in view, those that name none being one more
--   currency     VARCHAR  the only one, else the one to report in
--   week_start   INTEGER  1 Monday … 7 Sunday
--   week_starts  BIGINT   days on which the weeks of the shops in view begin
-- starts from: viewpoint, filtered_orders
WITH
shops_in_view AS (
    SELECT filtered_orders.shop, COUNT(*) AS orders, COALESCE(MIN(shops.week_start), 1) AS week_start
    FROM filtered_orders
    LEFT JOIN shops ON shops.shop = filtered_orders.shop
    GROUP BY filtered_orders.shop
),
largest_shop AS (
    SELECT MAX(orders) AS orders, COUNT(DISTINCT week_start) AS week_starts
    FROM shops_in_view
),
deciding_shop AS (
    SELECT MIN(shops_in_view.shop) AS shop, MAX(largest_shop.week_starts) AS week_starts
    FROM shops_in_view
    INNER JOIN largest_shop ON largest_shop.orders = shops_in_view.orders
),
-- XXX stands for no currency: nothing can be reported in it as long as there is another.
currencies_in_view AS (
    SELECT currency, CASE WHEN currency = 'XXX' THEN 0 ELSE COUNT(*) END AS orders
    FROM filtered_orders
    GROUP BY currency
),
main_currency AS (
    SELECT MAX(orders) AS orders, COUNT(*) AS currencies
    FROM currencies_in_view
),
money AS (
    SELECT MIN(currencies_in_view.currency) AS currency, MAX(main_currency.currencies) AS currencies
    FROM currencies_in_view
    INNER JOIN main_currency ON main_currency.orders = currencies_in_view.orders
)
SELECT
    deciding_shop.shop,
    COALESCE(money.currencies, 0) AS currencies,
    CASE WHEN money.currencies > 1 THEN COALESCE(shops.currency, money.currency) ELSE money.currency END AS currency,
    COALESCE(shops.week_start, 1) AS week_start,
    COALESCE(deciding_shop.week_starts, 0) AS week_starts
FROM deciding_shop
CROSS JOIN money
LEFT JOIN shops ON shops.shop = deciding_shop.shop
ORDER BY deciding_shop.shop
