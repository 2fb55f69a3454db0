-- What customers said: reviews, ratings, tickets and answers, before the day from which we look or on no day told.
-- Feedback is that of the customer of the order that it is about, on its own platform or else on the one of its shop
-- that knows the number for one customer only; where it names no order, it is that of its strongest identifier.
-- starts from: upload_countries
named_orders AS (
    SELECT DISTINCT shop, platform, order_id
    FROM feedback
    WHERE order_id IS NOT NULL
),
named_buyers AS (
    SELECT
        named_orders.shop,
        named_orders.platform,
        named_orders.order_id,
        COALESCE(
            MIN(CASE WHEN orders.platform = named_orders.platform THEN orders.customer_no END),
            CASE WHEN MIN(orders.customer_no) = MAX(orders.customer_no) THEN MIN(orders.customer_no) END
        ) AS customer_no
    FROM named_orders
    INNER JOIN orders ON orders.shop = named_orders.shop AND orders.order_id = named_orders.order_id
    GROUP BY named_orders.shop, named_orders.platform, named_orders.order_id
),
known_feedback AS (
    SELECT
        COALESCE(
            named_buyers.customer_no,
            of_email.customer_no,
            of_phone.customer_no,
            of_id.customer_no,
            of_alias.customer_no
        ) AS customer_no,
        feedback.kind,
        CAST(feedback.given_at AS DATE) AS given_on,
        feedback.given_at,
        feedback.rating,
        feedback.best_rating,
        feedback.upload_id,
        feedback.line_no
    FROM feedback
    CROSS JOIN viewpoint
    LEFT JOIN named_buyers
        ON named_buyers.shop = feedback.shop
        AND named_buyers.platform = feedback.platform
        AND named_buyers.order_id = feedback.order_id
    LEFT JOIN upload_countries ON upload_countries.upload_id = feedback.upload_id
    LEFT JOIN phones ON phones.written = feedback.phone_key AND phones.country = upload_countries.country
    LEFT JOIN identities AS of_email ON of_email.identifier = feedback.email_key AND NOT of_email.shared
    LEFT JOIN identities AS of_phone
        ON of_phone.identifier =
            'phone' || CHR(31) || COALESCE(CHR(31) || phones.e164, feedback.shop || CHR(31) || feedback.phone_key)
        AND NOT of_phone.shared
    LEFT JOIN identities AS of_id ON of_id.identifier = feedback.id_key AND NOT of_id.shared
    LEFT JOIN identities AS of_alias ON of_alias.identifier = feedback.alias_key AND NOT of_alias.shared
    WHERE feedback.given_at IS NULL OR CAST(feedback.given_at AS DATE) < viewpoint.as_of
)
