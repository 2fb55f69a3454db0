"""Who is one person? The identifiers that stand together on an order or a member, joined across all of them.

A person is a connected component: identifiers are its points, and whatever stands on one current order or one current
member is joined. Not joined are an identifier that too many people use (``rules/identity.toml``), and the two sides of
a split. An order's person is that of its strongest identifier; who leaves nothing but an alias is a guest.

Only the part that an upload can change is worked out again: the identifiers that it touches, and the whole of every
person who had one of them. A rebuild is the same with everything touched, so that it comes to the same people.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import numpy as np
import pandas as pd

from crm_analysis import schema
from crm_analysis.rules.identity import identity_rules
from crm_analysis.store.filled import filled

_KEYS = ", ".join(schema.KEYS)
_RANKS = " ".join(f"WHEN '{kind}' THEN {rank}" for rank, kind in enumerate(schema.IDENTIFIER_KINDS))


PHONE_COUNTRY = "COALESCE(shops.country, NULLIF(uploads.country, ''), '')"
"""SQL of where a phone belongs that is written without a country: in its shop's, else in its platform's."""


def beside(log: str, upload_id: str = "upload_id") -> str:
    """SQL of the joins that :func:`phone_key` needs.

    Args:
        log: Alias of a table that has the digits of a phone as ``phone_key``.
        upload_id: Its column that says which upload told so.
    """
    return f"""
        JOIN uploads ON uploads.upload_id = {log}.{upload_id}
        LEFT JOIN shops ON shops.shop = uploads.shop
        LEFT JOIN phones AS known_phones
            ON known_phones.written = {log}.phone_key AND known_phones.country = {PHONE_COUNTRY}
    """


def phone_key(log: str) -> str:
    """SQL of a phone's identifier: in international form, or as written and then of this shop alone."""
    return (
        "CASE WHEN known_phones.e164 IS NOT NULL THEN 'phone' || CHR(31) || CHR(31) || known_phones.e164 "
        f"ELSE 'phone' || CHR(31) || uploads.shop || CHR(31) || {log}.phone_key END"
    )


def each_key(rows: str, keys: Sequence[str] = schema.KEYS) -> str:
    """SQL of all identifiers in the key columns of some rows."""
    return " UNION ".join(f"SELECT {key} AS identifier FROM {rows} WHERE {key} IS NOT NULL" for key in keys)


def _holds_any(identifiers: str) -> str:
    """SQL condition: a row has one of the identifiers of a table."""
    return " OR ".join(f"{key} IN (SELECT identifier FROM {identifiers})" for key in schema.KEYS)


# The view of members is asked once; most shops have none.
_STANDING_MEMBERS = f"""
CREATE OR REPLACE TEMP TABLE standing_members AS
SELECT
    members.email_key, {phone_key("members")} AS phone_key, members.id_key, members.alias_key,
    CAST(NULL AS VARCHAR) AS name_key,
    members.email, members.phone, members.name, members.country, members.region, members.city,
    members.upload_id, members.line_no
FROM members
{beside("members")}
WHERE EXISTS (FROM member_log)
"""

_NAMED = f"""
CREATE OR REPLACE TEMP VIEW named AS
SELECT {_KEYS}, ordered_at, 1 AS orders FROM orders
UNION ALL
SELECT {_KEYS}, ordered_at, 1 AS orders FROM current_orders
UNION ALL
SELECT {_KEYS}, NULL AS ordered_at, 0 AS orders FROM standing_members
"""

_SEEDS = f"""
CREATE OR REPLACE TEMP TABLE seeds AS
WITH former AS MATERIALIZED (
    SELECT {_KEYS} FROM orders SEMI JOIN touched_orders USING (shop, platform, order_id)
)
SELECT identifier FROM moved
UNION {each_key("former")}
UNION {each_key("current_orders")}
"""

_REMOVE_TOUCHED_ORDERS = """
DELETE FROM orders USING touched_orders AS t
WHERE orders.shop = t.shop AND orders.platform = t.platform AND orders.order_id = t.order_id
"""

_SEED_ROWS = f"""
CREATE OR REPLACE TEMP TABLE seed_rows AS
SELECT DISTINCT {_KEYS} FROM named WHERE {_holds_any("seeds")}
"""


