-- Every message and talk that is known, and with which customer it was; what nobody known got is left out.
-- What is noted here is that of the identifier under which it was; what an upload tells, that of its strongest one.
-- starts from: upload_countries
known_contacts AS (
    SELECT
        identities.customer_no,
        contact_entries.contacted_on,
        contact_entries.channel,
        contact_entries.campaign,
        contact_entries.text,
        contact_entries.list,
        contact_entries.contact_id,
        CAST(NULL AS BIGINT) AS upload_id,
        CAST(NULL AS BIGINT) AS line_no
    FROM contact_entries
    INNER JOIN identities ON identities.identifier = contact_entries.identifier
    WHERE identities.customer_no IS NOT NULL
    UNION ALL
    SELECT
        COALESCE(of_email.customer_no, of_phone.customer_no, of_id.customer_no, of_alias.customer_no) AS customer_no,
        CAST(contacts.contacted_at AS DATE) AS contacted_on,
        contacts.channel,
        contacts.campaign,
        contacts.text,
        CAST(NULL AS VARCHAR) AS list,
        CAST(NULL AS BIGINT) AS contact_id,
        contacts.upload_id,
        contacts.line_no
    FROM contacts
    LEFT JOIN upload_countries ON upload_countries.upload_id = contacts.upload_id
    LEFT JOIN phones ON phones.written = contacts.phone_key AND phones.country = upload_countries.country
    LEFT JOIN identities AS of_email ON of_email.identifier = contacts.email_key AND NOT of_email.shared
    LEFT JOIN identities AS of_phone
        ON of_phone.identifier =
            'phone' || CHR(31) || COALESCE(CHR(31) || phones.e164, contacts.shop || CHR(31) || contacts.phone_key)
        AND NOT of_phone.shared
    LEFT JOIN identities AS of_id ON of_id.identifier = contacts.id_key AND NOT of_id.shared
    LEFT JOIN identities AS of_alias ON of_alias.identifier = contacts.alias_key AND NOT of_alias.shared
    WHERE COALESCE(of_email.customer_no, of_phone.customer_no, of_id.customer_no, of_alias.customer_no) IS NOT NULL
)
