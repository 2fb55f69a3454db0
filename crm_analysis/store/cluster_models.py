"""Clusters that were saved under a name: plain numbers by which customers are scored the same way again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import duckdb

from crm_analysis import schema
from crm_analysis.errors import InputRefused
from crm_analysis.store.store import Store

LONGEST_NAME = 80


@dataclass(frozen=True)
class SavedClusters:
    """One saved set of clusters.

    Args:
        name: What its owner calls it.
        sales: gross or net: which sales its monetary feature is of.
        numbers: The model: scale, centres, names and seed.
    """

    name: str
    sales: str
    numbers: Mapping[str, Any]


def listing(store: Store) -> tuple[SavedClusters, ...]:
    """All saved clusters by name."""
    with store.cursor() as cursor:
        return _read(cursor)


def named(store: Store, name: str) -> SavedClusters:
    """The clusters saved under a name.

    Raises:
        InputRefused: There are none of this name.
    """
    with store.cursor() as cursor:
        return _named(cursor, name)


def save(store: Store, saved: SavedClusters) -> None:
    """Keep clusters; those saved under the same name give way.

    Raises:
        InputRefused: The name is blank or too long.
    """
    name = saved.name.strip()
    if not 0 < len(name) <= LONGEST_NAME:
        raise InputRefused(
            "Saved clusters need a name of 1 to {most} characters; this one has {found}. Choose another.",
            most=LONGEST_NAME,
            found=len(name),
        )
    row = {
        "name": name,
        "sales": saved.sales,
        "model": json.dumps(saved.numbers, ensure_ascii=False),
        "saved_at": store.clock(),
    }
    places = ", ".join(f"${column}" for column in schema.CLUSTER_MODELS.column_names)
    with store.writing() as cursor:
        cursor.execute("DELETE FROM cluster_models WHERE name = ?", [name])
        cursor.execute(f"INSERT INTO cluster_models VALUES ({places})", row)


def delete(store: Store, name: str) -> None:
    """Forget saved clusters.

    Raises:
        InputRefused: There are none of this name.
    """
    with store.writing() as cursor:
        _named(cursor, name)
        cursor.execute("DELETE FROM cluster_models WHERE name = ?", [name])


def _named(cursor: duckdb.DuckDBPyConnection, name: str) -> SavedClusters:
    kept = _read(cursor)
    for saved in kept:
        if saved.name == name:
            return saved
    raise InputRefused(
        "There are no saved clusters {name}. Saved are: {names}.",
        name=name,
        names=", ".join(saved.name for saved in kept) or "-",
    )


def _read(cursor: duckdb.DuckDBPyConnection) -> tuple[SavedClusters, ...]:
    rows = cursor.execute("SELECT name, sales, model FROM cluster_models ORDER BY name").fetchall()
    return tuple(SavedClusters(name, sales, json.loads(model)) for name, sales, model in rows)
