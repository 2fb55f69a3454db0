"""What to do with each segment of each school: ``playbook.toml``, read and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from crm_analysis.errors import RulesRefused
from crm_analysis.rules.segments import schemes
from crm_analysis.rules.toml import parsed

PLAYBOOK_FILE = Path(__file__).with_name("playbook.toml")
LANGUAGES = ("en", "zh")

NO_SEGMENTS = "Playbook of {scheme}: its segments are {found}. Write an entry for each of: {wanted}."
NO_TEXT = "Playbook, {scheme} {segment}: {entry} is missing in {language}. Write it."
NO_LIKENESS = (
    "Playbook, {scheme} {segment}: there are no words of '{like}' to take. Name another segment, as school.segment."
)


@dataclass(frozen=True)
class Play:
    """What to do with one segment, in one language.

    Args:
        goal: What contact is for.
        offer: What is offered.
        channel: How they are reached.
        timing: When.
        message: An idea to begin with.
    """

    goal: str
    offer: str
    channel: str
    timing: str
    message: str


FIELDS = tuple(field.name for field in fields(Play))

Plays = Mapping[tuple[str, str, str], Play]
"""School, segment and language → what to do."""


@cache
def playbook() -> Plays:
    """The playbook that the product comes with.

    Raises:
        RulesRefused: The file cannot be read, or a segment or text is missing.
    """
    return read(PLAYBOOK_FILE.read_text(encoding="utf-8"))


def read(text: str) -> Plays:
    """Read a playbook and check that it has all words for every segment of every school.

    Raises:
        RulesRefused: The text is no TOML, or a segment or text is missing.
    """
    tables = parsed(text, PLAYBOOK_FILE)
    plays = {}
    for name, scheme in schemes().items():
        written = tables.get(name, {})
        wanted = [segment.id for segment in scheme.segments]
        if sorted(written) != sorted(wanted):
            raise RulesRefused(NO_SEGMENTS, scheme=name, found=", ".join(written), wanted=", ".join(wanted))
        for segment in wanted:
            for language in LANGUAGES:
                plays[name, segment, language] = _play(tables, name, segment, language)
    return MappingProxyType(plays)


def _play(tables: Mapping[str, Any], scheme: str, segment: str, language: str) -> Play:
    words = _words(tables, scheme, segment)
    texts = {entry: words.get(entry, {}).get(language) for entry in FIELDS}
    for entry, said in texts.items():
        if not said:
            raise RulesRefused(NO_TEXT, scheme=scheme, segment=segment, entry=entry, language=language)
    return Play(**texts)


def _words(tables: Mapping[str, Any], scheme: str, segment: str) -> Mapping[str, Any]:
    """The entry of a segment, or of the one whose words it takes."""
    entry: Mapping[str, Any] = tables[scheme][segment]
    if "like" not in entry:
        return entry
    school, _, other = str(entry["like"]).partition(".")
    taken: Mapping[str, Any] = tables.get(school, {}).get(other, {})
    if not taken or "like" in taken:
        raise RulesRefused(NO_LIKENESS, scheme=scheme, segment=segment, like=entry["like"])
    return taken
