-- How many customers come back at each age, over all cohorts that have lived through it?
-- Large cohorts weigh more than small ones; cells that are not complete are left out.
-- grain: one row per slice and age
-- parameters:
--   known_cost_share_needed  DOUBLE  share of the sales whose cost must be known for a margin to be told
--   cohorts                  VARCHAR  first days of the cohorts to look at, each between two line breaks; blank = all
-- columns:
--   slice                              VARCHAR         what the first order has in common; empty where it has none
--   age                                INTEGER         periods since the cohort's own, 0 = the first
--   cohorts                            BIGINT          cohorts that have lived through this age
--   cohort_customers                   BIGINT          their customers
--   customers                          BIGINT          of them, those who ordered at this age
--   retention                          DOUBLE          customers / cohort_customers
--   retention_low                      DOUBLE          lower end of its 95 % interval: Wilson 1927, JASA 22, 209-212
--   retention_high                     DOUBLE          upper end of it
--   cumulative_repeat_rate             DOUBLE          share with a second order by the end of this age
--   net_sales_per_customer             DOUBLE          what they brought at this age / cohort_customers
--   cumulative_net_sales_per_customer  DOUBLE          what they have brought up to this age / cohort_customers
--   unbounded_retention                DOUBLE          share with an order at this age or later, as far as is seen: low at the last ages
--   orders_per_customer                DOUBLE          orders at this age / customers
--   cumulative_orders_per_customer     DOUBLE          orders up to this age / cohort_customers
--   average_order_value                DOUBLE          net sales at this age / orders at this age
--   gross_margin_per_customer          DOUBLE          net sales at this age less the cost of the goods / cohort_customers; sales of goods of unknown cost bring none
--   cumulative_margin_per_customer     DOUBLE          gross margin up to this age / cohort_customers
--   known_cost_share                   DOUBLE          share of the gross sales up to this age whose cost is known; below the share needed margins are blank
-- starts from: viewpoint, filtered_orders, calendar, cohort_members, cohort_cells
WITH
ages AS (
    SELECT
        slice,
        age,
        COUNT(*) AS cohorts,
        SUM(cohort_size) AS cohort_customers,
        SUM(customers) AS customers,
        SUM(repeaters) AS repeaters,
        SUM(still_ordering) AS still_ordering,
        SUM(orders) AS orders,
        SUM(cumulative_orders) AS cumulative_orders,
        SUM(net_sales) AS net_sales,
        SUM(cumulative_net_sales) AS cumulative_net_sales,
        SUM(gross_sales) AS gross_sales,
        SUM(costed_sales) AS costed_sales,
        SUM(gross_margin) AS gross_margin,
        SUM(cumulative_gross_sales) AS cumulative_gross_sales,
        SUM(cumulative_costed_sales) AS cumulative_costed_sales,
        SUM(cumulative_gross_margin) AS cumulative_gross_margin
    FROM cohort_cells
    WHERE complete
        AND (CAST($cohorts AS VARCHAR) IS NULL
            OR POSITION(CHR(10) || CAST(cohort AS VARCHAR) || CHR(10) IN CAST($cohorts AS VARCHAR)) > 0)
    GROUP BY slice, age
),
shares AS (
    SELECT
        slice,
        age,
        cohorts,
        cohort_customers,
        customers,
        CAST(customers AS DOUBLE) / NULLIF(cohort_customers, 0) AS retention,
        CAST(repeaters AS DOUBLE) / NULLIF(cohort_customers, 0) AS cumulative_repeat_rate,
        CAST(net_sales AS DOUBLE) / NULLIF(cohort_customers, 0) AS net_sales_per_customer,
        CAST(cumulative_net_sales AS DOUBLE) / NULLIF(cohort_customers, 0) AS cumulative_net_sales_per_customer,
        CAST(still_ordering AS DOUBLE) / NULLIF(cohort_customers, 0) AS unbounded_retention,
        CAST(orders AS DOUBLE) / NULLIF(customers, 0) AS orders_per_customer,
        CAST(cumulative_orders AS DOUBLE) / NULLIF(cohort_customers, 0) AS cumulative_orders_per_customer,
        CAST(net_sales AS DOUBLE) / NULLIF(orders, 0) AS average_order_value,
        CASE
            WHEN costed_sales >= CAST($known_cost_share_needed AS DOUBLE) * gross_sales
                AND cumulative_costed_sales >= CAST($known_cost_share_needed AS DOUBLE) * cumulative_gross_sales
            THEN gross_margin / NULLIF(cohort_customers, 0)
        END AS gross_margin_per_customer,
        CASE
            WHEN cumulative_costed_sales >= CAST($known_cost_share_needed AS DOUBLE) * cumulative_gross_sales
            THEN cumulative_gross_margin / NULLIF(cohort_customers, 0)
        END AS cumulative_margin_per_customer,
        cumulative_costed_sales / NULLIF(CAST(cumulative_gross_sales AS DOUBLE), 0) AS known_cost_share
    FROM ages
)
-- z = 1.959963984540054; the numbers below are z * z / 2, z, z * z / 4 and z * z.
SELECT
    slice,
    age,
    cohorts,
    CAST(cohort_customers AS BIGINT) AS cohort_customers,
    CAST(customers AS BIGINT) AS customers,
    retention,
    CASE
        WHEN customers = 0 THEN CAST(0 AS DOUBLE)
        ELSE (customers + 1.920729410347062 - 1.959963984540054 * SQRT(customers * (1 - retention) + 0.960364705173531))
            / NULLIF(cohort_customers + 3.841458820694124, 0)
    END AS retention_low,
    CASE
        WHEN customers = cohort_customers THEN CAST(1 AS DOUBLE)
        ELSE (customers + 1.920729410347062 + 1.959963984540054 * SQRT(customers * (1 - retention) + 0.960364705173531))
            / NULLIF(cohort_customers + 3.841458820694124, 0)
    END AS retention_high,
    cumulative_repeat_rate,
    net_sales_per_customer,
    cumulative_net_sales_per_customer,
    unbounded_retention,
    orders_per_customer,
    cumulative_orders_per_customer,
    average_order_value,
    gross_margin_per_customer,
    cumulative_margin_per_customer,
    known_cost_share
FROM shares
ORDER BY slice, age