def _shared() -> str:
    """Which of the seeds too many people use: met by too many others of one kind and scope, counted over everything."""
    counted = " UNION ALL ".join(
        f"""
        SELECT {kind}_key AS identifier FROM seed_rows
        WHERE {kind}_key IN (FROM seeds)
        GROUP BY {kind}_key, split_part({met}_key, CHR(31), 2) HAVING COUNT(DISTINCT {met}_key) > {most}
        """
        for (kind, met), most in identity_rules().most.items()
    )
    return f"CREATE OR REPLACE TEMP TABLE shared_seeds AS SELECT DISTINCT identifier FROM ({counted})"


# Whoever stands beside an identifier that joins again, no longer being shared or sealed off, is joined anew.
_REACHED = f"""
CREATE OR REPLACE TEMP TABLE reached AS
WITH joins_again AS (
    SELECT identifier FROM identities SEMI JOIN seeds USING (identifier)
    ANTI JOIN shared_seeds USING (identifier)
    WHERE shared
    UNION FROM moved
)
FROM seeds
UNION {each_key(f"(SELECT {_KEYS} FROM seed_rows WHERE {_holds_any('joins_again')})")}
"""

_AFFECTED = f"""
CREATE OR REPLACE TEMP TABLE affected AS
WITH theirs AS (
    SELECT identifier FROM identities
    SEMI JOIN (SELECT customer_key FROM identities SEMI JOIN reached USING (identifier)) AS t USING (customer_key)
    UNION FROM reached
),
sealed AS (
    SELECT identifier, MAX(split_id) AS split_id FROM splits WHERE undone_at IS NULL GROUP BY identifier
)
SELECT
    identifier,
    CAST(ROW_NUMBER() OVER () - 1 AS BIGINT) AS node,
    split_part(identifier, CHR(31), 1) AS kind,
    CASE split_part(identifier, CHR(31), 1) {_RANKS} END AS rank,
    CASE WHEN identifier IN (FROM seeds) THEN identifier IN (FROM shared_seeds) ELSE COALESCE(i.shared, FALSE) END
        AS shared,
    COALESCE(sealed.split_id, 0) AS split_id,
    i.customer_key AS former_key
FROM theirs
LEFT JOIN identities AS i USING (identifier)
LEFT JOIN sealed USING (identifier)
"""

_AFFECTED_ROWS = f"""
CREATE OR REPLACE TEMP TABLE affected_rows AS
SELECT ROW_NUMBER() OVER () AS row_no, *
FROM (
    SELECT {_KEYS}, SUM(orders) AS orders, MIN(ordered_at) AS first_seen
    FROM named WHERE {_holds_any("affected")} GROUP BY {_KEYS}
)
"""

_STOOD = f"""
CREATE OR REPLACE TEMP TABLE stood AS
SELECT r.row_no, r.orders, r.first_seen, a.node, a.shared, a.split_id
FROM (UNPIVOT (SELECT row_no, orders, first_seen, {_KEYS} FROM affected_rows)
    ON {_KEYS} INTO NAME kind VALUE identifier) AS r
JOIN affected AS a USING (identifier)
"""

# Stands for the person: the strongest identifier, then the earliest, then the first by letter. An alias stands for
# nobody.
_NEW_IDENTITIES = """
CREATE OR REPLACE TEMP TABLE new_identities AS
WITH counted AS (
    SELECT node, CAST(SUM(orders) AS BIGINT) AS orders, MIN(first_seen) AS first_seen FROM stood GROUP BY node
),
present AS (
    SELECT a.*, c.orders, c.first_seen, p.component
    FROM affected AS a JOIN counted AS c USING (node) JOIN components AS p USING (node)
),
leaders AS (
    SELECT
        component,
        ARG_MIN(identifier, ROW(rank, COALESCE(first_seen, TIMESTAMP 'infinity'), identifier)) AS customer_key,
        COUNT(former_key) = 0 AS is_new
    FROM present WHERE kind <> 'alias' GROUP BY component
)
SELECT
    identifier, kind,
    split_part(identifier, CHR(31), 2) AS scope,
    split_part(identifier, CHR(31), 3) AS value,
    leaders.customer_key, shared, orders, first_seen, leaders.is_new
FROM present LEFT JOIN leaders USING (component)
"""

_REPLACE_IDENTITIES = """
DELETE FROM identities USING affected AS a WHERE identities.identifier = a.identifier;
INSERT INTO identities BY NAME SELECT * EXCLUDE (is_new) FROM new_identities
"""


