-- How often did each customer do something on the shop's site, with some goods, in the days asked for?
-- grain: one row per customer who did
-- parameters:
--   event        VARCHAR  list of events such as view or cart, CHR(31) around each
--   of           VARCHAR  product, category, brand or product_id: what names the goods
--   among        VARCHAR  list of names, CHR(31) around each; blank = see contains
--   contains     VARCHAR  part of the name, in lower case; with among blank too, any goods
--   since        DATE     first day; blank = from the beginning
--   until        DATE     last day; blank = to the end
--   within_days  INTEGER  only so many days up to the last day seen; blank = all
-- columns:
--   customer_no  BIGINT   who
--   times        BIGINT   how often
-- starts from: viewpoint, known_events
WITH
named_events AS (
    SELECT
        customer_no,
        happened_on,
        event,
        CASE CAST($of AS VARCHAR)
            WHEN 'category' THEN category WHEN 'brand' THEN brand WHEN 'product_id' THEN product_id ELSE product
        END AS goods
    FROM known_events
)
SELECT
    named_events.customer_no,
    COUNT(*) AS times
FROM named_events
CROSS JOIN viewpoint
WHERE POSITION(CHR(31) || named_events.event || CHR(31) IN CAST($event AS VARCHAR)) > 0
    AND (
        (CAST($among AS VARCHAR) IS NULL AND CAST($contains AS VARCHAR) IS NULL)
        OR POSITION(CHR(31) || named_events.goods || CHR(31) IN CAST($among AS VARCHAR)) > 0
        OR POSITION(CAST($contains AS VARCHAR) IN LOWER(named_events.goods)) > 0
    )
    AND (CAST($since AS DATE) IS NULL OR named_events.happened_on >= CAST($since AS DATE))
    AND (CAST($until AS DATE) IS NULL OR named_events.happened_on <= CAST($until AS DATE))
    AND (
        CAST($within_days AS INTEGER) IS NULL
        OR DATE_DIFF('day', named_events.happened_on, viewpoint.as_of) <= CAST($within_days AS INTEGER)
    )
GROUP BY named_events.customer_no
