-- What do the lists of members say of each customer in one respect?
-- Where several rows are one person's, the newest upload that says it counts. No list says since when, so that what is
-- told holds whatever day we look from; only birthdays are counted from that day. Who was born on 29 February has the
-- birthday on the 28th where there is no 29th.
-- grain: one row per customer of whom they say it
-- parameters:
--   of  VARCHAR  level, gender, points, birthday or registered_on; the columns of the others say what stands beside it
-- columns:
--   customer_no            BIGINT          who
--   level                  VARCHAR         level of membership
--   gender                 VARCHAR         female or male, else as the file writes it
--   points                 DECIMAL(18, 4)  points held
--   birthday_month         VARCHAR         month of birth: 01 to 12
--   days_to_birthday       BIGINT          whole days from the last day seen to the next birthday, 0 = on it
--   registered_on          DATE            day on which they signed up; blank = after the last day seen
--   days_since_registered  BIGINT          whole days from it to the last day seen
-- starts from: viewpoint, member_people
WITH
told AS (
    SELECT
        customer_no,
        level,
        gender,
        points,
        birthday,
        registered_on,
        ROW_NUMBER() OVER (
            PARTITION BY customer_no
            ORDER BY upload_id DESC, line_no DESC, customer_no
        ) AS place
    FROM member_people
    WHERE NOT shared
        AND CASE CAST($of AS VARCHAR)
            WHEN 'level' THEN level
            WHEN 'gender' THEN gender
            WHEN 'points' THEN CAST(points AS VARCHAR)
            WHEN 'birthday' THEN birthday
            WHEN 'registered_on' THEN CAST(registered_on AS VARCHAR)
        END IS NOT NULL
),
last_day AS (
    SELECT
        CAST(as_of - INTERVAL '1' DAY AS DATE) AS seen_on,
        EXTRACT(YEAR FROM CAST(as_of - INTERVAL '1' DAY AS DATE)) AS this_year
    FROM viewpoint
),
-- Each year as it begins a date, and the last day of its February.
years AS (
    SELECT
        seen_on,
        CAST(this_year AS VARCHAR) AS this_year,
        CAST(this_year + 1 AS VARCHAR) AS next_year,
        SUBSTRING(
            CAST(CAST(CAST(CAST(this_year AS VARCHAR) || '-03-01' AS DATE) - INTERVAL '1' DAY AS DATE) AS VARCHAR), 6
        ) AS february_ends,
        SUBSTRING(
            CAST(CAST(CAST(CAST(this_year + 1 AS VARCHAR) || '-03-01' AS DATE) - INTERVAL '1' DAY AS DATE) AS VARCHAR), 6
        ) AS next_february_ends
    FROM last_day
),
birthdays AS (
    SELECT
        told.customer_no,
        told.level,
        told.gender,
        told.points,
        SUBSTRING(told.birthday, LENGTH(told.birthday) - 4, 2) AS birthday_month,
        told.registered_on,
        years.seen_on,
        CAST(
            years.this_year || '-' || CASE
                WHEN told.birthday LIKE '%-02-29' THEN years.february_ends
                ELSE SUBSTRING(told.birthday, LENGTH(told.birthday) - 4)
            END AS DATE
        ) AS birthday_this_year,
        CAST(
            years.next_year || '-' || CASE
                WHEN told.birthday LIKE '%-02-29' THEN years.next_february_ends
                ELSE SUBSTRING(told.birthday, LENGTH(told.birthday) - 4)
            END AS DATE
        ) AS birthday_next_year
    FROM told
    CROSS JOIN years
    WHERE told.place = 1
)
SELECT
    customer_no,
    level,
    gender,
    points,
    birthday_month,
    CASE
        WHEN birthday_this_year >= seen_on THEN DATE_DIFF('day', seen_on, birthday_this_year)
        ELSE DATE_DIFF('day', seen_on, birthday_next_year)
    END AS days_to_birthday,
    CASE WHEN registered_on <= seen_on THEN registered_on END AS registered_on,
    CASE WHEN registered_on <= seen_on THEN DATE_DIFF('day', registered_on, seen_on) END AS days_since_registered
FROM birthdays
