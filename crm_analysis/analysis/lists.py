"""Which customers does the name of a list mean?"""

from __future__ import annotations

from dataclasses import replace

from crm_analysis.analysis import rfm
from crm_analysis.analysis import segments as saved
from crm_analysis.analysis.filters import Filters
from crm_analysis.analysis.selecting import compiled
from crm_analysis.analysis.tags import tagged
from crm_analysis.conditions.kinds import Tagged
from crm_analysis.conditions.names import TAG
from crm_analysis.conditions.tree import All, Rule
from crm_analysis.engines.query import Query
from crm_analysis.errors import InputRefused
from crm_analysis.rules.segments import schemes
from crm_analysis.rules.thresholds import Thresholds

EVERYBODY = "everybody"
DEFAULT_SCHEME = "grid"


def named(
    name: str,
    filters: Filters,
    sales: str = "gross",
    scheme: str = DEFAULT_SCHEME,
    rule: Rule | None = None,
    within: Rule | None = None,
    thresholds: Thresholds | None = None,
) -> Query:
    """The customers of a list.

    Args:
        name: A segment, such as champions; with its scheme before it where it is none of ``scheme``, such as
            eight:important_value; or ``everybody``.
        filters: The orders that count.
        sales: Which sales are monetary, one of ``rfm.SALES``.
        scheme: Name of the segment map that a bare name is of.
        rule: Of whom it is, where the store alone knows: ``saved_segments.of_list``. Those who have a tag come with its
            value and since when.
        within: Of whom it is told; none: of everybody.
        thresholds: How figures become scores, as for ``rfm.scores``; only for a segment of a map, or for everybody.

    Raises:
        InputRefused: There is no list of this name, or the thresholds are not for it.
    """
    if thresholds is not None and rule is not None:
        raise unscored(name)
    if within is not None:
        filters = replace(filters, segment=compiled(within, filters.report_in))
    if isinstance(rule, Tagged) and name.startswith(TAG):
        return tagged(rule.tag, rule.among[0] if rule.among else None, filters.segment)
    if rule is not None:
        both = rule if within is None else All((within, rule))
        return saved.members(replace(filters, segment=compiled(both, filters.report_in)))
    segment = name.rpartition(":")[2]
    return rfm.members(filters, None if segment == EVERYBODY else segment, scheme_of(name, scheme), sales, thresholds)


def scheme_of(name: str, usual: str = DEFAULT_SCHEME) -> str:
    """The segment map that the name of a list is of.

    Args:
        name: As for :func:`named`.
        usual: The map that a bare name is of.

    Raises:
        InputRefused: It names a map that there is not.
    """
    scheme = name.rpartition(":")[0] or usual
    if scheme not in schemes():
        raise InputRefused(
            "There is no list {name}: {scheme} is no segment map. Known are: {known}.",
            name=name,
            scheme=scheme,
            known=", ".join(schemes()),
        )
    return scheme


def unscored(name: str) -> InputRefused:
    """The refusal of thresholds for a list that no scores decide."""
    return InputRefused(
        "{name}: it is no segment of a map, so thresholds do not change who is in it. Leave them out.", name=name
    )


def built_in() -> tuple[str, ...]:
    """The names of the lists that every shop has: everybody, then the segments of each map."""
    segments = (f"{scheme.name}:{segment.id}" for scheme in schemes().values() for segment in scheme.segments)
    return (EVERYBODY, *segments)
