"""Segments that were saved under a name: the rule, and what a name, a link or a command means by one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import duckdb

from crm_analysis.conditions import nesting, written
from crm_analysis.conditions.kinds import Clustered, Saved, Scored
from crm_analysis.conditions.names import CLUSTER, TAG
from crm_analysis.conditions.tree import Rule, conditions
from crm_analysis.errors import InputRefused, UnknownSegment
from crm_analysis.rules.segments import schemes
from crm_analysis.store import cluster_models, tags
from crm_analysis.store.closest import closest
from crm_analysis.store.store import Store

LONGEST_NAME = 80
BETWEEN = ":"
"""Stands between a segment map and its segment: eight:important_value."""
EVERYBODY = "everybody"

_IN_USE = "The segment {name} is part of the segment {segment}. Change that segment, or forget it, first."


@dataclass(frozen=True)
class SavedSegment:
    """One segment as its owner saved it.

    Args:
        name: What the owner calls it.
        rule: Of whom it is.
        created_at: When it was first saved, UTC.
        changed_at: When it was last saved, UTC.
    """

    name: str
    rule: Rule
    created_at: datetime
    changed_at: datetime


def listing(store: Store) -> tuple[SavedSegment, ...]:
    """All saved segments by name."""
    with store.cursor() as cursor:
        return tuple(_read(cursor))


def save(store: Store, name: str, rule: Rule) -> str:
    """Keep a rule under a name; one of the same name gives way to it.

    Returns:
        The name without blanks around it.

    Raises:
        InputRefused: The name is blank, too long, or means something else already; the rule names clusters or
            segments that are not there, or contains itself.
    """
    name = _sound(name)
    with store.labelling() as cursor:
        _checked(cursor, rule, name)
        found = cursor.execute("SELECT created_at FROM saved_segments WHERE name = ?", [name]).fetchone()
        now = store.clock()
        cursor.execute("DELETE FROM saved_segments WHERE name = ?", [name])
        cursor.execute(
            "INSERT INTO saved_segments VALUES (?, ?, ?, ?)",
            [name, written.to_json(rule), found[0] if found else now, now],
        )
    return name


def delete(store: Store, name: str) -> None:
    """Forget a saved segment.

    Raises:
        UnknownSegment: There is none of this name.
        InputRefused: Another saved segment is of it.
    """
    with store.labelling() as cursor:
        for other in _read(cursor):
            if Saved(name) in conditions(other.rule):
                raise InputRefused(_IN_USE, name=name, segment=other.name)
        if cursor.execute("DELETE FROM saved_segments WHERE name = ? RETURNING name", [name]).fetchone() is None:
            raise _unknown(name, _saved_names(cursor))


def rule_named(store: Store, name: str) -> Rule | None:
    """The rule of a saved segment; none where there is no segment of this name."""
    with store.cursor() as cursor:
        return _named(cursor, name)


def meant(store: Store, text: str) -> Rule:
    """The rule that somebody means by a text.

    Args:
        store: Where segments are saved.
        text: The name of a saved segment; a segment of RFM such as champions or eight:important_value; a tag or one
            value of it, such as tag:member_level or tag:member_level=gold; a cluster of a saved model, such as
            cluster:Spring:2; a rule as JSON; or a rule as an address holds it.

    Raises:
        UnknownSegment: It is none of these.
        InputRefused: It is a rule that cannot be read.
    """
    with store.cursor() as cursor:
        if text.startswith(written.PACKED):
            return _checked(cursor, written.unpacked(text))
        if text.lstrip().startswith("{"):
            return _checked(cursor, written.from_json(text))
        rule = _named(cursor, text) or _scored(text)
        if rule is None and text.startswith(TAG):
            rule = tags.meant(cursor, text)
        if rule is None and text.startswith(CLUSTER):
            rule = cluster_models.meant(cursor, text)
        if rule is None:
            raise _unknown(text, [*_saved_names(cursor), *_names_of_rfm(whole=BETWEEN in text)])
        return rule


def of_list(store: Store, name: str) -> Rule | None:
    """The rule of a list that the store alone knows; none of everybody and segments of RFM, which are scored anew.

    Args:
        store: Where segments are saved.
        name: Such as everybody, grid:champions, or whatever ``meant`` takes.

    Raises:
        UnknownSegment: There is no list of this name.
        InputRefused: It is a rule that cannot be read.
    """
    rule = rule_named(store, name)
    if rule is None and (name.rpartition(BETWEEN)[2] == EVERYBODY or _scored(name)):
        return None
    return unfolded(store, rule or meant(store, name))


def unfolded(store: Store, rule: Rule) -> Rule:
    """The rule with those of the saved segments that it speaks of in their places: what can be compiled.

    Raises:
        UnknownSegment: One of them is not there.
    """
    with store.cursor() as cursor:
        return nesting.unfolded(rule, partial(_existing, cursor))


def built_in() -> Iterator[tuple[str, str, Scored]]:
    """Every segment of RFM: the name by which it is meant, its map, its rule."""
    for scheme in schemes().values():
        for segment in scheme.segments:
            yield f"{scheme.name}{BETWEEN}{segment.id}", scheme.name, Scored(scheme.name, (segment.id,))


def _scored(text: str) -> Scored | None:
    """A segment of RFM; one without its map is of the first map that has it."""
    found = [rule for name, _scheme, rule in built_in() if text in (name, rule.among[0])]
    return found[0] if found else None


def _sound(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise InputRefused(
            "Segment: the name '{name}' has {letters} letters. Choose one with 1 to {most}.",
            name=name,
            letters=len(name),
            most=LONGEST_NAME,
        )
    if name.startswith((written.PACKED, "{", TAG, CLUSTER)) or name == EVERYBODY or _scored(name):
        raise InputRefused("Segment: the name '{name}' means something else already. Choose another one.", name=name)
    return name


def _read(cursor: duckdb.DuckDBPyConnection) -> Iterator[SavedSegment]:
    for name, rule, created_at, changed_at in cursor.execute("FROM saved_segments ORDER BY name").fetchall():
        yield SavedSegment(name, written.from_json(rule), created_at, changed_at)


def _named(cursor: duckdb.DuckDBPyConnection, name: str) -> Rule | None:
    found = cursor.execute("SELECT rule FROM saved_segments WHERE name = ?", [name]).fetchone()
    return written.from_json(found[0]) if found else None


def _existing(cursor: duckdb.DuckDBPyConnection, name: str) -> Rule:
    """The rule of a saved segment.

    Raises:
        UnknownSegment: There is none of this name.
    """
    rule = _named(cursor, name)
    if rule is None:
        raise _unknown(name, _saved_names(cursor))
    return rule


def _checked(cursor: duckdb.DuckDBPyConnection, rule: Rule, name: str | None = None) -> Rule:
    """The rule, where it names clusters and segments that there are, and not itself by its own name.

    Raises:
        UnknownSegment: They are not there.
        InputRefused: It contains itself.
    """
    nesting.unfolded(rule, partial(_existing, cursor), name)
    for condition in conditions(rule):
        if isinstance(condition, Clustered):
            cluster_models.checked(cursor, condition.model, condition.among)
    return rule


def _saved_names(cursor: duckdb.DuckDBPyConnection) -> list[str]:
    return [name for (name,) in cursor.execute("SELECT name FROM saved_segments").fetchall()]


def _names_of_rfm(*, whole: bool) -> Iterator[str]:
    """The segments of RFM, with their map before them or without."""
    for name, _scheme, rule in built_in():
        yield name if whole else rule.among[0]


def _unknown(name: str, known: Sequence[str]) -> UnknownSegment:
    return UnknownSegment(
        "There is no segment '{name}'. The closest of those that there are: {names}.",
        name=name,
        names=closest(name, known),
    )
