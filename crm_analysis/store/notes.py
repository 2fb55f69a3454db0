"""What the shop notes of a customer by hand; it follows the person, and is gone when it is deleted."""

from __future__ import annotations

import pandas as pd

from crm_analysis.errors import InputRefused
from crm_analysis.store.customers import no_customer
from crm_analysis.store.store import Store

LONGEST = 2000

_BLANK = "A note needs some words. Write them."
_TOO_LONG = "The note has {length} letters. Write {longest} at most."
_NO_NOTE = "There is no note {note_id}. The profile of a customer names those that there are."


def add(store: Store, customer_id: str, text: str) -> int:
    """Note something of a customer.

    It belongs to the identifier that stands for the person: whoever has it has the note, however people are joined.

    Args:
        store: The store.
        customer_id: Of whom.
        text: What to note.

    Returns:
        The number of the note.

    Raises:
        InputRefused: It is blank or too long.
        UnknownCustomer: There is no such customer.
    """
    noted = text.strip()
    if not noted:
        raise InputRefused(_BLANK)
    if len(noted) > LONGEST:
        raise InputRefused(_TOO_LONG, length=len(noted), longest=LONGEST)
    with store.noting() as cursor:
        key = cursor.execute("SELECT customer_key FROM customers WHERE customer_id = ?", [customer_id]).fetchone()
        if key is None:
            raise no_customer(customer_id)
        [(note_id,)] = cursor.execute("SELECT COALESCE(MAX(note_id), 0) + 1 FROM customer_notes").fetchall()
        cursor.execute(
            "INSERT INTO customer_notes VALUES (?, ?, ?, ?, ?)", [note_id, key[0], customer_id, noted, store.clock()]
        )
    return int(note_id)


def delete(store: Store, note_id: int) -> None:
    """Delete a note for good: it may say what nobody should keep.

    Raises:
        InputRefused: There is no such note.
    """
    with store.noting() as cursor:
        if not cursor.execute("DELETE FROM customer_notes WHERE note_id = ? RETURNING note_id", [note_id]).fetchall():
            raise InputRefused(_NO_NOTE, note_id=note_id)


def of_customer(store: Store, customer_id: str) -> pd.DataFrame:
    """What is noted of a customer, newest first: ``note_id, text, made_at`` (UTC)."""
    with store.cursor() as cursor:
        return cursor.execute(
            """
            SELECT note_id, text, made_at
            FROM customer_notes
            SEMI JOIN (SELECT identifier FROM identities WHERE customer_id = ?) AS theirs USING (identifier)
            ORDER BY note_id DESC
            """,
            [customer_id],
        ).df()
