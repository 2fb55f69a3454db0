-- In which cluster of a saved model is each customer?
-- grain: one row per customer whom the model has scored
-- parameters:
--   model  VARCHAR  name of the saved clusters
-- columns:
--   customer_no  BIGINT   who
--   cluster      VARCHAR  number of the cluster, from 1
SELECT
    customers.customer_no,
    CAST(customer_clusters.cluster AS VARCHAR) AS cluster
FROM customer_clusters
INNER JOIN customers ON customers.customer_id = customer_clusters.customer_id
WHERE customer_clusters.model = CAST($model AS VARCHAR)
