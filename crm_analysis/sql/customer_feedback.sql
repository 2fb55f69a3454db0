-- What has one customer said of the shop?
-- grain: one row per review, rating, ticket or survey answer, the newest first, those of no known day last
-- parameters:
--   customer_id  VARCHAR  who
-- columns:
--   given_at     TIMESTAMP       when; blank where it is not told
--   kind         VARCHAR         review, rating, ticket or survey
--   rating       DECIMAL(18, 4)  points given
--   best_rating  DECIMAL(18, 4)  the best that can be given
--   title        VARCHAR         its heading or subject
--   text         VARCHAR         what the person wrote
--   product      VARCHAR         product that it is about
--   order_id     VARCHAR         order that it is about
-- starts from: viewpoint, known_feedback
SELECT
    known_feedback.given_at,
    known_feedback.kind,
    known_feedback.rating,
    feedback.best_rating,
    feedback.title,
    feedback.text,
    feedback.product,
    feedback.order_id
FROM known_feedback
INNER JOIN customers ON customers.customer_no = known_feedback.customer_no
INNER JOIN feedback ON feedback.upload_id = known_feedback.upload_id AND feedback.line_no = known_feedback.line_no
WHERE customers.customer_id = CAST($customer_id AS VARCHAR)
ORDER BY
    CASE WHEN known_feedback.given_at IS NULL THEN 1 ELSE 0 END,
    known_feedback.given_at DESC,
    known_feedback.upload_id DESC,
    known_feedback.line_no DESC
