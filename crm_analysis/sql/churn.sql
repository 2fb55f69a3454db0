-- How long has each customer been silent, and is that long for somebody of this rhythm?
-- grain: one row per customer
-- columns:
--   customer_id       VARCHAR  who
--   last_order_on     DATE     day of the last order seen
--   days_since_last   BIGINT   days from it to the last day seen
--   usual_gap_days    DOUBLE   usual days between orders: the group's, or drawn towards the customer's own; blank where it is not known
--   lapse_point_days  INTEGER  lapse point of the group, longer or shorter as the usual gap is; blank where it is not known
--   flag              VARCHAR  active, cooling, at_risk or lost; blank where the lapse point is
-- starts from: viewpoint, filtered_orders, lapse, flags
SELECT
    customers.customer_id,
    flags.last_order_on,
    flags.days_since_last,
    flags.usual_gap_days,
    flags.lapse_point_days,
    flags.flag
FROM flags
INNER JOIN customers ON customers.customer_no = flags.customer_no
ORDER BY customers.customer_id
