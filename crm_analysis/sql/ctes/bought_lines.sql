-- What customers have bought: pieces that brought money, of orders that are sales. Gifts and returns are not bought.
-- The currency of an order whose day has no rate cannot be converted: it brings orders and pieces, but no amount.
-- parameters:
--   report_in  VARCHAR  currency that amounts are converted into; blank = as they are
bought_lines AS (
    SELECT
        order_lines.customer_id,
        order_lines.shop,
        order_lines.platform,
        order_lines.order_id,
        order_lines.ordered_on,
        order_lines.product_id,
        order_lines.product,
        order_lines.category,
        order_lines.brand,
        order_lines.quantity,
        CASE
            WHEN CAST($report_in AS VARCHAR) IS NULL OR order_lines.currency = CAST($report_in AS VARCHAR)
            THEN order_lines.amount
            ELSE CAST(
                ROUND(CAST(order_lines.amount AS DOUBLE) * target.per_euro / NULLIF(own.per_euro, 0), 4)
                AS DECIMAL(18, 4)
            )
        END AS amount
    FROM order_lines
    CROSS JOIN viewpoint
    INNER JOIN orders
        ON orders.shop = order_lines.shop
        AND orders.platform = order_lines.platform
        AND orders.order_id = order_lines.order_id
    LEFT JOIN exchange_rates AS own ON own.day = order_lines.ordered_on AND own.currency = order_lines.currency
    LEFT JOIN exchange_rates AS target
        ON target.day = order_lines.ordered_on AND target.currency = CAST($report_in AS VARCHAR)
    WHERE order_lines.customer_id IS NOT NULL
        AND orders.kind = 'sale'
        AND order_lines.quantity > 0
        AND order_lines.amount > 0
        AND order_lines.ordered_on < viewpoint.as_of
)
