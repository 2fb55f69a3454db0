-- What the lists of members say of a customer: the month of birth and the level of membership.
-- Where several rows are one person's, the newest upload that says something counts. No list says since when.
member_identifiers AS (
    SELECT email_key AS identifier, upload_id, line_no, birthday, level
    FROM members
    UNION ALL
    SELECT id_key AS identifier, upload_id, line_no, birthday, level
    FROM members
    UNION ALL
    SELECT alias_key AS identifier, upload_id, line_no, birthday, level
    FROM members
    UNION ALL
    SELECT
        CASE
            WHEN phones.e164 IS NOT NULL THEN 'phone' || CHR(31) || CHR(31) || phones.e164
            ELSE 'phone' || CHR(31) || uploads.shop || CHR(31) || members.phone_key
        END AS identifier,
        members.upload_id,
        members.line_no,
        members.birthday,
        members.level
    FROM members
    INNER JOIN uploads ON uploads.upload_id = members.upload_id
    LEFT JOIN shops ON shops.shop = uploads.shop
    LEFT JOIN phones
        ON phones.written = members.phone_key
        AND phones.country = COALESCE(shops.country, NULLIF(uploads.country, ''), '')
),
member_words AS (
    SELECT
        identities.customer_id,
        'birthday_month' AS tag,
        SUBSTRING(member_identifiers.birthday, LENGTH(member_identifiers.birthday) - 4, 2) AS value,
        member_identifiers.upload_id,
        member_identifiers.line_no
    FROM member_identifiers
    INNER JOIN identities ON identities.identifier = member_identifiers.identifier
    WHERE identities.customer_id IS NOT NULL AND member_identifiers.birthday IS NOT NULL AND NOT identities.shared
    UNION ALL
    SELECT
        identities.customer_id,
        'member_level' AS tag,
        member_identifiers.level AS value,
        member_identifiers.upload_id,
        member_identifiers.line_no
    FROM member_identifiers
    INNER JOIN identities ON identities.identifier = member_identifiers.identifier
    WHERE identities.customer_id IS NOT NULL AND member_identifiers.level IS NOT NULL AND NOT identities.shared
),
member_ranks AS (
    SELECT
        customer_id,
        tag,
        value,
        ROW_NUMBER() OVER (
            PARTITION BY customer_id, tag
            ORDER BY upload_id DESC, line_no DESC, value, customer_id
        ) AS place
    FROM member_words
),
member_tags AS (
    SELECT customer_id, tag, value, CAST(NULL AS DATE) AS since
    FROM member_ranks
    WHERE place = 1
)
