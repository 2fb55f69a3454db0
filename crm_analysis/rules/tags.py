"""Which tags do customers get, and by which thresholds? ``tags.toml``, read and checked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from crm_analysis.errors import RulesRefused
from crm_analysis.rules.churn import churn_rules
from crm_analysis.rules.toml import parsed

TAGS_FILE = Path(__file__).with_name("tags.toml")
FAMILIES = ("basic", "preference", "value")
THRESHOLDS = (
    "returning_orders", "discount_orders", "hunter_share", "rhythm_days", "weekly_gap", "monthly_gap", "quarterly_gap",
    "yearly_gap", "cheap_share", "dear_share", "top_share", "high_share", "middle_share", "near_share", "habit_days",
    "habit_share",
)  # fmt: skip
"""What the questions ask for; a name that ends in ``share`` is a share of 1."""
RISING = (
    ("weekly_gap", "monthly_gap", "quarterly_gap", "yearly_gap"),
    ("top_share", "high_share", "middle_share"),
)
"""Thresholds of which each is larger than the one before it."""

NO_NUMBER = "Rules of tags: {name} is {value}. Write a number above 0; a share is at most 1."
NOT_RISING = "Rules of tags: {names} do not rise. Write each larger than the one before it."
TWO_HABITS = "Rules of tags: habit_share is {value}: two weekdays could be one customer's habit. Write 0.5 or more."
INCOMPLETE = "Rules of tags, tag {tag}: {entries} is missing. Write an entry for it."
NO_FAMILY = "Rules of tags, tag {tag}: there is no family {family}. Write one of {families}."
TWICE = "Rules of tags: {tag} stands there twice. Leave one of them."
UNKNOWN_PLACE = "Rules of tags, tag {tag}: the text names {name}, which is no threshold. Correct the name."


@dataclass(frozen=True)
class Tag:
    """One computed tag; its texts have the thresholds in force in their places.

    Args:
        id: Its name in SQL, CSV and links.
        family: One of ``FAMILIES``.
        names: Language → name.
        rules: Language → by what a customer gets which value.
        sinces: Language → the day since which the value holds.
        values: Value → language → its name, where values are words of ours.
    """

    id: str
    family: str
    names: Mapping[str, str]
    rules: Mapping[str, str]
    sinces: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class TagRules:
    """The thresholds of the questions, by parameter, and the tags by id, in the order of the file."""

    thresholds: Mapping[str, float]
    tags: Mapping[str, Tag]


@cache
def tag_rules() -> TagRules:
    """The rules that the product uses.

    Raises:
        RulesRefused: The file cannot be read, a threshold makes no sense, or a tag lacks an entry.
    """
    return read(TAGS_FILE.read_text(encoding="utf-8"))


def read(text: str) -> TagRules:
    """Read and check rules.

    Raises:
        RulesRefused: The text is no TOML, a threshold makes no sense, or a tag lacks an entry.
    """
    told = parsed(text, TAGS_FILE)
    thresholds = told.get("thresholds", {})
    _check(thresholds)
    named = {**churn_rules().thresholds, **thresholds}
    tags = [_tag(declared, named) for declared in told.get("tags", ())]
    for tag, times in Counter(tag.id for tag in tags).items():
        if times > 1:
            raise RulesRefused(TWICE, tag=tag)
    return TagRules(
        MappingProxyType({name: thresholds[name] for name in THRESHOLDS}),
        MappingProxyType({tag.id: tag for tag in tags}),
    )


def _check(thresholds: Mapping[str, Any]) -> None:
    for name in THRESHOLDS:
        value = thresholds.get(name)
        if not isinstance(value, int | float) or value <= 0 or (name.endswith("share") and value > 1):
            raise RulesRefused(NO_NUMBER, name=name, value=value)
    for names in RISING:
        values = [thresholds[name] for name in names]
        if values != sorted(set(values)):
            raise RulesRefused(NOT_RISING, names=", ".join(names))
    if thresholds["habit_share"] < 0.5:
        raise RulesRefused(TWO_HABITS, value=thresholds["habit_share"])


def _tag(declared: Mapping[str, Any], thresholds: Mapping[str, Any]) -> Tag:
    tag = declared.get("id", "?")
    missing = [entry for entry in ("id", "family", "name", "rule", "since") if entry not in declared]
    if missing:
        raise RulesRefused(INCOMPLETE, tag=tag, entries=", ".join(missing))
    if declared["family"] not in FAMILIES:
        raise RulesRefused(NO_FAMILY, tag=tag, family=declared["family"], families=", ".join(FAMILIES))
    return Tag(
        id=tag,
        family=declared["family"],
        names=MappingProxyType(declared["name"]),
        rules=_filled(tag, declared["rule"], thresholds),
        sinces=_filled(tag, declared["since"], thresholds),
        values=MappingProxyType(
            {value: MappingProxyType(names) for value, names in declared.get("values", {}).items()}
        ),
    )


def _filled(tag: str, texts: Mapping[str, str], thresholds: Mapping[str, Any]) -> Mapping[str, str]:
    """The texts with the thresholds in their places."""
    try:
        return MappingProxyType({language: text.format(**thresholds) for language, text in texts.items()})
    except KeyError as unknown:
        raise RulesRefused(UNKNOWN_PLACE, tag=tag, name=unknown.args[0]) from unknown
