-- Where does a phone belong that a row of an upload writes without a country? In its shop's, else in its platform's.
-- Together with `phones` that tells the number, and so the identifier: one number is one wherever it is written, and
-- what is no number in its country is of that shop alone.
upload_countries AS (
    SELECT uploads.upload_id, COALESCE(shops.country, NULLIF(uploads.country, ''), '') AS country
    FROM uploads
    LEFT JOIN shops ON shops.shop = uploads.shop
)
