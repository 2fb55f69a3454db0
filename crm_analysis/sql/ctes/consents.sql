-- What advertising do customers accept? Whatever a member is known by says it, and one no outweighs every yes.
consents AS (
    SELECT
        customer_id,
        customer_no,
        MIN(CASE WHEN accepts_email THEN 1 WHEN NOT accepts_email THEN 0 END) AS accepts_email,
        MIN(CASE WHEN accepts_sms THEN 1 WHEN NOT accepts_sms THEN 0 END) AS accepts_sms
    FROM member_people
    WHERE accepts_email IS NOT NULL OR accepts_sms IS NOT NULL
    GROUP BY customer_id, customer_no
)
