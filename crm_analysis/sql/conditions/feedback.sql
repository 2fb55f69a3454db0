-- What has each customer said, in the days asked for?
-- grain: one row per customer who has said something
-- parameters:
--   of           VARCHAR  review, rating, ticket or survey; blank = any of them
--   since        DATE     first day; blank = from the beginning
--   until        DATE     last day; blank = to the end
--   within_days  INTEGER  only so many days up to the last day seen; blank = all
-- columns:
--   customer_no    BIGINT   who
--   answers        BIGINT   how many reviews, ratings, tickets or survey answers
--   mean_rating    DOUBLE   mean of their ratings, in points as they were given; blank = none has one
--   newest_rating  DOUBLE   the rating given last; blank = none has one
-- starts from: viewpoint, known_feedback
WITH
said AS (
    SELECT
        known_feedback.customer_no,
        known_feedback.rating,
        ROW_NUMBER() OVER (
            PARTITION BY known_feedback.customer_no
            ORDER BY
                CASE WHEN known_feedback.rating IS NULL THEN 1 ELSE 0 END,
                COALESCE(known_feedback.given_at, TIMESTAMP '0001-01-01 00:00:00') DESC,
                known_feedback.upload_id DESC,
                known_feedback.line_no DESC,
                known_feedback.customer_no
        ) AS place
    FROM known_feedback
    CROSS JOIN viewpoint
    WHERE known_feedback.customer_no IS NOT NULL
        AND (CAST($of AS VARCHAR) IS NULL OR known_feedback.kind = CAST($of AS VARCHAR))
        AND (CAST($since AS DATE) IS NULL OR known_feedback.given_on >= CAST($since AS DATE))
        AND (CAST($until AS DATE) IS NULL OR known_feedback.given_on <= CAST($until AS DATE))
        AND (
            CAST($within_days AS INTEGER) IS NULL
            OR DATE_DIFF('day', known_feedback.given_on, viewpoint.as_of) <= CAST($within_days AS INTEGER)
        )
)
SELECT
    customer_no,
    COUNT(*) AS answers,
    AVG(CAST(rating AS DOUBLE)) AS mean_rating,
    MAX(CASE WHEN place = 1 THEN CAST(rating AS DOUBLE) END) AS newest_rating
FROM said
GROUP BY customer_no
