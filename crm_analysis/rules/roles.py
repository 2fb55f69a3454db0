"""Which roles are there, and what may each see? ``roles.toml``, read and checked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from crm_analysis.errors import RulesRefused
from crm_analysis.rules.toml import parsed

ROLES_FILE = Path(__file__).with_name("roles.toml")
LANGUAGES = ("en", "zh")
PERSONAL = "personal"
"""The right to see who customers are."""
RIGHTS = (PERSONAL,)

NO_ROLES = "Rules of roles: there are no roles. Write at least one."
NO_NAME = "Rules of roles, role {place}: an id or a name in {language} is missing. Write it."
TWICE = "Rules of roles: {role} stands there twice. Give one of them another id."
NO_RIGHT = "Rules of roles, role {role}: '{right}' is no right. The rights are: {rights}."
UNKNOWN = "The role is '{role}'. Set it to one of those that there are: {roles}."


@dataclass(frozen=True)
class Role:
    """What somebody is in the shop.

    Args:
        id: As the setting ``role`` names it.
        rights: Some of ``RIGHTS``.
        names: Language → name.
    """

    id: str
    rights: frozenset[str]
    names: Mapping[str, str]

    def may(self, right: str) -> bool:
        """Whether whoever has the role has a right."""
        return right in self.rights


def role_named(role: str) -> Role:
    """The role of an id.

    Raises:
        RulesRefused: There is none.
    """
    known = roles()
    if role not in known:
        raise RulesRefused(UNKNOWN, role=role, roles=", ".join(known))
    return known[role]


@cache
def roles() -> Mapping[str, Role]:
    """Id → role, in the order of the file.

    Raises:
        RulesRefused: As :func:`read`.
    """
    return read(ROLES_FILE.read_text(encoding="utf-8"))


def read(text: str) -> Mapping[str, Role]:
    """Read and check rules.

    Raises:
        RulesRefused: The text is no TOML, a name is missing, an id stands twice, or a right is none.
    """
    told = parsed(text, ROLES_FILE)
    found = [_role(place, written) for place, written in enumerate(told.get("roles", ()), start=1)]
    if not found:
        raise RulesRefused(NO_ROLES)
    for role, times in Counter(role.id for role in found).items():
        if times > 1:
            raise RulesRefused(TWICE, role=role)
    return MappingProxyType({role.id: role for role in found})


def _role(place: int, written: Mapping[str, Any]) -> Role:
    names = written.get("name", {})
    for language in LANGUAGES:
        if not written.get("id") or not names.get(language):
            raise RulesRefused(NO_NAME, place=place, language=language)
    for right in written.get("rights", ()):
        if right not in RIGHTS:
            raise RulesRefused(NO_RIGHT, role=written["id"], right=right, rights=", ".join(RIGHTS))
    return Role(written["id"], frozenset(written.get("rights", ())), MappingProxyType(names))
