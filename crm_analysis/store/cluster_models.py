"""Clusters that were saved under a name: plain numbers by which customers are scored the same way again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import duckdb

from crm_analysis import schema
from crm_analysis.conditions import written
from crm_analysis.conditions.kinds import Clustered
from crm_analysis.conditions.names import cluster_in
from crm_analysis.conditions.tree import conditions
from crm_analysis.errors import InputRefused, UnknownSegment
from crm_analysis.store import nearest
from crm_analysis.store.closest import closest
from crm_analysis.store.store import Store

LONGEST_NAME = 80

_UNKNOWN = "There are no saved clusters '{model}'. The closest of those that there are: {names}."
_NO_CLUSTER = "The saved clusters {model} have no cluster '{found}'. Take a number from 1 to {k}."
_IN_USE = "The saved clusters {name} are part of the segment {segment}. Change that segment, or delete it, first."
_TOO_FEW = "The segment {segment} is of cluster {cluster} of {name}, which would go. Choose another name."


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

    @property
    def k(self) -> int:
        """How many clusters."""
        return len(self.numbers.get("centres", ()))


def refresh(cursor: duckdb.DuckDBPyConnection) -> None:
    """Bring ``customer_clusters`` up to date.

    Args:
        cursor: Inside a transaction, orders and customers being up to date.
    """
    cursor.execute("DELETE FROM customer_clusters")
    _score(cursor, _read(cursor))


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
    """Keep clusters, and score all customers by them; those saved under the same name give way.

    Raises:
        InputRefused: The name is blank or too long, or a segment is of a cluster that would go.
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
    with store.labelling() as cursor:
        for segment, cluster in _uses(cursor, name):
            if cluster and int(cluster) > saved.k:
                raise InputRefused(_TOO_FEW, segment=segment, cluster=cluster, name=name)
        _forget(cursor, name)
        cursor.execute(f"INSERT INTO cluster_models VALUES ({places})", row)
        _score(cursor, [replace(saved, name=name)])


def delete(store: Store, name: str) -> None:
    """Forget saved clusters.

    Raises:
        InputRefused: There are none of this name, or a saved segment is of them.
    """
    with store.labelling() as cursor:
        _named(cursor, name)
        for segment, _cluster in _uses(cursor, name):
            raise InputRefused(_IN_USE, name=name, segment=segment)
        _forget(cursor, name)


def clusters(saved: SavedClusters) -> Iterator[Clustered]:
    """Those who are in each of saved clusters."""
    for number in range(1, saved.k + 1):
        yield Clustered(saved.name, (str(number),))


def meant(cursor: duckdb.DuckDBPyConnection, text: str) -> Clustered:
    """The cluster that somebody means by cluster:Spring:2.

    Raises:
        UnknownSegment: There are no such saved clusters, or they have no cluster of this number.
    """
    model, number = cluster_in(text)
    return checked(cursor, model or number, (number,))


def checked(cursor: duckdb.DuckDBPyConnection, model: str, numbers: tuple[str, ...] = ()) -> Clustered:
    """Those who are in some clusters of saved ones, or in any.

    Raises:
        UnknownSegment: There are no such saved clusters, or they have no cluster of one of its numbers.
    """
    known = {saved.name: saved.k for saved in _read(cursor)}
    if model not in known:
        raise UnknownSegment(_UNKNOWN, model=model, names=closest(model, known))
    for found in numbers:
        if found not in map(str, range(1, known[model] + 1)):
            raise UnknownSegment(_NO_CLUSTER, model=model, found=found, k=known[model])
    return Clustered(model, numbers)


def _uses(cursor: duckdb.DuckDBPyConnection, name: str) -> Iterator[tuple[str, str]]:
    """The saved segments that are of these clusters: their names, and of which cluster; a blank for any."""
    for segment, rule in cursor.execute("SELECT name, rule FROM saved_segments ORDER BY name").fetchall():
        for condition in conditions(written.from_json(rule)):
            if isinstance(condition, Clustered) and condition.model == name:
                yield from ((segment, cluster) for cluster in condition.among or ("",))


def _forget(cursor: duckdb.DuckDBPyConnection, name: str) -> None:
    cursor.execute("DELETE FROM cluster_models WHERE name = ?", [name])
    cursor.execute("DELETE FROM customer_clusters WHERE model = ?", [name])


def _score(cursor: duckdb.DuckDBPyConnection, models: Sequence[SavedClusters]) -> None:
    if cursor.execute("SELECT 1 FROM customers LIMIT 1").fetchone():
        for saved in models:
            nearest.score(cursor, saved.name, saved.sales, saved.numbers)


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
