-- What did it cost to win the customers of a cohort, and at which age have they earned it back?
-- Spending is that of all advertising in the cohort's period, whoever it reached. It is known from the period of the
-- first day of spending to that of the last, and only where all customers of the shops are looked at: it has no country,
-- category or currency of order, and is of no segment.
-- grain: one row per cohort and age up to the period of the last day seen
-- columns:
--   cohort                          DATE            first day of the period of the first order
--   new_customers                   BIGINT          customers whose first order lies in it
--   spend                           DECIMAL(18, 4)  spent on advertising in the period; blank where it is not known
--   acquisition_cost                DOUBLE          spend / new_customers
--   age                             INTEGER         periods since the cohort's own, 0 = the first
--   cumulative_margin_per_customer  DOUBLE          gross margin up to this age / new_customers; blank where too few costs are known
--   known_cost_share                DOUBLE          share of the gross sales up to this age whose cost is known
--   payback_age                     INTEGER         first age at which the margin has reached the acquisition cost; blank where none yet has
--   complete                        BOOLEAN         every day of the cell has been seen
--   left_censored                   BOOLEAN         a shop's orders begin in the cohort's period: it may hold customers who bought before
-- starts from: viewpoint, filtered_orders, calendar, cohort_members, cohort_cells, cohort_figures
WITH
money AS (
    SELECT
        COALESCE(CAST($report_in AS VARCHAR), CASE WHEN MIN(currency) = MAX(currency) THEN MIN(currency) END) AS currency
    FROM filtered_orders
),
spent_days AS (
    SELECT spend.spent_on, spend.currency, SUM(spend.amount) AS amount
    FROM spend
    CROSS JOIN viewpoint
    WHERE spend.spent_on < viewpoint.as_of
        AND (CAST($since AS DATE) IS NULL OR spend.spent_on >= CAST($since AS DATE))
        AND (CAST($until AS DATE) IS NULL OR spend.spent_on <= CAST($until AS DATE))
        AND (CAST($shop AS VARCHAR) IS NULL OR POSITION(CHR(10) || spend.shop || CHR(10) IN CAST($shop AS VARCHAR)) > 0)
        AND COALESCE(
            CAST($country AS VARCHAR),
            CAST($channel AS VARCHAR),
            CAST($category AS VARCHAR),
            CAST($currency AS VARCHAR)
        ) IS NULL
        -- where customers are chosen: AND 1 = 0
    GROUP BY spend.spent_on, spend.currency
),
-- Rates are kept for days with orders: a day without one takes those of the last day before it.
rated_days AS (
    SELECT spent_days.spent_on, spent_days.currency, MAX(own.day) AS day
    FROM spent_days
    CROSS JOIN money
    INNER JOIN exchange_rates AS own ON own.currency = spent_days.currency AND own.day <= spent_days.spent_on
    INNER JOIN exchange_rates AS target ON target.day = own.day AND target.currency = money.currency
    WHERE spent_days.currency <> money.currency
    GROUP BY spent_days.spent_on, spent_days.currency
),
converted_spend AS (
    SELECT
        spent_days.spent_on,
        CASE
            WHEN spent_days.currency = money.currency THEN spent_days.amount
            ELSE CAST(
                ROUND(CAST(spent_days.amount AS DOUBLE) * target.per_euro / NULLIF(own.per_euro, 0), 4)
                AS DECIMAL(18, 4)
            )
        END AS amount
    FROM spent_days
    CROSS JOIN money
    LEFT JOIN rated_days
        ON rated_days.spent_on = spent_days.spent_on AND rated_days.currency = spent_days.currency
    LEFT JOIN exchange_rates AS own ON own.day = rated_days.day AND own.currency = spent_days.currency
    LEFT JOIN exchange_rates AS target ON target.day = rated_days.day AND target.currency = money.currency
),
spending_days AS (
    SELECT MIN(spent_on) AS first_day, MAX(spent_on) AS last_day
    FROM converted_spend
),
cohort_periods AS (
    SELECT DISTINCT
        cohort,
        CASE CAST($by AS VARCHAR)
            WHEN 'week' THEN CAST(cohort + INTERVAL '7' DAY AS DATE)
            WHEN 'quarter' THEN CAST(cohort + INTERVAL '3' MONTH AS DATE)
            WHEN 'year' THEN CAST(cohort + INTERVAL '1' YEAR AS DATE)
            ELSE CAST(cohort + INTERVAL '1' MONTH AS DATE)
        END AS next_cohort
    FROM cohort_figures
),
-- One amount that cannot be converted leaves the whole period's spending unknown.
cohort_spend AS (
    SELECT
        cohort_periods.cohort,
        CASE
            WHEN COUNT(converted_spend.spent_on) = COUNT(converted_spend.amount)
            THEN COALESCE(SUM(converted_spend.amount), 0)
        END AS spend
    FROM cohort_periods
    INNER JOIN spending_days
        ON spending_days.first_day < cohort_periods.next_cohort AND spending_days.last_day >= cohort_periods.cohort
    LEFT JOIN converted_spend
        ON converted_spend.spent_on >= cohort_periods.cohort AND converted_spend.spent_on < cohort_periods.next_cohort
    GROUP BY cohort_periods.cohort
),
earnings AS (
    SELECT
        cohort_figures.cohort,
        cohort_figures.cohort_size AS new_customers,
        cohort_spend.spend,
        CAST(cohort_spend.spend AS DOUBLE) / NULLIF(cohort_figures.cohort_size, 0) AS acquisition_cost,
        cohort_figures.age,
        cohort_figures.cumulative_margin_per_customer,
        cohort_figures.known_cost_share,
        cohort_figures.complete,
        cohort_figures.left_censored
    FROM cohort_figures
    LEFT JOIN cohort_spend ON cohort_spend.cohort = cohort_figures.cohort
)
SELECT
    cohort,
    new_customers,
    CAST(spend AS DECIMAL(18, 4)) AS spend,
    acquisition_cost,
    age,
    cumulative_margin_per_customer,
    known_cost_share,
    MIN(CASE WHEN cumulative_margin_per_customer >= acquisition_cost THEN age END) OVER (PARTITION BY cohort)
        AS payback_age,
    complete,
    left_censored
FROM earnings
ORDER BY cohort, age
