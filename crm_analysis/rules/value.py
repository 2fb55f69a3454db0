"""Into which tiers do customers fall by what they are expected to bring? ``value.toml``, read and checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any

from crm_analysis.errors import RulesRefused
from crm_analysis.rules.toml import parsed

VALUE_FILE = Path(__file__).with_name("value.toml")
LANGUAGES = ("en", "zh")

NO_TIERS = "Rules of value: there are no tiers. Write at least one, up to 1."
NO_NAME = "Rules of value, tier {tier}: an id or a name in {language} is missing. Write it."
NOT_RISING = (
    "Rules of value: the tiers go up to {found}. Write shares between 0 and 1, each larger than the one before, the "
    "last of them 1."
)


@dataclass(frozen=True)
class Tier:
    """Customers of about the same value.

    Args:
        id: Its name in CSV.
        up_to: Share of all customers, the most valuable first, at which it ends.
        names: Language → name.
    """

    id: str
    up_to: float
    names: Mapping[str, str]


@cache
def tiers() -> Sequence[Tier]:
    """The tiers that the product uses, the most valuable first.

    Raises:
        RulesRefused: The file cannot be read, shares do not rise to 1, or a name is missing.
    """
    return read(VALUE_FILE.read_text(encoding="utf-8"))


def read(text: str) -> Sequence[Tier]:
    """Read and check rules.

    Raises:
        RulesRefused: The text is no TOML, shares do not rise to 1, or a name is missing.
    """
    told = parsed(text, VALUE_FILE)
    found = tuple(_tier(place, it) for place, it in enumerate(told.get("tiers", ()), start=1))
    if not found:
        raise RulesRefused(NO_TIERS)
    shares = [0.0, *(tier.up_to for tier in found)]
    if shares[-1] != 1 or not all(low < high for low, high in pairwise(shares)):
        raise RulesRefused(NOT_RISING, found=", ".join(f"{share:g}" for share in shares[1:]))
    return found


def _tier(place: int, written: Mapping[str, Any]) -> Tier:
    names = written.get("name", {})
    for language in LANGUAGES:
        if not written.get("id") or not names.get(language):
            raise RulesRefused(NO_NAME, tier=place, language=language)
    share = written.get("up_to")
    return Tier(written["id"], float(share) if isinstance(share, int | float) else 0.0, MappingProxyType(names))
