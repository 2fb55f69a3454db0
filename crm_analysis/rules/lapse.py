"""When does a silence count as cooling, and when as lost? ``lapse.toml``, read and checked."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from crm_analysis.errors import RulesRefused

LAPSE_FILE = Path(__file__).with_name("lapse.toml")
SHARES = ("cooling_share", "lost_share")
SIZES = ("fewest_returners", "least_history")

NO_TOML = "Rules of the lapse point: the file cannot be read as TOML: {fault}. Correct the place that is named."
NO_NUMBER = "Rules of the lapse point: {name} is {value}. Write a number above 0."
NO_SHARES = (
    "Rules of the lapse point: cooling_share is {cooling} and lost_share is {lost}. "
    "Write two shares between 0 and 1, the smaller one first."
)


@cache
def lapse_rules() -> Mapping[str, float]:
    """The thresholds of the questions, by parameter, that the product uses.

    Raises:
        RulesRefused: The file cannot be read, or a threshold makes no sense.
    """
    return read(LAPSE_FILE.read_text(encoding="utf-8"))


def read(text: str) -> Mapping[str, float]:
    """Read and check rules.

    Raises:
        RulesRefused: The text is no TOML, or a threshold makes no sense.
    """
    try:
        rules = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise RulesRefused(NO_TOML, fault=fault) from fault
    for name in (*SHARES, *SIZES):
        value = rules.get(name)
        if not isinstance(value, int | float) or value <= 0:
            raise RulesRefused(NO_NUMBER, name=name, value=value)
    cooling, lost = (rules[name] for name in SHARES)
    if not cooling < lost <= 1:
        raise RulesRefused(NO_SHARES, cooling=cooling, lost=lost)
    return MappingProxyType({name: rules[name] for name in (*SHARES, *SIZES)})
