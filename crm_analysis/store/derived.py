"""The log → everything that is derived: refreshed for what an upload touches, or rebuilt whole.

Both ways run the same SELECTs, once over the orders touched and once over all, so that an incremental refresh
equals a full rebuild.
"""

from __future__ import annotations

import duckdb

from crm_analysis import schema
from crm_analysis.i18n import NO_CURRENCY
from crm_analysis.store import cluster_models, figures, goods, people, phones, rates, tags

ROWS_OF_AN_UPLOAD = 10**10
"""More rows than any file has: the number of an order is that of its upload and of its row there."""

_ORDER_NO = f"{ROWS_OF_AN_UPLOAD} * header_upload_id + line_no AS order_no"


def possible(later: str) -> str:
    """SQL of what happened to an order afterwards; NULL where its whole day was over when the order was placed."""
    return f"CASE WHEN {later} + INTERVAL 1 DAY > ordered_at THEN {later} END"


# An order is touched by what an upload says of it or of its lines, by a refund of it, by the catalogue that fills what
# its lines do not say, and by sharing its number with an order of another platform where a plain refund names both.
_TOUCHED_BY_UPLOAD = f"""
CREATE OR REPLACE TEMP TABLE touched_orders AS
WITH upload AS (
    SELECT upload_id, shop, platform FROM uploads WHERE upload_id = $upload_id
),
logged AS (
    SELECT order_id FROM order_log WHERE upload_id = $upload_id
    UNION
    SELECT order_id FROM line_log WHERE upload_id = $upload_id
),
told AS NOT MATERIALIZED (
    SELECT u.shop, h.order_id, u.platform
    FROM order_log AS h
    JOIN uploads AS u ON u.upload_id = h.upload_id
)
SELECT upload.shop, upload.platform, logged.order_id FROM logged CROSS JOIN upload
UNION
SELECT told.shop, told.platform, told.order_id
FROM told
JOIN upload ON upload.shop = told.shop AND upload.platform IN (told.platform, '{schema.PLAIN}')
SEMI JOIN (SELECT order_id FROM refund_log WHERE upload_id = $upload_id) AS refunded
    ON refunded.order_id = told.order_id
UNION
SELECT told.shop, told.platform, told.order_id
FROM told
JOIN upload ON upload.shop = told.shop
SEMI JOIN (SELECT order_id FROM refunds WHERE platform = '{schema.PLAIN}') AS refunded
    ON refunded.order_id = told.order_id
SEMI JOIN logged ON logged.order_id = told.order_id
UNION
SELECT o.shop, o.platform, o.order_id
FROM orders AS o
JOIN upload ON upload.shop = o.shop
JOIN line_log AS l ON l.upload_id = o.lines_upload_id AND l.order_id = o.order_id
SEMI JOIN (SELECT product_id FROM product_log WHERE upload_id = $upload_id) AS listed
    ON listed.product_id = l.product_id
"""

_TOUCHED_ALL = """
CREATE OR REPLACE TEMP TABLE touched_orders AS
SELECT DISTINCT u.shop, u.platform, h.order_id FROM order_log AS h JOIN uploads AS u ON u.upload_id = h.upload_id
"""

# The uploads of orders that count. One is ``settled`` when it is the only one of its platform in its shop, so that all
# it says is current, and all its orders are touched: ten million of them need neither be ranked nor looked up, which
# takes minutes. ``source`` is a number for shop and platform, shorter than their names beside millions of orders. It is
# a table so that joins know that it is small.
_LIVE = """
CREATE OR REPLACE TEMP TABLE live AS
SELECT
    upload_id, shop, platform, layout, COALESCE(one_copy, FALSE) AS one_copy,
    MIN(upload_id) OVER (PARTITION BY shop, platform) AS source,
    COUNT(*) OVER (PARTITION BY shop, platform) = 1 AND {touched_whole} AS settled
FROM uploads
WHERE undone_at IS NULL AND kind = 'orders'
"""

