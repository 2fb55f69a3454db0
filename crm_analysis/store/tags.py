"""The tags of customers: worked out of the log by questions, and given or taken by hand.

The computed ones hang on all customers, as tiers and segments are places among them: every change works all of them out
anew, one question after the other, so that no more than one stands in memory.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import duckdb
import pandas as pd

from crm_analysis import schema
from crm_analysis.conditions.kinds import Tagged
from crm_analysis.conditions.names import TAG
from crm_analysis.engines.query import Query, Value
from crm_analysis.errors import InputRefused, UnknownSegment
from crm_analysis.rules.churn import churn_rules
from crm_analysis.rules.tags import tag_rules
from crm_analysis.store.closest import closest
from crm_analysis.store.customers import no_customer
from crm_analysis.store.rates import reported_in
from crm_analysis.store.store import Store

COMPUTED = ("origin_tags", "member_tags", "state_tags", "favourite_tags", "habit_tags", "segment_tags")
"""The questions that work tags out."""
BY_HAND = "given_tags"
GIVEN = "yes"
"""The only value of a tag that was given by hand."""

_NO_TAG = "A tag needs a name of one line. Write one."
_UNKNOWN_TAG = "There is no tag '{tag}'. The closest of those that there are: {names}."
_UNKNOWN_VALUE = "Nobody has the value '{value}' of the tag {tag}. The closest of its values: {names}."
_COMPUTED_NAME = "{tag} is a tag that is worked out, nobody gives it. Choose another name."


def refresh(cursor: duckdb.DuckDBPyConnection) -> None:
    """Bring ``customer_tags`` up to date.

    Args:
        cursor: Inside a transaction, all else that is derived being up to date.
    """
    looked = _looked(cursor)
    cursor.execute("DELETE FROM customer_tags")
    for question in (*COMPUTED, BY_HAND):
        _insert(cursor, Query(question, looked))


def give(store: Store, customer_ids: Collection[str], tag: str, note: str = "") -> int:
    """Give customers a tag by hand; whoever has it already keeps it since then.

    Args:
        store: The store.
        customer_ids: To whom.
        tag: Its name.
        note: Why.

    Returns:
        How many did not have it.

    Raises:
        UnknownCustomer: One of them is not there.
        InputRefused: The name is blank or that of a computed tag.
    """
    named = _name(tag)
    return _write(store, customer_ids, named, _KEYS_WITHOUT, given=True, note=note)


def take(store: Store, customer_ids: Collection[str], tag: str, note: str = "") -> int:
    """Take a tag that was given by hand from customers.

    Returns:
        How many had it.

    Raises:
        UnknownCustomer: One of them is not there.
        InputRefused: The name is blank or that of a computed tag.
    """
    named = _name(tag)
    return _write(store, customer_ids, named, _KEYS_WITH, given=False, note=note)


def names(store: Store) -> list[str]:
    """The tags that somebody has by hand, by letter."""
    with store.cursor() as cursor:
        found = cursor.execute("SELECT DISTINCT tag FROM customer_tags ORDER BY tag").fetchall()
    return [tag for (tag,) in found if tag not in tag_rules().tags]


def meant(cursor: duckdb.DuckDBPyConnection, text: str) -> Tagged:
    """The tag, or the value of one, that somebody means by tag:member_level or tag:member_level=gold.

    Raises:
        UnknownSegment: There is no such tag, or nobody has that value of it.
    """
    said = text.removeprefix(TAG)
    known = _known(cursor)
    # A name given by hand may hold the sign itself.
    tag = next((tag for tag in sorted(known, key=len, reverse=True) if said == tag or said.startswith(f"{tag}=")), None)
    return checked(cursor, said.partition("=")[0]) if tag is None else checked(cursor, tag, _after(said, f"{tag}="))


def checked(cursor: duckdb.DuckDBPyConnection, tag: str, value: str | None = None) -> Tagged:
    """Those who have a tag, or one value of it.

    Raises:
        UnknownSegment: There is no such tag, or nobody has that value of it and its rule names none such.
    """
    known = _known(cursor)
    if tag not in known:
        raise UnknownSegment(_UNKNOWN_TAG, tag=tag, names=closest(tag, known))
    if value is None:
        return Tagged(tag)
    found = cursor.execute("SELECT DISTINCT value FROM customer_tags WHERE tag = ?", [tag]).fetchall()
    computed = tag_rules().tags.get(tag)
    values = {value for (value,) in found} | set(computed.values if computed else (GIVEN,))
    if value not in values:
        raise UnknownSegment(_UNKNOWN_VALUE, value=value, tag=tag, names=closest(value, values))
    return Tagged(tag, (value,))


def log(store: Store) -> pd.DataFrame:
    """What was given and taken by hand, newest first: the columns of ``schema.TAG_LOG`` but for the identifier."""
    shown = [name for name in schema.TAG_LOG.column_names if name != "identifier"]
    with store.cursor() as cursor:
        return cursor.execute(f"SELECT {', '.join(shown)} FROM tag_log ORDER BY entry DESC").df()


# A tag is given to the identifier that stands for the person, and taken from each of theirs that has it.
_KEYS_WITHOUT = """
SELECT customers.customer_id, customers.customer_key AS identifier
FROM customers
SEMI JOIN named USING (customer_id)
ANTI JOIN (SELECT customer_id FROM customer_tags WHERE tag = $tag) AS tagged USING (customer_id)
"""
_KEYS_WITH = """
SELECT identities.customer_id, identities.identifier
FROM identities
SEMI JOIN named USING (customer_id)
SEMI JOIN (
    SELECT identifier FROM tag_log WHERE tag = $tag GROUP BY identifier HAVING ARG_MAX(given, entry)
) AS tagged USING (identifier)
"""


def _write(store: Store, customer_ids: Collection[str], tag: str, keys: str, *, given: bool, note: str) -> int:
    with store.labelling() as cursor:
        _find(cursor, customer_ids)
        changed = cursor.execute(
            f"""
            INSERT INTO tag_log
            WITH keys AS ({keys}),
            former AS (SELECT COALESCE(MAX(entry), 0) AS entry FROM tag_log)
            SELECT
                former.entry + ROW_NUMBER() OVER (ORDER BY keys.customer_id, keys.identifier),
                keys.identifier, keys.customer_id, $tag, $given, $note, $made_at
            FROM keys CROSS JOIN former
            RETURNING customer_id
            """,
            {"tag": tag, "given": given, "note": note or None, "made_at": store.clock()},
        ).fetchall()
        cursor.execute("DROP TABLE named")
        _refresh_given(cursor)
    return len(set(changed))


def _known(cursor: duckdb.DuckDBPyConnection) -> set[str]:
    """Tags that are worked out or have ever been given, whether anybody has them or not."""
    return {*tag_rules().tags, *(tag for (tag,) in cursor.execute("SELECT DISTINCT tag FROM tag_log").fetchall())}


def _after(text: str, start: str) -> str | None:
    return text.removeprefix(start) if text.startswith(start) else None


def _find(cursor: duckdb.DuckDBPyConnection, customer_ids: Collection[str]) -> None:
    """The customers named, as the temporary table ``named``."""
    cursor.register("named_ids", pd.DataFrame({"customer_id": sorted(customer_ids)}, dtype="str"))
    cursor.execute("CREATE OR REPLACE TEMP TABLE named AS SELECT DISTINCT customer_id FROM named_ids")
    cursor.unregister("named_ids")
    unknown = cursor.execute("SELECT MIN(customer_id) FROM named ANTI JOIN customers USING (customer_id)").fetchone()
    if unknown and unknown[0] is not None:
        raise no_customer(unknown[0])


def _name(tag: str) -> str:
    """The name as it is kept."""
    named = tag.strip()
    if not named or "\n" in named:
        raise InputRefused(_NO_TAG)
    if named in tag_rules().tags:
        raise InputRefused(_COMPUTED_NAME, tag=named)
    return named


def _refresh_given(cursor: duckdb.DuckDBPyConnection) -> None:
    """The tags given by hand anew, the computed ones left as they are."""
    computed = ", ".join(f"'{tag}'" for tag in tag_rules().tags)
    cursor.execute(f"DELETE FROM customer_tags WHERE tag NOT IN ({computed})")
    _insert(cursor, Query(BY_HAND))


def _insert(cursor: duckdb.DuckDBPyConnection, query: Query) -> None:
    """Add what a question answers; a table has no order, and sorting it would take a fifth of the time."""
    rows, _order_by, _keys = query.sql.rpartition("\nORDER BY ")
    cursor.execute(f"INSERT INTO customer_tags {rows}", query.bound)


def _looked(cursor: duckdb.DuckDBPyConnection) -> Mapping[str, Value]:
    """Everything seen, from the day after the last order, in the currency that the store reports in."""
    return {
        **churn_rules().thresholds,
        **tag_rules().thresholds,
        "free_orders": "ignore",
        "scheme": "grid",
        "sales": "gross",
        "report_in": reported_in(cursor),
    }
