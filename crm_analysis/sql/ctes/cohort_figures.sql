-- What is told of each cohort at each age. Sales of goods of unknown cost bring no margin; where too much is unknown,
-- no margin is told.
-- parameters:
--   known_cost_share_needed  DOUBLE  share of the sales whose cost must be known for a margin to be told
cohort_shares AS (
    SELECT
        slice,
        cohort,
        cohort_size,
        age,
        customers,
        CAST(customers AS DOUBLE) / NULLIF(cohort_size, 0) AS retention,
        net_sales,
        CAST(cumulative_net_sales AS DOUBLE) / NULLIF(cohort_size, 0) AS cumulative_net_sales_per_customer,
        CAST(repeaters AS DOUBLE) / NULLIF(cohort_size, 0) AS cumulative_repeat_rate,
        complete,
        CASE WHEN complete THEN CAST(still_ordering AS DOUBLE) / NULLIF(cohort_size, 0) END AS unbounded_retention,
        orders,
        CAST(orders AS DOUBLE) / NULLIF(customers, 0) AS orders_per_customer,
        CAST(cumulative_orders AS DOUBLE) / NULLIF(cohort_size, 0) AS cumulative_orders_per_customer,
        CAST(net_sales AS DOUBLE) / NULLIF(orders, 0) AS average_order_value,
        left_censored,
        CASE
            WHEN costed_sales >= CAST($known_cost_share_needed AS DOUBLE) * gross_sales
                AND cumulative_costed_sales >= CAST($known_cost_share_needed AS DOUBLE) * cumulative_gross_sales
            THEN gross_margin
        END AS gross_margin,
        CASE
            WHEN cumulative_costed_sales >= CAST($known_cost_share_needed AS DOUBLE) * cumulative_gross_sales
            THEN cumulative_gross_margin / NULLIF(cohort_size, 0)
        END AS cumulative_margin_per_customer,
        cumulative_costed_sales / NULLIF(CAST(cumulative_gross_sales AS DOUBLE), 0) AS known_cost_share
    FROM cohort_cells
),
-- z = 1.959963984540054; the numbers below are z * z / 2, z, z * z / 4 and z * z.
cohort_figures AS (
    SELECT
        slice,
        cohort,
        cohort_size,
        age,
        CAST(customers AS BIGINT) AS customers,
        retention,
        CASE
            WHEN customers = 0 THEN CAST(0 AS DOUBLE)
            ELSE (customers + 1.920729410347062 - 1.959963984540054 * SQRT(customers * (1 - retention) + 0.960364705173531))
                / NULLIF(cohort_size + 3.841458820694124, 0)
        END AS retention_low,
        CASE
            WHEN customers = cohort_size THEN CAST(1 AS DOUBLE)
            ELSE (customers + 1.920729410347062 + 1.959963984540054 * SQRT(customers * (1 - retention) + 0.960364705173531))
                / NULLIF(cohort_size + 3.841458820694124, 0)
        END AS retention_high,
        CAST(net_sales AS DECIMAL(18, 4)) AS net_sales,
        cumulative_net_sales_per_customer,
        cumulative_repeat_rate,
        complete,
        unbounded_retention,
        CAST(orders AS BIGINT) AS orders,
        orders_per_customer,
        cumulative_orders_per_customer,
        average_order_value,
        left_censored,
        gross_margin,
        cumulative_margin_per_customer,
        known_cost_share
    FROM cohort_shares
)
