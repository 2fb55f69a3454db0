-- What customers have bought: pieces that brought money, of orders that are sales. Gifts and returns are not bought.
-- The currency of an order whose day has no rate cannot be converted: it brings orders and pieces, but no amount.
-- parameters:
--   report_in  VARCHAR  currency that amounts are converted into; blank = as they are
line_rates AS (
    SELECT own.day, own.currency, target.per_euro / NULLIF(own.per_euro, 0) AS rate
    FROM exchange_rates AS own
    INNER JOIN exchange_rates AS target ON target.day = own.day
    WHERE target.currency = CAST($report_in AS VARCHAR) AND own.currency <> CAST($report_in AS VARCHAR)
),
bought_lines AS (
    SELECT
        sold_lines.customer_no,
        sold_lines.order_no,
        sold_lines.goods_no,
        sold_lines.ordered_on,
        sold_lines.quantity,
        CASE
            WHEN CAST($report_in AS VARCHAR) IS NULL OR sold_lines.currency = CAST($report_in AS VARCHAR)
            THEN sold_lines.amount
            ELSE CAST(ROUND(CAST(sold_lines.amount AS DOUBLE) * line_rates.rate, 4) AS DECIMAL(18, 4))
        END AS amount
    FROM sold_lines
    CROSS JOIN viewpoint
    LEFT JOIN line_rates ON line_rates.day = sold_lines.ordered_on AND line_rates.currency = sold_lines.currency
    WHERE sold_lines.customer_no IS NOT NULL AND sold_lines.ordered_on < viewpoint.as_of
)