def _persons(rows: str) -> str:
    """SQL of some rows with ``person``: whose the strongest identifier is, one that is shared only after all others."""
    # The kind follows from the key, but said it keeps each join to its own part of the identities in memory.
    joins = " ".join(
        f"LEFT JOIN identities AS of_{kind} ON of_{kind}.identifier = r.{kind}_key AND of_{kind}.kind = '{kind}'"
        for kind in schema.IDENTIFIER_KINDS
    )
    own = [f"CASE WHEN NOT of_{kind}.shared THEN of_{kind}.customer_key END" for kind in schema.IDENTIFIER_KINDS]
    any_ = [f"of_{kind}.customer_key" for kind in schema.IDENTIFIER_KINDS]
    return f"SELECT r.*, COALESCE({', '.join(own + any_)}) AS person FROM {rows} AS r {joins}"


_REASSIGNED = f"""
CREATE OR REPLACE TEMP TABLE reassigned AS
SELECT place, order_no, person AS customer_key
FROM ({
    _persons(f"(SELECT rowid AS place, order_no, customer_key, {_KEYS} FROM orders WHERE {_holds_any('affected')})")
})
WHERE customer_key IS DISTINCT FROM person
"""

_RESOLVED_ROWS = f"CREATE OR REPLACE TEMP TABLE resolved_rows AS {_persons('affected_rows')}"
_RESOLVED_MEMBERS = "CREATE OR REPLACE TEMP TABLE resolved_members AS " + _persons(
    f"(FROM standing_members WHERE {_holds_any('affected')})"
)

# A customer's id is the bare e-mail, phone or platform id. Only where two people would share it (the same number in
# two shops) is the scope written behind it, and what it is matched by where that is not enough (a number and a name in
# one shop); therefore all keys with a touched bare value are refreshed together.
_TOUCHED_KEYS = """
CREATE OR REPLACE TEMP TABLE touched_keys AS
WITH changed AS (
    SELECT former_key AS customer_key FROM affected
    UNION SELECT person FROM resolved_rows
),
standing AS (
    SELECT customer_key, FALSE AS changed FROM customers
    UNION ALL
    SELECT customer_key, TRUE FROM changed WHERE customer_key IS NOT NULL
)
SELECT customer_key, split_part(customer_key, CHR(31), 3) AS bare, BOOL_OR(changed) AS changed
FROM standing
WHERE bare IN (SELECT split_part(customer_key, CHR(31), 3) FROM changed)
GROUP BY customer_key
"""

# A key is numbered once and keeps its number, whatever becomes of the person. Who ordered first comes first: whatever
# goes by the numbers, such as the sample that clusters are found in, is then the same for the same files.
_NUMBER_NEWCOMERS = """
INSERT INTO customer_numbers
SELECT
    newcomers.customer_key,
    former.most + ROW_NUMBER() OVER (ORDER BY newcomers.first_seen, newcomers.customer_key)
FROM (
    SELECT person AS customer_key, MIN(first_seen) AS first_seen
    FROM resolved_rows
    WHERE person IS NOT NULL
    GROUP BY person
) AS newcomers
ANTI JOIN customer_numbers USING (customer_key)
CROSS JOIN (SELECT COALESCE(MAX(customer_no), 0) AS most FROM customer_numbers) AS former
"""

_CUSTOMER_IDS = """
CREATE OR REPLACE TEMP TABLE customer_ids AS
WITH present AS (
    SELECT person AS customer_key FROM resolved_rows
    UNION SELECT customer_key FROM touched_keys WHERE NOT changed
),
parts AS (
    SELECT
        customer_key, customer_no, bare, changed,
        split_part(customer_key, CHR(31), 1) AS kind,
        COALESCE(NULLIF(split_part(customer_key, CHR(31), 2), ''), kind) AS scope
    FROM present
    JOIN touched_keys USING (customer_key)
    JOIN customer_numbers USING (customer_key)
)
SELECT
    customer_key, customer_no, changed,
    CASE
        WHEN COUNT(*) OVER (PARTITION BY bare) = 1 THEN bare
        WHEN COUNT(*) OVER (PARTITION BY bare, scope) = 1 THEN bare || ' (' || scope || ')'
        ELSE bare || ' (' || scope || ', ' || kind || ')'
    END AS customer_id
FROM parts
"""

