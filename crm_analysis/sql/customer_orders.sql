-- Which orders has one customer placed?
-- grain: one row per order of any kind, the newest first
-- parameters:
--   customer_id  VARCHAR  who
-- columns:
--   shop                VARCHAR         name of the shop
--   platform            VARCHAR         the marketplace or system
--   order_id            VARCHAR         the platform's order number
--   ordered_at          TIMESTAMP       when the order was placed
--   kind                VARCHAR         sale, free, refund (gives money back only) or void (cancelled or never paid)
--   channel             VARCHAR         sales channel
--   coupon              VARCHAR         coupon or discount code
--   campaign            VARCHAR         campaign that brought the order, as its file tells it
--   gross_sales         DECIMAL(18, 4)  sum of sale lines, after line discounts, in the order's currency
--   order_discount      DECIMAL(18, 4)  discount on the order as a whole
--   refunds             DECIMAL(18, 4)  money given back
--   net_sales           DECIMAL(18, 4)  gross_sales - order_discount - refunds; below zero for a refund
--   currency            VARCHAR         currency of the order
--   reported_net_sales  DECIMAL(18, 4)  net_sales in the currency of the report; blank where the order counts nowhere
--   shipped_on          DATE            day on which the last of it was handed to the carrier; blank = not known by then
--   delivered_on        DATE            day on which the last of it reached the customer
-- starts from: viewpoint, filtered_orders
SELECT
    orders.shop,
    orders.platform,
    orders.order_id,
    orders.ordered_at,
    orders.kind,
    orders.channel,
    orders.coupon,
    orders.campaign,
    orders.gross_sales,
    orders.order_discount,
    orders.refunds,
    orders.net_sales,
    orders.currency,
    CAST(filtered_orders.net_sales AS DECIMAL(18, 4)) AS reported_net_sales,
    CASE WHEN CAST(orders.shipped_at AS DATE) < viewpoint.as_of THEN CAST(orders.shipped_at AS DATE) END AS shipped_on,
    CASE
        WHEN CAST(orders.delivered_at AS DATE) < viewpoint.as_of THEN CAST(orders.delivered_at AS DATE)
    END AS delivered_on
FROM orders
CROSS JOIN viewpoint
LEFT JOIN filtered_orders ON filtered_orders.order_no = orders.order_no
WHERE orders.customer_id = CAST($customer_id AS VARCHAR) AND orders.ordered_on < viewpoint.as_of
ORDER BY orders.ordered_at DESC, orders.shop, orders.platform, orders.order_id
