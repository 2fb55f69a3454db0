-- What each customer brought in the twelve months before the day from which we look.
recent_sales AS (
    SELECT filtered_orders.customer_no, SUM(filtered_orders.net_sales) AS net_sales
    FROM filtered_orders
    INNER JOIN viewpoint ON filtered_orders.ordered_on >= CAST(viewpoint.as_of - INTERVAL '12' MONTH AS DATE)
    WHERE filtered_orders.customer_no IS NOT NULL
    GROUP BY filtered_orders.customer_no
)
