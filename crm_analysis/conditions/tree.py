"""The tree of a rule: conditions, joined by all, any and not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from crm_analysis.conditions.condition import Condition


@dataclass(frozen=True)
class All:
    """Every part is true; of no parts that is so of everybody."""

    parts: tuple[Rule, ...] = ()


@dataclass(frozen=True)
class Any:
    """At least one part is true; of no parts that is so of nobody."""

    parts: tuple[Rule, ...] = ()


@dataclass(frozen=True)
class Not:
    """The part is not true."""

    part: Rule


Rule = All | Any | Not | Condition


def knows_the_past(rule: Rule) -> bool:
    """Whether a rule tells, looked at from an earlier day, of whom it was true then."""
    return all(condition.knows_the_past for condition in conditions(rule))


def names_customers(rule: Rule) -> bool:
    """Whether a rule says of single customers who they are."""
    return any(condition.names_customers for condition in conditions(rule))


def conditions(rule: Rule) -> Iterator[Condition]:
    """The conditions of a rule from left to right."""
    match rule:
        case All(parts) | Any(parts):
            for part in parts:
                yield from conditions(part)
        case Not(part):
            yield from conditions(part)
        case _:
            yield rule
