"""The rule under construction: groups and rows that a page can draw, change and turn into a rule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

from crm_analysis.conditions.condition import Condition
from crm_analysis.conditions.tree import All, Any, Not, Rule

_ids = count(1)
"""Each part has a number of its own for as long as the program runs: the keys of its widgets hang on it."""


@dataclass
class Row:
    """One condition.

    Args:
        kind: Name of its kind.
        condition: What was last filled in; ``None`` where something is still missing.
        negated: Whether it must not be true.
        place: Its number.
    """

    kind: str
    condition: Condition | None = None
    negated: bool = False
    place: int = field(default_factory=lambda: next(_ids))


@dataclass
class Group:
    """Rows and groups, all or any of which must be true.

    Args:
        parts: What stands in it.
        every: Whether all must be true.
        negated: Whether the whole must not be true.
        place: Its number.
    """

    parts: list[Row | Group] = field(default_factory=list)
    every: bool = True
    negated: bool = False
    place: int = field(default_factory=lambda: next(_ids))


def drafted(rule: Rule) -> Group:
    """A rule as a group to be changed."""
    part = _part(rule)
    return part if isinstance(part, Group) else Group([part])


def rule_of(group: Group) -> Rule:
    """The rule that a draft makes of what is filled in; groups in which nothing is, are left out."""
    return _rule(group) or All()


def without(group: Group, place: int) -> None:
    """Take a part out, wherever it stands."""
    group.parts = [part for part in group.parts if part.place != place]
    for part in group.parts:
        if isinstance(part, Group):
            without(part, place)


def rows(group: Group) -> Iterator[Row]:
    """The rows of a draft from top to bottom."""
    for part in group.parts:
        if isinstance(part, Group):
            yield from rows(part)
        else:
            yield part


def _part(rule: Rule) -> Row | Group:
    match rule:
        case All(parts) | Any(parts):
            return Group([_part(part) for part in parts], every=isinstance(rule, All))
        case Not(part):
            inner = _part(part)
            if inner.negated:
                inner = Group([inner])
            inner.negated = True
            return inner
        case _:
            return Row(rule.kind, rule)


def _rule(part: Row | Group) -> Rule | None:
    inner = part.condition if isinstance(part, Row) else _joined(part)
    return Not(inner) if inner is not None and part.negated else inner


def _joined(group: Group) -> Rule | None:
    said = tuple(rule for rule in map(_rule, group.parts) if rule is not None)
    if not said:
        return None
    return All(said) if group.every else Any(said)