# The newest word of each layout on each order. Orders are told apart here by their numbers alone: whole rows carried
# through windows and groups would have to be spilled, ten million of them for minutes.
_NEWEST_HEADERS = """
CREATE OR REPLACE TEMP TABLE newest_headers AS
SELECT live.shop, live.platform, live.layout, h.order_id, MAX(h.upload_id) AS upload_id
FROM order_log AS h
JOIN live ON live.upload_id = h.upload_id AND NOT live.settled
SEMI JOIN touched_orders AS t ON t.shop = live.shop AND t.platform = live.platform AND t.order_id = h.order_id
WHERE COALESCE(h.one_copy, live.one_copy) = live.one_copy
GROUP BY live.shop, live.platform, live.layout, h.order_id
"""

_SAID_OF_ORDER = [
    name for name in schema.ORDER_LOG.column_names if name not in ("upload_id", "line_no", "order_id", "one_copy")
]

# Field by field the newest layout that says anything: an order list and an item list of one platform complete each
# other, and a later export of the same kind replaces the earlier one whole. Most orders are known by one layout alone.
_HEADERS = f"""
told AS NOT MATERIALIZED (
    SELECT live.shop, live.platform, live.source, live.settled, h.*
    FROM order_log AS h
    JOIN live ON live.upload_id = h.upload_id
    WHERE COALESCE(h.one_copy, live.one_copy) = live.one_copy
),
of_one_layout AS (
    SELECT shop, platform, order_id, MAX(upload_id) AS upload_id
    FROM newest_headers
    GROUP BY shop, platform, order_id
    HAVING COUNT(*) = 1
),
of_several_layouts AS (
    SELECT shop, platform, order_id, upload_id
    FROM newest_headers
    ANTI JOIN of_one_layout USING (shop, platform, order_id)
),
heard AS NOT MATERIALIZED (
    SELECT shop, platform, source, order_id, upload_id AS header_upload_id, line_no, {", ".join(_SAID_OF_ORDER)}
    FROM told
    WHERE ordered_at IS NOT NULL
        AND (settled OR (upload_id, order_id) IN (SELECT upload_id, order_id FROM of_one_layout))
    UNION ALL
    SELECT
        shop, platform, source, order_id, MAX(upload_id), ARG_MAX(line_no, upload_id),
        {", ".join(f"ARG_MAX({name}, upload_id)" for name in _SAID_OF_ORDER)}
    FROM told
    SEMI JOIN of_several_layouts USING (upload_id, order_id)
    GROUP BY shop, platform, source, order_id
    HAVING ARG_MAX(ordered_at, upload_id) IS NOT NULL
),
header AS NOT MATERIALIZED (
    SELECT heard.* REPLACE (
        {people.phone_key("heard")} AS phone_key,
        CASE WHEN COALESCE(email_key, phone_key, id_key) IS NULL THEN name_key END AS name_key
    )
    FROM heard
    {people.beside("heard", "header_upload_id")}
)
"""

# Those touched that stand, by what tells their people apart. All else is worked out as they are put in their place: in
# between, five million whole orders would have to be spilled.
_CURRENT_ORDERS = f"""
CREATE OR REPLACE TEMP TABLE current_orders AS
WITH {_HEADERS}
SELECT shop, platform, order_id, {", ".join(schema.KEYS)}, ordered_at, {_ORDER_NO} FROM header
"""

