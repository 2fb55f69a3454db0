"""When does an e-mail, phone or id say who somebody is? ``identity.toml``, read and checked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from crm_analysis.errors import RulesRefused
from crm_analysis.rules.toml import parsed

IDENTITY_FILE = Path(__file__).with_name("identity.toml")

INCOMPLETE = (
    "Rules of identity: {entry} is missing, or is not what it should be. Write it as in the file that came along."
)


@dataclass(frozen=True)
class IdentityRules:
    """What joins nobody.

    Args:
        most: (Kind of identifier, kind that it meets) → how many different ones of one scope it may meet; whoever meets
            more is shared by many people.
        emails_of_nobody: Regular expression of the part before the @.
        phones_of_nobody: Regular expression of the digits.
    """

    most: Mapping[tuple[str, str], int]
    emails_of_nobody: str
    phones_of_nobody: str


@cache
def identity_rules() -> IdentityRules:
    """The rules of this installation.

    Raises:
        RulesRefused: The file is no TOML or lacks an entry.
    """
    return read(IDENTITY_FILE.read_text(encoding="utf-8"))


def read(text: str) -> IdentityRules:
    """Read the rules from TOML.

    Raises:
        RulesRefused: The text is no TOML or lacks an entry.
    """
    tables = parsed(text, IDENTITY_FILE)
    return IdentityRules(
        most={
            ("phone", "email"): _number(tables, "emails_of_a_phone"),
            ("phone", "id"): _number(tables, "ids_of_a_phone"),
            ("id", "email"): _number(tables, "emails_of_an_id"),
            ("email", "phone"): _number(tables, "phones_of_an_email"),
        },
        emails_of_nobody=_any_of(tables, "emails"),
        phones_of_nobody=_any_of(tables, "phones"),
    )


def _number(tables: Mapping[str, Mapping[str, object]], entry: str) -> int:
    value = tables.get("most", {}).get(entry)
    if not isinstance(value, int) or value < 1:
        raise RulesRefused(INCOMPLETE, entry=f"most.{entry}")
    return value


def _any_of(tables: Mapping[str, Mapping[str, object]], entry: str) -> str:
    patterns = tables.get("nobody", {}).get(entry)
    if not isinstance(patterns, list) or not patterns:
        raise RulesRefused(INCOMPLETE, entry=f"nobody.{entry}")
    try:
        return "|".join(f"(?:{re.compile(pattern).pattern})" for pattern in patterns)
    except (TypeError, re.error) as fault:
        raise RulesRefused(INCOMPLETE, entry=f"nobody.{entry}") from fault
