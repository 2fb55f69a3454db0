-- Of the customers who first ordered in a period, how many come back, and what do they bring?
-- grain: one row per slice, cohort and age up to the period of the last day seen; cells without a customer stand too
-- columns:
--   slice                              VARCHAR         what the first order has in common; empty where it has none
--   cohort                             DATE            first day of the period of the first order
--   cohort_size                        BIGINT          customers whose first order lies in it
--   age                                INTEGER         periods since the cohort's own, 0 = the first
--   customers                          BIGINT          of them, those who ordered at this age
--   retention                          DOUBLE          customers / cohort_size
--   retention_low                      DOUBLE          lower end of its 95 % interval: Wilson 1927, JASA 22, 209-212
--   retention_high                     DOUBLE          upper end of it
--   net_sales                          DECIMAL(18, 4)  what the cohort brought at this age, refunds taken off
--   cumulative_net_sales_per_customer  DOUBLE          what it has brought up to this age / cohort_size
--   cumulative_repeat_rate             DOUBLE          share with a second order by the end of this age
--   complete                           BOOLEAN         every day of the cell has been seen
--   unbounded_retention                DOUBLE          share with an order at this age or later, low at the last ages; blank where not complete
--   orders                             BIGINT          orders at this age
--   orders_per_customer                DOUBLE          orders / customers
--   cumulative_orders_per_customer     DOUBLE          orders up to this age / cohort_size
--   average_order_value                DOUBLE          net_sales / orders
--   left_censored                      BOOLEAN         a shop's orders begin in the cohort's period: it may hold customers who bought before
--   gross_margin                       DOUBLE          net sales at this age less the cost of the goods; sales of goods of unknown cost bring none
--   cumulative_margin_per_customer     DOUBLE          gross margin up to this age / cohort_size
--   known_cost_share                   DOUBLE          share of the gross sales up to this age whose cost is known; below the share needed margins are blank
-- starts from: viewpoint, filtered_orders, calendar, cohort_members, cohort_cells, cohort_figures
SELECT
    slice,
    cohort,
    cohort_size,
    age,
    customers,
    retention,
    retention_low,
    retention_high,
    net_sales,
    cumulative_net_sales_per_customer,
    cumulative_repeat_rate,
    complete,
    unbounded_retention,
    orders,
    orders_per_customer,
    cumulative_orders_per_customer,
    average_order_value,
    left_censored,
    gross_margin,
    cumulative_margin_per_customer,
    known_cost_share
FROM cohort_figures
ORDER BY slice, cohort, age
