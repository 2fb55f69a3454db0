"""The addresses at which other programs fetch a list that is fresh every time, each with a token of its own."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass

import duckdb
import pandas as pd

from crm_analysis.errors import InputRefused
from crm_analysis.store.store import Store

LONGEST_NAME = 80
TOKEN_BYTES = 32
"""So many that nobody guesses one: there is no need to make the hash slow."""


@dataclass(frozen=True)
class Feed:
    """One address.

    Args:
        feed_id: Its number, which is part of the address.
        name: What its owner calls it.
        list: Which customers, as the command export names them.
        layout: For which tool it is written.
        unknown_consent: What becomes of people whose consent is unknown.
    """

    feed_id: int
    name: str
    list: str
    layout: str
    unknown_consent: str


def path(feed_id: int) -> str:
    """Where the feed is found, below the app's own address."""
    return f"/feeds/{feed_id}.csv"


def open_feed(store: Store, name: str, list: str, layout: str, unknown_consent: str) -> tuple[Feed, str]:
    """Open an address.

    Args:
        store: Whose customers.
        name: What its owner calls it.
        list: Which customers, as the command export names them.
        layout: For which tool it is written.
        unknown_consent: What becomes of people whose consent is unknown.

    Returns:
        The feed, and its token, which is told this once.

    Raises:
        InputRefused: The name is blank or too long.
    """
    name = name.strip()
    if not 0 < len(name) <= LONGEST_NAME:
        raise InputRefused(
            "A feed needs a name of 1 to {most} characters; this one has {found}. Name the program that fetches it.",
            most=LONGEST_NAME,
            found=len(name),
        )
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with store.noting() as cursor:
        newest = cursor.execute("SELECT COALESCE(MAX(feed_id), 0) FROM feeds").fetchone()
        feed = Feed(int(newest[0]) + 1 if newest else 1, name, list, layout, unknown_consent)
        cursor.execute(
            """
            INSERT INTO feeds BY NAME
            SELECT
                $feed_id AS feed_id, $name AS name, $token_hash AS token_hash, $list AS list, $layout AS layout,
                $unknown_consent AS unknown_consent, CAST($made_at AS TIMESTAMP) AS made_at
            """,
            {**vars(feed), "token_hash": _hash(token), "made_at": store.clock()},
        )
    return feed, token


def close_feed(store: Store, feed_id: int) -> None:
    """Close an address for good: from now on its token opens nothing.

    Raises:
        InputRefused: There is no open feed of this number.
    """
    with store.noting() as cursor:
        closed = cursor.execute(
            "UPDATE feeds SET revoked_at = ? WHERE feed_id = ? AND revoked_at IS NULL RETURNING feed_id",
            [store.clock(), feed_id],
        ).fetchall()
    if not closed:
        raise InputRefused(
            "There is no open feed {number}. The command feeds lists those that there are.", number=feed_id
        )


def opened_by(store: Store, feed_id: int, token: str) -> Feed | None:
    """The open feed that a token opens; None for a wrong token, another number and a closed feed alike."""
    with store.cursor() as cursor:
        rows = _open_feeds(cursor)
    said = _hash(token)
    matches = [feed for feed, token_hash in rows if hmac.compare_digest(said, token_hash)]
    return next((feed for feed in matches if feed.feed_id == feed_id), None)


def listing(store: Store) -> pd.DataFrame:
    """All feeds, the newest first: the columns of the table but the hash, then ``fetched, last_fetched_at``."""
    with store.cursor() as cursor:
        return cursor.execute("""
            SELECT feeds.* EXCLUDE (token_hash), COUNT(exports.export_id) AS fetched,
                MAX(exports.made_at) AS last_fetched_at
            FROM feeds
            LEFT JOIN exports ON exports.feed_id = feeds.feed_id
            GROUP BY ALL
            ORDER BY feeds.feed_id DESC
        """).df()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _open_feeds(cursor: duckdb.DuckDBPyConnection) -> list[tuple[Feed, str]]:
    rows = cursor.execute(
        "SELECT feed_id, name, list, layout, unknown_consent, token_hash FROM feeds WHERE revoked_at IS NULL"
    ).fetchall()
    return [(Feed(*told), token_hash) for *told, token_hash in rows]
