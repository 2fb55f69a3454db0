"""When is a change sure and large enough to be told? ``changes.toml``, read and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from crm_analysis.errors import RulesRefused
from crm_analysis.rules.toml import parsed

CHANGES_FILE = Path(__file__).with_name("changes.toml")
LOOKS = ("most_age", "slice_age", "most_slices", "most_products")
KINDS = ("returning", "figure", "slice", "product")
"""The kinds of looks among which the chance is shared."""

NO_NUMBER = "Rules of changes: {name} is {value}. Write a number above 0."
NO_SHARES = "Rules of changes: chance and the shares of the kinds are {values}. Write shares that add up to 1 at most."


@dataclass(frozen=True)
class Limits:
    """From when on a change is told.

    Args:
        chance: The chance in [0, 1] that a month in which nothing changed brings any sentence.
        most_sentences: So many at most.
        most_of_a_kind: Of them, of one kind.
        fewest_months: Earlier months that say what is usual.
        fewest_cases: Customers or orders in the month that is judged.
        fewest_usual: How many of them are counted, usually or now, at least.
        points: The smallest change of a share worth telling, in [0, 1].
        product_points: The same of the share of orders that hold a product.
        relative: The smallest change worth telling, as a share of the larger of now and usual.
    """

    chance: float
    most_sentences: float
    most_of_a_kind: float
    fewest_months: float
    fewest_cases: float
    fewest_usual: float
    points: float
    product_points: float
    relative: float


@dataclass(frozen=True)
class ChangesRules:
    """What is looked at, by parameter of the question; the limits; and each kind's share of the chance."""

    looks: Mapping[str, int]
    limits: Limits
    shares: Mapping[str, float]


@cache
def changes_rules() -> ChangesRules:
    """The rules that the product uses.

    Raises:
        RulesRefused: The file cannot be read, or a number makes no sense.
    """
    return read(CHANGES_FILE.read_text(encoding="utf-8"))


def read(text: str) -> ChangesRules:
    """Read and check rules.

    Raises:
        RulesRefused: The text is no TOML, or a number makes no sense.
    """
    rules = parsed(text, CHANGES_FILE)
    looks = _numbers(rules.get("looks", {}), LOOKS)
    given = _numbers(rules.get("limits", {}) | rules.get("relevance", {}), tuple(it.name for it in fields(Limits)))
    shares = _numbers(rules.get("shares", {}), KINDS)
    if given["chance"] >= 1 or sum(shares.values()) > 1 + 1e-9:
        raise RulesRefused(NO_SHARES, values=", ".join(str(it) for it in (given["chance"], *shares.values())))
    return ChangesRules(MappingProxyType(looks), Limits(**given), MappingProxyType(shares))


def _numbers(rules: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """The named numbers, all above 0."""
    for name in names:
        value = rules.get(name)
        if not isinstance(value, int | float) or value <= 0:
            raise RulesRefused(NO_NUMBER, name=name, value=value)
    return {name: rules[name] for name in names}
