-- Which rows does a check of the data find?
-- grain: one row per finding
-- parameters:
--   finding  VARCHAR  the check
-- columns:
--   shop        VARCHAR  name of the shop
--   upload_id   BIGINT   the upload that says so; blank for a silence
--   file        VARCHAR  its file
--   line_no     BIGINT   row of the file; blank where the finding is no single row
--   order_id    VARCHAR  the order
--   ordered_on  DATE     its day; of a silence, the first day
--   detail      VARCHAR  what stands there: the cell at fault, the product, the earlier upload, the silent days
--   figure      DOUBLE   the amount of the order or line; of a silence, the orders to be expected in it
-- personal: detail text
-- starts from: scope, quality_findings
SELECT
    findings.shop,
    findings.upload_id,
    uploads.file,
    findings.line_no,
    findings.order_id,
    findings.ordered_on,
    findings.detail,
    findings.figure
FROM findings
LEFT JOIN uploads ON uploads.upload_id = findings.upload_id
WHERE findings.finding = CAST($finding AS VARCHAR)
ORDER BY
    COALESCE(findings.upload_id, 0),
    COALESCE(findings.line_no, 0),
    findings.shop,
    findings.ordered_on,
    COALESCE(findings.order_id, ''),
    findings.detail