_MOVE_ORDERS = """
UPDATE orders SET customer_key = r.customer_key, customer_id = NULL, customer_no = NULL
FROM reassigned AS r WHERE orders.rowid = r.place
"""
_MOVE_SOLD_LINES = """
UPDATE sold_lines SET customer_no = ids.customer_no
FROM reassigned AS r LEFT JOIN customer_ids AS ids USING (customer_key)
WHERE sold_lines.order_no = r.order_no
"""
_OF_PERSON = {
    "customer_id": "ids.customer_id",
    "customer_key": "o.person AS customer_key",
    "customer_no": "ids.customer_no",
}


def _insert(orders: str) -> str:
    """SQL that puts some orders in their place, each with its person."""
    columns = ", ".join(_OF_PERSON.get(column, f"o.{column}") for column in schema.ORDERS.column_names)
    return f"""
    INSERT INTO orders BY NAME
    SELECT {columns}
    FROM ({_persons(f"({orders})")}) AS o
    LEFT JOIN customer_ids AS ids ON ids.customer_key = o.person
    """


_NAME_AGAIN = """
UPDATE {table} SET customer_id = ids.customer_id, customer_no = ids.customer_no
FROM customer_ids AS ids
WHERE {table}.customer_key = ids.customer_key AND {table}.customer_id IS DISTINCT FROM ids.customer_id
"""

_IN_TIME = ", ".join(f"{name}, 'ASC NULLS LAST'" for name in ("ordered_at", "shop", "platform", "order_id"))
_REMOVE_CHANGED_CUSTOMERS = """
DELETE FROM customers USING touched_keys AS t WHERE customers.customer_key = t.customer_key AND t.changed
"""
# What is known of a person stands on her newest order. Only where that is silent on something that another order or the
# list of members says, all of them are gathered.
_PERSONAL = ("email", "phone", "name", "country", "region", "city")
_INSERT_CUSTOMERS = f"""
INSERT INTO customers BY NAME
WITH changed AS (
    SELECT customer_key, customer_id, customer_no FROM customer_ids WHERE changed
),
known AS (
    SELECT
        customer_key,
        STRING_AGG(kind, ', ' ORDER BY CASE kind {_RANKS} END) AS matched_by,
        CAST(SUM(identifiers) AS BIGINT) AS identifiers
    FROM (
        SELECT customer_key, kind, COUNT(*) AS identifiers
        FROM identities SEMI JOIN changed USING (customer_key) WHERE kind <> 'alias' GROUP BY customer_key, kind
    )
    GROUP BY customer_key
),
counted AS MATERIALIZED (
    SELECT
        customer_key,
        COUNT(*) FILTER (kind = 'sale') AS orders,
        MIN(ordered_at) FILTER (kind = 'sale') AS first_order_at,
        MAX(ordered_at) FILTER (kind = 'sale') AS last_order_at,
        ARG_MAX(struct_pack(place := place, filled := filled), newest) AS newest,
        BIT_OR(filled) AS filled
    FROM (
        SELECT
            customer_key, kind, ordered_at, rowid AS place, {filled(_PERSONAL)} AS filled,
            create_sort_key({_IN_TIME}) AS newest
        FROM orders SEMI JOIN changed USING (customer_key)
    )
    GROUP BY customer_key
),
told_elsewhere AS (
    SELECT customer_key FROM counted WHERE filled <> newest.filled
    UNION SELECT person FROM resolved_members
),
told AS (
    SELECT customer_key, {", ".join(_PERSONAL)}, create_sort_key({_IN_TIME}) AS newest
    FROM orders SEMI JOIN told_elsewhere USING (customer_key)
    UNION ALL
    -- What only the list of members knows.
    SELECT
        person, {", ".join(_PERSONAL)},
        '\\x00'::BLOB || create_sort_key(upload_id, 'ASC NULLS LAST', line_no, 'ASC NULLS LAST')
    FROM resolved_members
),
gathered AS (
    SELECT customer_key, {", ".join(f"ARG_MAX({name}, newest) AS {name}" for name in _PERSONAL)}
    FROM told GROUP BY customer_key
)
SELECT
    changed.customer_id, changed.customer_key, known.matched_by,
    {", ".join(f"COALESCE(o.{name}, gathered.{name}) AS {name}" for name in _PERSONAL)},
    COALESCE(counted.orders, 0) AS orders, counted.first_order_at, counted.last_order_at,
    known.identifiers, changed.customer_no
FROM changed
JOIN known USING (customer_key)
LEFT JOIN counted USING (customer_key)
LEFT JOIN orders AS o ON o.rowid = counted.newest.place
LEFT JOIN gathered USING (customer_key)
WHERE counted.customer_key IS NOT NULL OR gathered.customer_key IS NOT NULL
"""

