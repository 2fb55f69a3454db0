-- What has one customer done on the shop's site?
-- grain: one row per day, event and product, the newest day first
-- parameters:
--   customer_id  VARCHAR  who
-- columns:
--   happened_on  DATE     the day
--   event        VARCHAR  view, cart, uncart, favourite or purchase, else as the file writes it
--   item         VARCHAR  product name; its number, else its category, where it has none
--   times        BIGINT   how often on that day
-- starts from: viewpoint, known_events
SELECT
    known_events.happened_on,
    known_events.event,
    COALESCE(known_events.product, known_events.product_id, known_events.category) AS item,
    COUNT(*) AS times
FROM known_events
INNER JOIN customers ON customers.customer_no = known_events.customer_no
WHERE customers.customer_id = CAST($customer_id AS VARCHAR)
GROUP BY
    known_events.happened_on,
    known_events.event,
    COALESCE(known_events.product, known_events.product_id, known_events.category)
ORDER BY
    known_events.happened_on DESC,
    known_events.event,
    COALESCE(known_events.product, known_events.product_id, known_events.category)
