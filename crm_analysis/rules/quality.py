"""When does a check of the data call? ``quality.toml``, read and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from crm_analysis.errors import RulesRefused
from crm_analysis.rules.toml import parsed

QUALITY_FILE = Path(__file__).with_name("quality.toml")
Severity = Literal["fine", "look", "mend"]

NO_SHARE = "Rules of data quality, check {check}: {name} is {value}. Write a share between 0 and 1."


@dataclass(frozen=True)
class Limits:
    """From which share of its rows on a check calls; None where it never does.

    Args:
        look: Worth a look.
        mend: Figures built on it mislead.
    """

    look: float | None = None
    mend: float | None = None

    def severity(self, found: int, share: float) -> Severity:
        """How loud a check calls.

        Args:
            found: How many it found.
            share: Of all that it looked at.
        """
        if found and self.mend is not None and share >= self.mend:
            return "mend"
        return "look" if found and self.look is not None and share >= self.look else "fine"


@dataclass(frozen=True)
class QualityRules:
    """The thresholds of the questions, by parameter, and the limits of each check, in the order of the file."""

    thresholds: Mapping[str, float | date]
    limits: Mapping[str, Limits]


@cache
def quality_rules() -> QualityRules:
    """The rules that the product uses.

    Raises:
        RulesRefused: The file cannot be read, or a limit is no share.
    """
    return read(QUALITY_FILE.read_text(encoding="utf-8"))


def read(text: str) -> QualityRules:
    """Read and check rules.

    Raises:
        RulesRefused: The text is no TOML, or a limit is no share.
    """
    rules = parsed(text, QUALITY_FILE)
    for check, limits in rules["checks"].items():
        for name, value in limits.items():
            if name not in ("look", "mend") or not 0 <= value <= 1:
                raise RulesRefused(NO_SHARE, check=check, name=name, value=value)
    limits = {check: Limits(**given) for check, given in rules["checks"].items()}
    return QualityRules(MappingProxyType(rules["thresholds"]), MappingProxyType(limits))
