"""Which platform wrote this file?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crm_analysis.errors import InputRefused, UnknownFormat
from crm_analysis.ingest import generic
from crm_analysis.ingest.files import SourceTable
from crm_analysis.ingest.headings import normalised
from crm_analysis.ingest.platform import Export
from crm_analysis.ingest.platforms import all_platforms

NO_COLUMN = (
    "{file}: no column was recognised for {lacking}. Its columns are: {headings}. "
    "Say which column it is (--map {first}=HEADING, or on the upload page)."
)
NO_ORDER_NUMBER = (
    "{file}: no column was recognised for order numbers. Its columns are: {headings}. "
    "Say which column it is (--map order_id=HEADING, or on the upload page); if there is none, order_id=customer-day "
    "takes one customer's day for one order."
)


@dataclass(frozen=True)
class Recognition:
    """What a file was recognised as, and why.

    ``mapping`` is role → heading for a generic table, empty for a declared platform.
    """

    platform: Export
    recognised_by: str
    mapping: Mapping[str, str]


def candidates(headings: Sequence[str]) -> list[tuple[Export, tuple[str, ...]]]:
    """Every declared export that says yes to these headings, with the headings that decided."""
    keys = frozenset(normalised(heading) for heading in headings)
    asked = ((platform, platform.deciding(keys)) for platform in all_platforms())
    return [(platform, decided) for platform, decided in asked if decided is not None]


def recognise(source: SourceTable, layout: str | None, mapping: Mapping[str, str]) -> Recognition:
    """Find the declaration that reads a file.

    Args:
        source: The upload.
        layout: A declaration's id that its owner named; None lets the headings decide.
        mapping: Role → heading as the owner gave it; any entry makes the table a generic one.

    Raises:
        UnknownFormat: Nothing fits and needed columns are missing.
        InputRefused: The owner named a declaration or a column that is not there.
    """
    if layout and layout != generic.ID:
        return _named(source, layout)
    if not mapping and not layout:
        found = candidates(source.heading.headings)
        if found:
            platform, decided = max(found, key=lambda candidate: len(candidate[1]))
            return Recognition(platform, "headings: " + ", ".join(decided), {})
    return _generic(source, mapping)


def _named(source: SourceTable, layout: str) -> Recognition:
    platform = next((declared for declared in all_platforms() if declared.id == layout), None)
    if platform is None:
        raise InputRefused(
            "{layout} is not a known platform. Known are: {known}.",
            layout=layout,
            known=", ".join([*(declared.id for declared in all_platforms()), generic.ID]),
        )
    keys = frozenset(source.heading.keys)
    if platform.deciding(keys) is None:
        lacking = [str(group) for group in platform.needs if not _any_present(platform, group, keys)]
        raise UnknownFormat(
            "{file} does not have the columns of {layout}: {lacking}. Choose another platform, or none.",
            file=source.file,
            layout=layout,
            lacking=", ".join(lacking) or "-",
        )
    return Recognition(platform, f"named: {layout}", {})


def _any_present(platform: Export, group: str | tuple[str, ...], keys: frozenset[str]) -> bool:
    choice = (group,) if isinstance(group, str) else group
    return any(normalised(name) in keys for heading in choice for name in platform.named(heading))


def _generic(source: SourceTable, given: Mapping[str, str]) -> Recognition:
    mapping = completed(source, given)
    lacking = generic.missing(mapping)
    if lacking:
        raise UnknownFormat(
            NO_ORDER_NUMBER if lacking == ["order_id"] else NO_COLUMN,
            file=source.file,
            lacking=", ".join(f"{role} ({generic.IN_WORDS[role]})" for role in lacking),
            headings=", ".join(source.heading.headings[:40]),
            first=lacking[0],
        )
    named = ", ".join(f"{role}={heading}" for role, heading in mapping.items())
    return Recognition(generic.declared(mapping), f"{'mapping' if given else 'headings'}: {named}", mapping)


def completed(source: SourceTable, given: Mapping[str, str]) -> dict[str, str]:
    """What the owner said, and a guess for the rest; an empty heading says that a role has none.

    Raises:
        InputRefused: A role or a heading is not there.
    """
    written = {normalised(heading): heading for heading in source.heading.headings}
    for role, heading in given.items():
        if role not in generic.ROLES:
            raise InputRefused(
                "{role} is not a known role. Known are: {known}.", role=role, known=", ".join(generic.ROLES)
            )
        if heading and heading != generic.CUSTOMER_DAY and normalised(heading) not in written:
            raise InputRefused(
                "{file} has no column {heading}. Its columns are: {headings}.",
                file=source.file,
                heading=heading,
                headings=", ".join(source.heading.headings[:40]),
            )
    exact = frozenset(source.heading.headings)
    said = {
        role: heading if heading in exact else written.get(normalised(heading), heading)
        for role, heading in given.items()
    }
    free = {
        role: heading
        for role, heading in generic.guess(source.heading.headings).items()
        if heading not in said.values()
    }
    return {role: heading for role, heading in {**free, **said}.items() if heading}
