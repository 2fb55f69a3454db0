-- The uploads that tell the hour of their orders: one in which every order stands at midnight tells days only.
timed_uploads AS (
    SELECT COALESCE(header_upload_id, 0) AS upload_id
    FROM filtered_orders
    GROUP BY COALESCE(header_upload_id, 0)
    HAVING MAX(EXTRACT(HOUR FROM ordered_at) * 60 + EXTRACT(MINUTE FROM ordered_at)) > 0
)
