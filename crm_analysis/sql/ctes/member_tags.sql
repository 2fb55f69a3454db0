-- What the lists of members say of a customer: the month of birth and the level of membership.
-- Where several rows are one person's, the newest upload that says something counts. No list says since when.
member_words AS (
    SELECT
        customer_id,
        'birthday_month' AS tag,
        SUBSTRING(birthday, LENGTH(birthday) - 4, 2) AS value,
        upload_id,
        line_no
    FROM member_people
    WHERE birthday IS NOT NULL AND NOT shared
    UNION ALL
    SELECT customer_id, 'member_level' AS tag, level AS value, upload_id, line_no
    FROM member_people
    WHERE level IS NOT NULL AND NOT shared
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
