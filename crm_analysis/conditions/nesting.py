"""A rule that speaks of saved segments, with the rules of these in their places."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice

from crm_analysis.conditions.kinds import Saved
from crm_analysis.conditions.tree import All, Any, Not, Rule, conditions
from crm_analysis.errors import InputRefused

MOST_CONDITIONS = 1_000
"""Of a rule with all that it speaks of: more would be nobody's rule, and take the database too long to plan."""

IN_ITSELF = "Segment '{name}' would contain itself: {way}. Take one of these conditions out."
TOO_MANY = "Segment rule: with the saved segments in it, it has more than {most} conditions. Write it with fewer."


def unfolded(rule: Rule, rule_of: Callable[[str], Rule], inside: str | None = None) -> Rule:
    """The rule without a word of saved segments.

    Args:
        rule: The rule.
        rule_of: The name of a saved segment → its rule; refuses one that is not there.
        inside: The name under which the rule is, or will be, saved.

    Raises:
        InputRefused: A segment contains itself, or there are too many conditions in all.
    """
    whole = _unfolded(rule, rule_of, (inside,) if inside else (), {})
    if len([*islice(conditions(whole), MOST_CONDITIONS + 1)]) > MOST_CONDITIONS:
        raise InputRefused(TOO_MANY, most=MOST_CONDITIONS)
    return whole


def _unfolded(rule: Rule, rule_of: Callable[[str], Rule], way: tuple[str, ...], known: dict[str, Rule]) -> Rule:
    """``way`` leads here from segment to segment; what is ``known`` already is not unfolded again."""
    match rule:
        case All(parts):
            return All(tuple(_unfolded(part, rule_of, way, known) for part in parts))
        case Any(parts):
            return Any(tuple(_unfolded(part, rule_of, way, known) for part in parts))
        case Not(part):
            return Not(_unfolded(part, rule_of, way, known))
        case Saved(name):
            if name in way:
                raise InputRefused(IN_ITSELF, name=name, way=" → ".join((*way, name)))
            if name not in known:
                known[name] = _unfolded(rule_of(name), rule_of, (*way, name), known)
            return known[name]
        case _:
            return rule