_WHOLE_ORDERS = f"""
WITH {_HEADERS},
newest_lines AS (
    SELECT live.shop, live.platform, l.order_id, MAX(l.upload_id) AS upload_id
    FROM line_log AS l
    JOIN live ON live.upload_id = l.upload_id AND NOT live.settled
    SEMI JOIN touched_orders AS t ON t.shop = live.shop AND t.platform = live.platform AND t.order_id = l.order_id
    GROUP BY live.shop, live.platform, l.order_id
),
current_lines AS NOT MATERIALIZED (
    SELECT live.shop, live.source, live.one_copy, l.*
    FROM line_log AS l
    JOIN live ON live.upload_id = l.upload_id
    WHERE live.settled OR (l.upload_id, l.order_id) IN (SELECT upload_id, order_id FROM newest_lines)
),
line_sums AS (
    SELECT
        l.source, l.order_id, MAX(l.upload_id) AS lines_upload_id,
        CAST(COUNT(*) FILTER (sells AND amount > 0) AS INTEGER) AS sale_lines,
        CAST(COUNT(*) FILTER (sells AND amount = 0) AS INTEGER) AS free_lines,
        CAST(COALESCE(SUM(quantity) FILTER (sells AND amount >= 0), 0) AS {schema.QUANTITY}) AS units,
        CAST(COALESCE(SUM(amount) FILTER (sells AND amount > 0), 0) AS {schema.MONEY}) AS gross,
        CAST(COALESCE(-SUM(amount) FILTER (stands AND amount < 0), 0) AS {schema.MONEY}) AS returned,
        ARG_MIN(COALESCE(l.product, p.product), 10000 * l.line_no + l.part) AS first_product,
        ARG_MIN(COALESCE(l.category, p.category), 10000 * l.line_no + l.part) AS first_category,
        -- Costs in several currencies make no sum. A catalogue that names none is in that of the order.
        MIN(NULLIF(p.currency, '{NO_CURRENCY}')) FILTER (stands AND p.cost IS NOT NULL) AS cost_currency,
        cost_currency IS NOT DISTINCT FROM
            MAX(NULLIF(p.currency, '{NO_CURRENCY}')) FILTER (stands AND p.cost IS NOT NULL) AS costs_add_up,
        CASE WHEN costs_add_up THEN CAST(SUM(quantity * p.cost) FILTER (stands) AS {schema.MONEY}) END AS cost,
        CASE WHEN costs_add_up THEN
            CAST(SUM(ABS(amount)) FILTER (stands AND p.cost IS NOT NULL) AS DOUBLE)
                / NULLIF(SUM(ABS(amount)) FILTER (stands), 0)
        END AS costed_share
    FROM (
        SELECT *, line_status IS DISTINCT FROM 'cancelled' AS stands, stands AND quantity > 0 AS sells
        FROM current_lines
    ) AS l
    LEFT JOIN products AS p ON p.shop = l.shop AND p.product_id = l.product_id
    WHERE NOT (l.one_copy AND COALESCE(l.copy, FALSE))
    GROUP BY l.source, l.order_id
),
-- A refund of a plain table is that of the one order of its shop that has the number; of two, it is neither's.
ambiguous AS (
    SELECT live.shop, h.order_id
    FROM order_log AS h
    JOIN live ON live.upload_id = h.upload_id
    SEMI JOIN (SELECT shop, order_id FROM refunds WHERE platform = '{schema.PLAIN}') AS r
        ON r.shop = live.shop AND r.order_id = h.order_id
    GROUP BY live.shop, h.order_id
    HAVING COUNT(DISTINCT live.platform) > 1
),
refund_sums AS (
    SELECT h.shop, h.platform, h.order_id, SUM(r.amount) AS amount
    FROM heard AS h
    JOIN refunds AS r ON r.shop = h.shop AND r.order_id = h.order_id AND r.platform IN (h.platform, '{schema.PLAIN}')
    LEFT JOIN ambiguous AS a ON a.shop = h.shop AND a.order_id = h.order_id
    WHERE COALESCE(r.status, 'valid') = 'valid'
        AND COALESCE(r.currency, h.currency) IS NOT DISTINCT FROM h.currency
        AND (r.platform <> '{schema.PLAIN}' OR a.order_id IS NULL)
    GROUP BY h.shop, h.platform, h.order_id
),
amounts AS (
    SELECT
        h.*, l.lines_upload_id, l.first_product, l.first_category,
        l.cost, CASE WHEN l.costs_add_up THEN l.cost_currency END AS cost_currency, l.costed_share,
        COALESCE(h.status, 'valid') = 'valid' AS valid,
        COALESCE(l.sale_lines, CASE WHEN h.goods_total > 0 THEN 1 ELSE 0 END) AS all_sale_lines,
        COALESCE(l.free_lines, CASE WHEN h.goods_total = 0 THEN 1 ELSE 0 END) AS all_free_lines,
        COALESCE(l.units, h.units, 0) AS all_units,
        COALESCE(l.gross, GREATEST(h.goods_total, 0), 0) AS gross,
        -- What the order's export says and what a file of refunds says are one and the same money.
        GREATEST(
            COALESCE(l.returned, GREATEST(-h.goods_total, 0), 0) + COALESCE(h.refund, 0), COALESCE(r.amount, 0)
        ) AS given_back
    FROM header AS h
    LEFT JOIN line_sums AS l USING (source, order_id)
    LEFT JOIN refund_sums AS r USING (shop, platform, order_id)
),
judged AS (
    SELECT
        *,
        CASE
            WHEN NOT valid THEN 'void'
            WHEN gross > 0 THEN 'sale'
            WHEN given_back > 0 THEN 'refund'
            WHEN all_free_lines > 0 THEN 'free'
            ELSE 'void'
        END AS kind,
        -- A file that gives the goods total but no discount says the discount by their difference.
        CASE WHEN gross > 0 THEN COALESCE(order_discount, GREATEST(gross - goods_total, 0), 0) ELSE 0 END AS discount
    FROM amounts
)
SELECT
    shop, platform, order_id, email, phone, name,
    ordered_at, CAST(ordered_at AS DATE) AS ordered_on, kind,
    CASE WHEN kind = 'void' THEN 0 ELSE all_sale_lines END AS sale_lines,
    CASE WHEN kind = 'void' THEN 0 ELSE all_free_lines END AS free_lines,
    CASE WHEN kind = 'void' THEN 0 ELSE all_units END AS units,
    CASE WHEN kind = 'void' THEN 0 ELSE gross END AS gross_sales,
    CASE WHEN kind = 'void' THEN 0 ELSE discount END AS order_discount,
    CASE WHEN kind = 'void' THEN 0 ELSE given_back END AS refunds,
    CASE WHEN kind = 'void' THEN 0 ELSE gross - discount - given_back END AS net_sales,
    currency, country, region, city, COALESCE(channel, platform) AS channel, coupon,
    first_product, first_category, lines_upload_id, header_upload_id,
    email_key, phone_key, id_key, alias_key, name_key, campaign,
    CASE WHEN kind <> 'void' THEN cost END AS cost,
    CASE WHEN kind <> 'void' THEN cost_currency END AS cost_currency,
    CASE WHEN kind <> 'void' THEN COALESCE(costed_share, 0) ELSE 0 END AS costed_share,
    {_ORDER_NO}, {possible("shipped_at")} AS shipped_at, {possible("delivered_at")} AS delivered_at
FROM judged
"""

