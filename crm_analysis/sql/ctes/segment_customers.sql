-- The customers that are looked at: those with a sale order, and where customers are chosen, of them those of the choice.
segment_customers AS (
    SELECT customers.customer_id, customers.customer_no
    FROM customers
    CROSS JOIN viewpoint
    -- where customers are chosen: {relations}
    WHERE CAST(customers.first_order_at AS DATE) < viewpoint.as_of
    -- where customers are chosen: AND {test}
)
