-- The uploads that are looked at.
-- parameters:
--   upload  BIGINT  one upload; blank = all that count
scope AS (
    SELECT
        upload_id,
        shop,
        rows_read,
        lines_stored,
        duplicate_of,
        CASE WHEN mapping LIKE '%customer-day%' THEN 1 ELSE 0 END AS made_numbers,
        CASE WHEN one_copy THEN 0 ELSE 1 END AS counts_copies,
        CAST(uploaded_at + INTERVAL '1' DAY AS DATE) AS last_possible_day
    FROM uploads
    WHERE (CAST($upload AS BIGINT) IS NULL AND undone_at IS NULL) OR upload_id = CAST($upload AS BIGINT)
)
