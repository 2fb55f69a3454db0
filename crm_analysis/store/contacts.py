"""Whom the shop contacted, as it notes it itself: one customer by hand, or everybody in a list that it takes away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import duckdb
import pandas as pd

from crm_analysis.errors import InputRefused
from crm_analysis.rules.exports import CONTACT_CHANNELS
from crm_analysis.store.customers import no_customer
from crm_analysis.store.store import Store

LONGEST_TEXT = 2000
LONGEST_CAMPAIGN = 100

_LONG_CAMPAIGN = "The name of the campaign has {length} letters. Write {longest} at most."
_LONG_TEXT = "What the contact is about has {length} letters. Write {longest} at most."
_NO_CHANNEL = "'{channel}' is no way to contact somebody. Choose among: {channels}."
_NO_CONTACT = "No contact {contact_id} was noted here. The profile of a customer names those that there are."
_NO_CAMPAIGN = "No contact of a campaign '{campaign}' was noted here."


@dataclass(frozen=True)
class Contact:
    """What is noted of a contact.

    Args:
        contacted_on: On which day it was.
        channel: By which way, one of ``CONTACT_CHANNELS``.
        campaign: Campaign of which it is part; empty: of none.
        text: What it is about; may be empty.

    Raises:
        InputRefused: The channel is none, or a text is too long.
    """

    contacted_on: date
    channel: str
    campaign: str = ""
    text: str = ""

    def __post_init__(self) -> None:
        if self.channel not in CONTACT_CHANNELS:
            raise InputRefused(_NO_CHANNEL, channel=self.channel, channels=", ".join(CONTACT_CHANNELS))
        for words, longest, sentence in (
            (self.campaign, LONGEST_CAMPAIGN, _LONG_CAMPAIGN),
            (self.text, LONGEST_TEXT, _LONG_TEXT),
        ):
            if len(words.strip()) > longest:
                raise InputRefused(sentence, length=len(words.strip()), longest=longest)


def add(store: Store, customer_id: str, contact: Contact) -> int:
    """Note a contact with one customer.

    Like a note it belongs to the identifier that stands for the person, so that it follows them.

    Returns:
        The number of the contact.

    Raises:
        UnknownCustomer: There is no such customer.
    """
    with store.noting() as cursor:
        if not _insert(cursor, contact, pd.Series([customer_id]), None, store.clock()):
            raise no_customer(customer_id)
        [(contact_id,)] = cursor.execute("SELECT MAX(contact_id) FROM contact_entries").fetchall()
    return int(contact_id)


def add_list(store: Store, customer_ids: pd.Series, contact: Contact, name: str) -> int:
    """Note a contact with everybody in a list; who was noted for the same campaign, day and channel is not again.

    Args:
        store: The store.
        customer_ids: Who.
        contact: The contact.
        name: The name of the list.

    Returns:
        How many contacts were noted.
    """
    with store.noting() as cursor:
        return _insert(cursor, contact, customer_ids, name, store.clock())


_INSERT = """
INSERT INTO contact_entries
SELECT
    (SELECT COALESCE(MAX(contact_id), 0) FROM contact_entries) + ROW_NUMBER() OVER (ORDER BY c.customer_no),
    c.customer_key, c.customer_id, $contacted_on, $channel, $campaign, $text, $list, $made_at
FROM customers AS c
SEMI JOIN contacted USING (customer_id)
WHERE $list IS NULL OR NOT EXISTS (
    FROM contact_entries AS e
    WHERE e.identifier = c.customer_key AND e.contacted_on = $contacted_on AND e.channel = $channel
        AND e.campaign IS NOT DISTINCT FROM $campaign
)
"""


def _insert(
    cursor: duckdb.DuckDBPyConnection, contact: Contact, customer_ids: pd.Series, name: str | None, now: datetime
) -> int:
    """Note a contact with each of some customers; how many were noted."""
    cursor.register("contacted", pd.DataFrame({"customer_id": customer_ids}))
    [(noted,)] = cursor.execute(
        _INSERT,
        {
            "contacted_on": contact.contacted_on,
            "channel": contact.channel,
            "campaign": contact.campaign.strip() or None,
            "text": contact.text.strip() or None,
            "list": name,
            "made_at": now,
        },
    ).fetchall()
    return int(noted)


def delete(store: Store, contact_id: int) -> None:
    """Delete a contact that was noted here, for good.

    Raises:
        InputRefused: There is no such contact.
    """
    with store.noting() as cursor:
        if not _deleted(cursor, "contact_id", contact_id):
            raise InputRefused(_NO_CONTACT, contact_id=contact_id)


def delete_campaign(store: Store, campaign: str) -> int:
    """Delete every contact that was noted here under a campaign; what uploads tell stays.

    Returns:
        How many were deleted.

    Raises:
        InputRefused: There is none.
    """
    with store.noting() as cursor:
        deleted = _deleted(cursor, "campaign", campaign.strip())
        if not deleted:
            raise InputRefused(_NO_CAMPAIGN, campaign=campaign)
    return deleted


def _deleted(cursor: duckdb.DuckDBPyConnection, column: str, value: int | str) -> int:
    """Delete the entries of which a column says this; how many there were."""
    [(count,)] = cursor.execute(f"DELETE FROM contact_entries WHERE {column} = ?", [value]).fetchall()
    return int(count)
