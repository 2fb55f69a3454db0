-- The segment that each customer is in. It hangs on the places of all customers, so that no day can be told since when.
segment_tags AS (
    SELECT customers.customer_id, 'segment' AS tag, customer_scores.segment AS value, CAST(NULL AS DATE) AS since
    FROM customer_scores
    INNER JOIN customers ON customers.customer_no = customer_scores.customer_no
)
