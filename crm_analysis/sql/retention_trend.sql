-- Do younger cohorts come back as much at one age as older ones did?
-- grain: one row per slice and cohort that has reached the age
-- parameters:
--   age  INTEGER  periods since the cohort's own, 0 = the first
-- columns:
--   slice             VARCHAR  what the first order has in common; empty where it has none
--   cohort            DATE     first day of the period of the first order
--   cohort_size       BIGINT   customers whose first order lies in it
--   customers         BIGINT   of them, those who ordered at this age
--   retention         DOUBLE   customers / cohort_size
--   retention_low     DOUBLE   lower end of its 95 % interval: Wilson 1927, JASA 22, 209-212
--   retention_high    DOUBLE   upper end of it
--   earlier_cohorts   BIGINT   earlier cohorts of the slice whose cell at this age is complete
--   retention_before  DOUBLE   share of all their customers who ordered at this age: large cohorts weigh more
--   complete          BOOLEAN  every day of the cell has been seen
--   left_censored     BOOLEAN  a shop's orders begin in the cohort's period: it may hold customers who bought before
-- starts from: viewpoint, filtered_orders, calendar, cohort_members, cohort_cells, cohort_figures
WITH
at_age AS (
    SELECT
        slice,
        cohort,
        cohort_size,
        customers,
        retention,
        retention_low,
        retention_high,
        complete,
        left_censored,
        CASE WHEN complete THEN 1 ELSE 0 END AS counts,
        CASE WHEN complete THEN cohort_size ELSE 0 END AS counted_size,
        CASE WHEN complete THEN customers ELSE 0 END AS counted_customers
    FROM cohort_figures
    WHERE age = CAST($age AS INTEGER)
),
followed AS (
    SELECT
        slice,
        cohort,
        cohort_size,
        customers,
        retention,
        retention_low,
        retention_high,
        complete,
        left_censored,
        SUM(counts) OVER (PARTITION BY slice ORDER BY cohort) - counts AS earlier_cohorts,
        SUM(counted_size) OVER (PARTITION BY slice ORDER BY cohort) - counted_size AS earlier_size,
        SUM(counted_customers) OVER (PARTITION BY slice ORDER BY cohort) - counted_customers AS earlier_customers
    FROM at_age
)
SELECT
    slice,
    cohort,
    cohort_size,
    customers,
    retention,
    retention_low,
    retention_high,
    CAST(earlier_cohorts AS BIGINT) AS earlier_cohorts,
    CAST(earlier_customers AS DOUBLE) / NULLIF(earlier_size, 0) AS retention_before,
    complete,
    left_censored
FROM followed
ORDER BY slice, cohort
