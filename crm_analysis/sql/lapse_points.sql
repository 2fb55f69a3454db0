-- What is the lapse point of the whole shop, and of each group of customers, and what does it rest on?
-- grain: one row for the whole shop, which has no name, and one per group of customers with somebody in it
-- columns:
--   customer_group    VARCHAR  channel or category of the first order; blank for the whole shop
--   returners         BIGINT   customers with orders on two days or more
--   returned          DOUBLE   share of customers who return within followed_days
--   history_days      BIGINT   days from the shop's first order to the day from which we look
--   followed_days     INTEGER  days that silences are followed for
--   usual_gap_days    INTEGER  days by which half of those have returned; blank where nothing sure can be said
--   lapse_point_days  INTEGER  days after which at most late_share of them still return; blank where usual_gap_days is
-- starts from: viewpoint, filtered_orders, lapse
WITH
named_groups AS (
    SELECT '' AS customer_group
    FROM followed
    UNION ALL
    SELECT customer_group
    FROM returns
    WHERE customer_group <> ''
)
SELECT
    NULLIF(named_groups.customer_group, '') AS customer_group,
    COALESCE(returns.returners, 0) AS returners,
    returns.returned,
    followed.days AS history_days,
    followed.longest AS followed_days,
    CAST(sure_points.usual_days AS INTEGER) AS usual_gap_days,
    CAST(sure_points.lapse_days AS INTEGER) AS lapse_point_days
FROM named_groups
CROSS JOIN followed
LEFT JOIN returns ON returns.customer_group = named_groups.customer_group
LEFT JOIN sure_points ON sure_points.customer_group = named_groups.customer_group
ORDER BY named_groups.customer_group
