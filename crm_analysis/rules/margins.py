"""Of how much of the sales must the cost be known for a margin to be told? ``margins.toml``, read and checked."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from crm_analysis.errors import RulesRefused
from crm_analysis.rules.toml import parsed

MARGINS_FILE = Path(__file__).with_name("margins.toml")
NEEDED = "known_cost_share_needed"

NO_SHARE = "Rules of margins: {name} is {value}. Write a share between 0 and 1."


@cache
def margin_rules() -> Mapping[str, float]:
    """The rules that the product uses, by the parameter of the questions.

    Raises:
        RulesRefused: The file cannot be read, or the share is none.
    """
    return read(MARGINS_FILE.read_text(encoding="utf-8"))


def read(text: str) -> Mapping[str, float]:
    """Read and check rules.

    Raises:
        RulesRefused: The text is no TOML, or the share is none.
    """
    share = parsed(text, MARGINS_FILE).get(NEEDED)
    if not isinstance(share, int | float) or not 0 <= share <= 1:
        raise RulesRefused(NO_SHARE, name=NEEDED, value=share)
    return MappingProxyType({NEEDED: float(share)})