# Whatever stands on the rows of members that share an identifier with one of the upload's own may join in another way.
_MOVED_BY_UPLOAD = f"""
CREATE OR REPLACE TEMP TABLE moved AS
WITH told AS (
    SELECT email_key, phone_key, id_key, alias_key FROM member_log WHERE upload_id = $upload_id
),
alike AS MATERIALIZED (
    SELECT m.email_key, {people.phone_key("m")} AS phone_key, m.id_key, m.alias_key
    FROM member_log AS m
    {people.beside("m")}
    WHERE EXISTS (FROM told) AND (
        m.email_key IN (SELECT email_key FROM told)
        OR m.phone_key IN (SELECT phone_key FROM told)
        OR m.id_key IN (SELECT id_key FROM told)
        OR m.alias_key IN (SELECT alias_key FROM told)
    )
)
{people.each_key("alike", ("email_key", "phone_key", "id_key", "alias_key"))}
"""
_MOVED_ALL = f"""
CREATE OR REPLACE TEMP TABLE moved AS
WITH told AS MATERIALIZED (
    SELECT m.email_key, {people.phone_key("m")} AS phone_key, m.id_key, m.alias_key
    FROM member_log AS m
    {people.beside("m")}
)
{people.each_key("told", ("email_key", "phone_key", "id_key", "alias_key"))}
"""
_NOTHING_TOUCHED = """
CREATE OR REPLACE TEMP TABLE touched_orders AS SELECT shop, platform, order_id FROM orders LIMIT 0
"""

