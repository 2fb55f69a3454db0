"""When is a customer's silence too long, and what is it called? ``churn.toml``, read and checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from crm_analysis.errors import RulesRefused
from crm_analysis.rules.toml import parsed

CHURN_FILE = Path(__file__).with_name("churn.toml")
FLAGS = ("active", "cooling", "at_risk", "lost")
"""From the shortest silence to the longest."""
THRESHOLDS = ("late_share", "cooling_at", "lost_at", "fewest_returners", "own_rhythm_days", "least_history")
SPLITS = ("split_chance", "split_ratio")
SHARES = ("late_share", "slow_from")

NO_NUMBER = "Rules of churn: {name} is {value}. Write a number above 0."
NO_SHARE = "Rules of churn: {name} is {value}. Write a share between 0 and 1."
NOT_RISING = (
    "Rules of churn: cooling_at is {cooling} and lost_at is {lost}. "
    "Write at most 1 for the first, as customers cool before the lapse point, and at least 1 for the second."
)
NO_FLAGS = "Rules of churn: the flags are {found}. Write an entry for each of {wanted}, in this order."
UNKNOWN_PLACE = "Rules of churn, flag {flag}: the text names {name}, which is no threshold. Correct the name."


@dataclass(frozen=True)
class Flag:
    """How a customer's silence is called.

    Args:
        id: One of ``FLAGS``, its name in SQL, CSV and links.
        names: Language → name.
        rules: Language → by what a customer has it, with the thresholds in force in their places.
    """

    id: str
    names: Mapping[str, str]
    rules: Mapping[str, str]


@dataclass(frozen=True)
class ChurnRules:
    """What is called a flag, and when.

    Args:
        thresholds: Those of the questions, by parameter.
        split_chance: Groups have rhythms of their own if they would differ so much by chance more rarely than this …
        split_ratio: … and their longest lapse point is so many times their shortest.
        slow_from: A delivery is slow if it took more days than this share of the shop's own, counted alike.
        flags: By id, from the shortest silence to the longest.
    """

    thresholds: Mapping[str, float]
    split_chance: float
    split_ratio: float
    slow_from: float
    flags: Mapping[str, Flag]


@cache
def churn_rules() -> ChurnRules:
    """The rules that the product uses.

    Raises:
        RulesRefused: The file cannot be read, a threshold makes no sense, or a flag is missing.
    """
    return read(CHURN_FILE.read_text(encoding="utf-8"))


def read(text: str) -> ChurnRules:
    """Read and check rules.

    Raises:
        RulesRefused: The text is no TOML, a threshold makes no sense, or a flag is missing.
    """
    told = parsed(text, CHURN_FILE)
    thresholds = told.get("thresholds", {})
    _check(thresholds)
    flags = _flags(told.get("flags", ()), thresholds)
    return ChurnRules(
        thresholds=MappingProxyType({name: thresholds[name] for name in THRESHOLDS}),
        split_chance=thresholds["split_chance"],
        split_ratio=thresholds["split_ratio"],
        slow_from=thresholds["slow_from"],
        flags=MappingProxyType(flags),
    )


def _check(thresholds: Mapping[str, Any]) -> None:
    for name in dict.fromkeys((*THRESHOLDS, *SPLITS, *SHARES)):
        value = thresholds.get(name)
        if not isinstance(value, int | float) or value <= 0:
            raise RulesRefused(NO_NUMBER, name=name, value=value)
    for name in SHARES:
        if thresholds[name] >= 1:
            raise RulesRefused(NO_SHARE, name=name, value=thresholds[name])
    cooling, lost = thresholds["cooling_at"], thresholds["lost_at"]
    if not cooling <= 1 <= lost:
        raise RulesRefused(NOT_RISING, cooling=cooling, lost=lost)


def _flags(declared: Sequence[Mapping[str, Any]], thresholds: Mapping[str, Any]) -> dict[str, Flag]:
    found = tuple(flag.get("id") for flag in declared if {"name", "rule"} <= flag.keys())
    if found != FLAGS:
        raise RulesRefused(NO_FLAGS, found=", ".join(map(str, found)), wanted=", ".join(FLAGS))
    return {
        flag["id"]: Flag(
            flag["id"],
            MappingProxyType(flag["name"]),
            MappingProxyType(
                {language: _filled(flag["id"], rule, thresholds) for language, rule in flag["rule"].items()}
            ),
        )
        for flag in declared
    }


def _filled(flag: str, text: str, thresholds: Mapping[str, Any]) -> str:
    """The text with the thresholds in their places."""
    try:
        return text.format(**thresholds)
    except KeyError as unknown:
        raise RulesRefused(UNKNOWN_PLACE, flag=flag, name=unknown.args[0]) from unknown
