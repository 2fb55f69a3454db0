-- Which campaigns are there: whom did they reach, and which orders name them?
-- A campaign is a name: that of contacts, and the one that files tell as what brought an order. Orders that name it are
-- not said to have come because of it.
-- grain: one row per campaign
-- columns:
--   campaign         VARCHAR         its name
--   first_on         DATE            first day on which somebody was contacted in it; blank = nobody was
--   newest_on        DATE            newest such day
--   contacts         BIGINT          messages and talks
--   customers        BIGINT          customers contacted
--   orders           BIGINT          orders that name it
--   order_customers  BIGINT          customers with such orders
--   net_sales        DECIMAL(18, 4)  net sales of these orders, in the currency of the report
-- starts from: viewpoint, filtered_orders, known_contacts
WITH
contacted AS (
    SELECT
        campaign,
        MIN(contacted_on) AS first_on,
        MAX(contacted_on) AS newest_on,
        COUNT(*) AS contacts,
        COUNT(DISTINCT known_contacts.customer_no) AS customers
    FROM known_contacts
    -- where customers are chosen: INNER JOIN segment_customers ON segment_customers.customer_no = known_contacts.customer_no
    WHERE campaign IS NOT NULL
    GROUP BY campaign
),
ordered AS (
    SELECT
        campaign,
        SUM(counts_as_order) AS orders,
        COUNT(DISTINCT CASE WHEN counts_as_order = 1 THEN customer_no END) AS order_customers,
        SUM(net_sales) AS net_sales
    FROM filtered_orders
    WHERE campaign IS NOT NULL AND in_period = 1
    GROUP BY campaign
),
named AS (
    SELECT campaign FROM contacted
    UNION
    SELECT campaign FROM ordered
)
SELECT
    named.campaign,
    contacted.first_on,
    contacted.newest_on,
    COALESCE(contacted.contacts, 0) AS contacts,
    COALESCE(contacted.customers, 0) AS customers,
    CAST(COALESCE(ordered.orders, 0) AS BIGINT) AS orders,
    COALESCE(ordered.order_customers, 0) AS order_customers,
    CAST(COALESCE(ordered.net_sales, 0) AS DECIMAL(18, 4)) AS net_sales
FROM named
LEFT JOIN contacted ON contacted.campaign = named.campaign
LEFT JOIN ordered ON ordered.campaign = named.campaign
ORDER BY
    CASE WHEN contacted.newest_on IS NULL THEN 1 ELSE 0 END,
    contacted.newest_on DESC,
    named.campaign