_WRITTEN_PHONES = f"""
WITH homes AS (
    SELECT DISTINCT uploads.shop, uploads.platform, {people.PHONE_COUNTRY} AS country
    FROM uploads LEFT JOIN shops ON shops.shop = uploads.shop
)
SELECT h.phone_key AS written, homes.country
FROM order_log AS h
JOIN uploads AS u ON u.upload_id = h.upload_id
JOIN homes ON homes.shop = u.shop AND homes.platform = u.platform
SEMI JOIN touched_orders AS t ON t.shop = u.shop AND t.platform = u.platform AND t.order_id = h.order_id
UNION
SELECT told.phone_key, homes.country
FROM (
    SELECT upload_id, phone_key FROM member_log WHERE phone_key IS NOT NULL
    UNION ALL
    SELECT upload_id, phone_key FROM feedback_log WHERE phone_key IS NOT NULL
    UNION ALL
    SELECT upload_id, phone_key FROM event_log WHERE phone_key IS NOT NULL
    UNION ALL
    SELECT upload_id, phone_key FROM contact_log WHERE phone_key IS NOT NULL
) AS told
JOIN uploads AS u ON u.upload_id = told.upload_id
JOIN homes ON homes.shop = u.shop AND homes.platform = u.platform
"""


def refresh(cursor: duckdb.DuckDBPyConnection, upload_id: int) -> int:
    """Bring everything that is derived up to date for what one upload touches.

    Returns:
        How many people of its orders were not known before.
    """
    cursor.execute(_TOUCHED_BY_UPLOAD, {"upload_id": upload_id})
    return _run(cursor, _MOVED_BY_UPLOAD, {"upload_id": upload_id}, touched_whole=f"upload_id = {upload_id:d}")


def refresh_people(cursor: duckdb.DuckDBPyConnection, moved: str, parameters: dict[str, object]) -> None:
    """Join people anew around some identifiers.

    Args:
        cursor: Inside a transaction.
        moved: A SELECT of ``identifier``.
        parameters: Of that SELECT.
    """
    cursor.execute(_NOTHING_TOUCHED)
    _run(cursor, f"CREATE OR REPLACE TEMP TABLE moved AS {moved}", parameters, touched_whole="FALSE")


def rebuild(cursor: duckdb.DuckDBPyConnection) -> None:
    """Make everything that is derived anew from the log alone."""
    for table in schema.DERIVED_TABLES:
        cursor.execute(f"DELETE FROM {table.name}")
    cursor.execute(_TOUCHED_ALL)
    _run(cursor, _MOVED_ALL, {}, touched_whole="TRUE")


def _run(cursor: duckdb.DuckDBPyConnection, moved: str, parameters: dict[str, object], *, touched_whole: str) -> int:
    """``touched_whole`` is the condition of uploads of which every order is touched."""
    phones.know(cursor, _WRITTEN_PHONES)
    cursor.execute(_LIVE.format(touched_whole=touched_whole))
    cursor.execute(_NEWEST_HEADERS)
    cursor.execute(_CURRENT_ORDERS)
    cursor.execute(moved, parameters)
    goods.forget_touched(cursor)
    newcomers = people.refresh(cursor, _WHOLE_ORDERS)
    goods.note_current(cursor)
    for table in ("touched_orders", "live", "newest_headers", "current_orders", "moved"):
        cursor.execute(f"DROP TABLE {table}")
    rates.refresh(cursor)
    figures.refresh(cursor)
    tags.refresh(cursor)
    cluster_models.refresh(cursor)
    return newcomers
