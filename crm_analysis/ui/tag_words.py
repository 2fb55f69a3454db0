"""What is said of a tag in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from crm_analysis.conditions.names import TAG
from crm_analysis.i18n import N_, _, in_language, weekday
from crm_analysis.rules.segments import schemes
from crm_analysis.rules.tags import Tag, tag_rules
from crm_analysis.store.tags import GIVEN

BY_HAND = N_(
    "Given by a person, on this page or by the command tag. It follows the person when orders are joined or split."
)
BY_HAND_SINCE = N_("The day on which it was given.")
SCHEME = "grid"
"""The segment map of which the tag segment is."""


@dataclass(frozen=True)
class Words:
    """A tag in the reader's language: its name, rule, what its day means, and value → name."""

    name: str
    rule: str
    since: str
    values: Mapping[str, str]


def words_of(tag: str) -> Words:
    """What is said of a tag; one that no rule works out was given by hand."""
    rule = tag_rules().tags.get(tag)
    if rule is None:
        return Words(tag, _(BY_HAND), _(BY_HAND_SINCE), {GIVEN: _("Has it")})
    return Words(in_language(rule.names), in_language(rule.rules), in_language(rule.sinces), _values(rule))


def name_of(text: str) -> str:
    """What tag:region or tag:region=Hesse is called."""
    tag, _sign, value = text.removeprefix(TAG).partition("=")
    words = words_of(tag)
    return f"{words.name}: {words.values.get(value, value)}" if value else words.name


def _values(rule: Tag) -> dict[str, str]:
    if rule.id == "segment":
        return {segment.id: in_language(segment.names) for segment in schemes()[SCHEME].segments}
    if rule.id == "weekday":
        return {str(place): weekday(place) for place in range(1, 8)}
    return {value: in_language(names) for value, names in rule.values.items()}