_SCRATCH = (
    "standing_members", "seeds", "seed_rows", "shared_seeds", "reached", "affected", "affected_rows", "stood",
    "components", "new_identities", "reassigned", "resolved_rows", "resolved_members",
    "touched_keys", "customer_ids",
)  # fmt: skip


def refresh(cursor: duckdb.DuckDBPyConnection, whole_orders: str) -> int:
    """Put the touched orders, as they now are, in their place, and bring everybody up to date whom they concern.

    Args:
        cursor: Inside a transaction, with the temporary tables ``touched_orders`` (shop, platform, order_id),
            ``current_orders`` (those of them that stand, as far as people are told apart by them) and ``moved``
            (further identifiers that may join in another way than before).
        whole_orders: A SELECT of what is in ``current_orders`` with all its columns but for the customer.

    Returns:
        How many people of the touched orders were not known by any of their identifiers.
    """
    for statement in (_STANDING_MEMBERS, _NAMED, _SEEDS, _REMOVE_TOUCHED_ORDERS, _SEED_ROWS, _shared(), _REACHED):
        cursor.execute(statement)
    for statement in (_AFFECTED, _AFFECTED_ROWS, _STOOD):
        cursor.execute(statement)
    _join(cursor)
    for statement in (_NEW_IDENTITIES, _REPLACE_IDENTITIES, _REASSIGNED, _RESOLVED_ROWS):
        cursor.execute(statement)
    for statement in (_RESOLVED_MEMBERS, _TOUCHED_KEYS, _NUMBER_NEWCOMERS, _CUSTOMER_IDS):
        cursor.execute(statement)
    for statement in (_MOVE_ORDERS, _MOVE_SOLD_LINES, _insert(whole_orders), _REMOVE_CHANGED_CUSTOMERS):
        cursor.execute(statement)
    for table in ("orders", "customers", "identities"):
        cursor.execute(_NAME_AGAIN.format(table=table))
    cursor.execute(_INSERT_CUSTOMERS)
    newcomers = _newcomers(cursor)
    cursor.execute("DROP VIEW named")
    for table in _SCRATCH:
        cursor.execute(f"DROP TABLE {table}")
    return newcomers


def _join(cursor: duckdb.DuckDBPyConnection) -> None:
    """The connected components of the affected identifiers, as the temporary table ``components`` (node, component).

    Identifiers are joined through the rows on which they stand: each side of a split has the row to itself.
    """
    joined = cursor.execute("SELECT node, row_no, split_id FROM stood WHERE NOT shared").fetchnumpy()
    [(count,)] = cursor.execute("SELECT COUNT(*) FROM affected").fetchall()
    node = np.asarray(joined["node"], dtype=np.int64)
    side = pd.MultiIndex.from_arrays([joined["row_no"], joined["split_id"]])
    row, sides = pd.factorize(side)
    # Where nothing stands beside another, everything is by itself.
    component = np.arange(count) if len(sides) == len(node) else _components(node, count + row, int(count))
    found = pd.DataFrame({"node": np.arange(count), "component": component.astype(np.int64)})
    cursor.register("found_components", found)
    cursor.execute("CREATE OR REPLACE TEMP TABLE components AS FROM found_components")
    cursor.unregister("found_components")


def _components(node: np.ndarray, row: np.ndarray, count: int) -> np.ndarray:
    """The number of the component that each of ``count`` nodes is in, from edges between nodes and rows."""
    # Loading it takes a tenth of a second, which only an import should pay.
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    points = int(max(count, row.max(initial=-1) + 1))
    graph = coo_array((np.ones(len(node), dtype=bool), (node, row)), shape=(points, points))
    component: np.ndarray = connected_components(graph, directed=False)[1]
    return component[:count]


def _newcomers(cursor: duckdb.DuckDBPyConnection) -> int:
    """How many people with an order had no identifier that was known before; all their orders are touched ones."""
    row = cursor.execute("""
        SELECT COUNT(DISTINCT customer_key) FROM orders
        WHERE customer_key IN (SELECT customer_key FROM new_identities WHERE is_new)
    """).fetchone()
    return int(row[0]) if row else 0
