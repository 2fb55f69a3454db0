-- How long do silences last until the next order, day by day?
-- grain: one row per group of customers and length of a silence that ended or is last seen
-- columns:
--   customer_group  VARCHAR  channel or category of the first order; blank for the whole shop
--   days            BIGINT   length of a silence
--   at_risk         DOUBLE   customers who were seen silent for so long
--   ended           DOUBLE   of them, who ordered on that day; a customer's silences share one customer
--   returned        DOUBLE   share of customers who return after so many days at most (Kaplan-Meier)
-- starts from: viewpoint, filtered_orders, lapse
SELECT
    NULLIF(customer_group, '') AS customer_group,
    days,
    at_risk,
    ended,
    returned
FROM silence_curve
ORDER BY customer_group, days
