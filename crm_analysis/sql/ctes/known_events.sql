-- What customers did on the shop's site, before the day from which we look; what nobody known did is left out.
-- An event is that of its strongest identifier. What it does not say of its product, the catalogue does.
-- starts from: upload_countries
known_events AS (
    SELECT
        COALESCE(of_email.customer_no, of_phone.customer_no, of_id.customer_no, of_alias.customer_no) AS customer_no,
        CAST(events.happened_at AS DATE) AS happened_on,
        events.event,
        events.product_id,
        COALESCE(events.product, products.product) AS product,
        COALESCE(events.category, products.category) AS category,
        COALESCE(events.brand, products.brand) AS brand
    FROM events
    CROSS JOIN viewpoint
    LEFT JOIN products ON products.shop = events.shop AND products.product_id = events.product_id
    LEFT JOIN upload_countries ON upload_countries.upload_id = events.upload_id
    LEFT JOIN phones ON phones.written = events.phone_key AND phones.country = upload_countries.country
    LEFT JOIN identities AS of_email ON of_email.identifier = events.email_key AND NOT of_email.shared
    LEFT JOIN identities AS of_phone
        ON of_phone.identifier =
            'phone' || CHR(31) || COALESCE(CHR(31) || phones.e164, events.shop || CHR(31) || events.phone_key)
        AND NOT of_phone.shared
    LEFT JOIN identities AS of_id ON of_id.identifier = events.id_key AND NOT of_id.shared
    LEFT JOIN identities AS of_alias ON of_alias.identifier = events.alias_key AND NOT of_alias.shared
    WHERE CAST(events.happened_at AS DATE) < viewpoint.as_of
        AND COALESCE(of_email.customer_no, of_phone.customer_no, of_id.customer_no, of_alias.customer_no) IS NOT NULL
)
