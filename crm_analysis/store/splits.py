"""A wrong join undone by hand: identifiers that are another person's from now on, whatever later uploads say.

The identifiers of one split are a sealed group: they are joined among themselves, and with nothing else. Where one is
split off twice, the later split counts.
"""

from __future__ import annotations

from collections.abc import Collection

import duckdb
import pandas as pd

from crm_analysis import schema
from crm_analysis.errors import InputRefused
from crm_analysis.store import derived
from crm_analysis.store.customers import no_customer
from crm_analysis.store.store import Store

_SEALED = "SELECT identifier FROM splits WHERE split_id = $split_id"


def split(store: Store, customer_id: str, identifiers: Collection[str], note: str = "") -> int:
    """Take some identifiers off a customer; they and the orders that they lead to are another person's.

    Args:
        store: The store.
        customer_id: On whom.
        identifiers: As in ``schema.IDENTITIES``, or their bare values where these are clear.
        note: Why.

    Returns:
        The number of the split.

    Raises:
        UnknownCustomer: There is no such customer.
        InputRefused: An identifier is not the customer's, or none would be left.
    """
    with store.writing() as cursor:
        theirs = _identifiers_of(cursor, customer_id)
        chosen = {_found(theirs, identifier, customer_id) for identifier in identifiers}
        if not chosen or len(chosen) == len(theirs):
            raise InputRefused(
                "{customer}: name some of its {count} identifiers, but not all: each side must keep something.",
                customer=customer_id,
                count=len(theirs),
            )
        [(split_id,)] = cursor.execute("SELECT COALESCE(MAX(split_id), 0) + 1 FROM splits").fetchall()
        cursor.executemany(
            "INSERT INTO splits VALUES (?, ?, ?, ?, ?, NULL)",
            [(split_id, customer_id, identifier, note or None, store.clock()) for identifier in sorted(chosen)],
        )
        derived.refresh_people(cursor, _SEALED, {"split_id": split_id})
    return int(split_id)


def rejoin(store: Store, split_id: int) -> None:
    """Take a split back: its identifiers are joined again as the uploads say.

    Raises:
        InputRefused: There is no such split, or it is taken back already.
    """
    with store.writing() as cursor:
        standing = cursor.execute(
            "SELECT COUNT(*) FROM splits WHERE split_id = ? AND undone_at IS NULL", [split_id]
        ).fetchall()
        if standing == [(0,)]:
            raise InputRefused(
                "There is no standing split {split_id}. The list of splits names those that there are.",
                split_id=split_id,
            )
        cursor.execute("UPDATE splits SET undone_at = ? WHERE split_id = ?", [store.clock(), split_id])
        derived.refresh_people(cursor, _SEALED, {"split_id": split_id})


def listing(store: Store) -> pd.DataFrame:
    """All splits, newest first, one row an identifier: the columns of ``schema.SPLITS``."""
    with store.cursor() as cursor:
        return cursor.execute(
            f"SELECT {', '.join(schema.SPLITS.column_names)} FROM splits ORDER BY split_id DESC, identifier"
        ).df()


def _identifiers_of(cursor: duckdb.DuckDBPyConnection, customer_id: str) -> dict[str, str]:
    """Identifier → bare value."""
    rows = cursor.execute(
        """
        SELECT identifier, value FROM identities JOIN customers USING (customer_key)
        WHERE customers.customer_id = ? AND kind <> 'alias' ORDER BY identifier
        """,
        [customer_id],
    ).fetchall()
    if not rows:
        raise no_customer(customer_id)
    return dict(rows)


def _found(theirs: dict[str, str], named: str, customer_id: str) -> str:
    """The identifier that is meant, by itself or by its bare value."""
    meant = [identifier for identifier, value in theirs.items() if named in (identifier, value)]
    if len(meant) != 1:
        raise InputRefused(
            "{customer} has {count} identifiers '{named}'. Name one of: {identifiers}.",
            customer=customer_id,
            count=len(meant),
            named=named,
            identifiers=", ".join(sorted(set(theirs.values()))),
        )
    return meant[0]
