"""Mappings that were saved under a name: which column plays which role, for tables that no platform recognises."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import duckdb

from crm_analysis import schema
from crm_analysis.errors import InputRefused
from crm_analysis.rules.synonyms import spelling
from crm_analysis.store.store import Store

LONGEST_NAME = 80


@dataclass(frozen=True)
class SavedMapping:
    """How a table is read, as its owner confirmed it once.

    Args:
        name: What the owner calls it.
        kind: What the table holds, such as orders.
        headings: The table's headings.
        mapping: Role → heading.
        date_order: Day or month first; None where the dates tell by themselves.
        decimal: Point or comma; None where the amounts tell by themselves.
        currency: ISO 4217 code of amounts that carry none.
        timezone: IANA zone of the shop.
    """

    name: str
    kind: str
    headings: tuple[str, ...]
    mapping: Mapping[str, str]
    date_order: str | None = None
    decimal: str | None = None
    currency: str | None = None
    timezone: str | None = None

    @property
    def fingerprint(self) -> str:
        """By what its tables are known again."""
        return fingerprint(self.headings)


def fingerprint(headings: Sequence[str]) -> str:
    """The same for the same set of headings, whatever their order, case and accents."""
    written = "\n".join(sorted({spelling(heading) for heading in headings}))
    return hashlib.sha256(written.encode()).hexdigest()


def listing(store: Store) -> tuple[SavedMapping, ...]:
    """All saved mappings by name."""
    with store.cursor() as cursor:
        return _read(cursor, "ORDER BY name", {})


def named(store: Store, name: str) -> SavedMapping:
    """One saved mapping.

    Raises:
        InputRefused: There is none of this name.
    """
    with store.cursor() as cursor:
        return _named(cursor, name)


def save(store: Store, saved: SavedMapping) -> None:
    """Keep a mapping; one of the same name, or for the same headings, gives way to it.

    Raises:
        InputRefused: The name is blank or too long.
    """
    with store.labelling() as cursor:
        keep(cursor, saved, store.clock())


def keep(cursor: duckdb.DuckDBPyConnection, saved: SavedMapping, now: datetime) -> None:
    """Keep a mapping inside a transaction that does more than this; see :func:`save`.

    Args:
        cursor: Inside the transaction.
        saved: The mapping.
        now: The present moment in UTC.

    Raises:
        InputRefused: The name is blank or too long.
    """
    row = {
        "name": _sound(saved.name),
        "kind": saved.kind,
        "fingerprint": saved.fingerprint,
        "headings": json.dumps(saved.headings, ensure_ascii=False),
        "mapping": json.dumps(dict(saved.mapping), ensure_ascii=False),
        "date_order": saved.date_order,
        "decimal_mark": saved.decimal,
        "currency": saved.currency,
        "timezone": saved.timezone,
        "saved_at": now,
    }
    cursor.execute("DELETE FROM mappings WHERE name = ? OR fingerprint = ?", [row["name"], saved.fingerprint])
    places = ", ".join(f"${column}" for column in schema.MAPPINGS.column_names)
    cursor.execute(f"INSERT INTO mappings VALUES ({places})", row)


def rename(store: Store, name: str, new_name: str) -> None:
    """Call a saved mapping otherwise.

    Raises:
        InputRefused: There is none of this name, the new one is blank or too long, or another mapping has it.
    """
    new_name = _sound(new_name)
    with store.labelling() as cursor:
        _named(cursor, name)
        if new_name != name and _read(cursor, "WHERE name = $name", {"name": new_name}):
            raise InputRefused("There is a mapping {name} already. Choose another name.", name=new_name)
        cursor.execute("UPDATE mappings SET name = ? WHERE name = ?", [new_name, name])


def delete(store: Store, name: str) -> None:
    """Forget a saved mapping; what was imported with it stays.

    Raises:
        InputRefused: There is none of this name.
    """
    with store.labelling() as cursor:
        _named(cursor, name)
        cursor.execute("DELETE FROM mappings WHERE name = ?", [name])


def _sound(name: str) -> str:
    """A name without blanks around it."""
    sound = name.strip()
    if not 0 < len(sound) <= LONGEST_NAME:
        raise InputRefused(
            "A mapping needs a name of 1 to {most} characters; this one has {found}. Choose another.",
            most=LONGEST_NAME,
            found=len(sound),
        )
    return sound


def _named(cursor: duckdb.DuckDBPyConnection, name: str) -> SavedMapping:
    found = _read(cursor, "WHERE name = $name", {"name": name})
    if not found:
        names = ", ".join(saved.name for saved in _read(cursor, "ORDER BY name", {}))
        raise InputRefused("There is no saved mapping {name}. Saved are: {names}.", name=name, names=names or "-")
    return found[0]


def _read(cursor: duckdb.DuckDBPyConnection, clause: str, facts: dict[str, str]) -> tuple[SavedMapping, ...]:
    rows = cursor.execute(
        "SELECT name, kind, headings, mapping, date_order, decimal_mark, currency, timezone FROM mappings " + clause,
        facts,
    ).fetchall()
    return tuple(
        SavedMapping(name, kind, tuple(json.loads(headings)), json.loads(mapping), *rest)
        for name, kind, headings, mapping, *rest in rows
    )
