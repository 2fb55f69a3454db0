-- Whose is each row of the lists of members? It stands here once for each of its identifiers that is somebody's.
-- starts from: upload_countries
member_rows AS (
    SELECT
        members.email_key,
        members.id_key,
        members.alias_key,
        'phone' || CHR(31) || COALESCE(CHR(31) || phones.e164, members.shop || CHR(31) || members.phone_key) AS phone_key,
        members.upload_id,
        members.line_no,
        members.birthday,
        members.gender,
        members.level,
        members.points,
        members.registered_on,
        members.accepts_email,
        members.accepts_sms
    FROM members
    LEFT JOIN upload_countries ON upload_countries.upload_id = members.upload_id
    LEFT JOIN phones ON phones.written = members.phone_key AND phones.country = upload_countries.country
),
member_identifiers AS (
    SELECT email_key AS identifier, upload_id, line_no, birthday, gender, level, points, registered_on, accepts_email, accepts_sms
    FROM member_rows
    WHERE email_key IS NOT NULL
    UNION ALL
    SELECT phone_key AS identifier, upload_id, line_no, birthday, gender, level, points, registered_on, accepts_email, accepts_sms
    FROM member_rows
    WHERE phone_key IS NOT NULL
    UNION ALL
    SELECT id_key AS identifier, upload_id, line_no, birthday, gender, level, points, registered_on, accepts_email, accepts_sms
    FROM member_rows
    WHERE id_key IS NOT NULL
    UNION ALL
    SELECT alias_key AS identifier, upload_id, line_no, birthday, gender, level, points, registered_on, accepts_email, accepts_sms
    FROM member_rows
    WHERE alias_key IS NOT NULL
),
member_people AS (
    SELECT
        identities.customer_id,
        identities.customer_no,
        identities.shared,
        member_identifiers.upload_id,
        member_identifiers.line_no,
        member_identifiers.birthday,
        member_identifiers.gender,
        member_identifiers.level,
        member_identifiers.points,
        member_identifiers.registered_on,
        member_identifiers.accepts_email,
        member_identifiers.accepts_sms
    FROM member_identifiers
    INNER JOIN identities ON identities.identifier = member_identifiers.identifier
    WHERE identities.customer_id IS NOT NULL
)
