"""Which platform wrote this file?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from crm_analysis.errors import InputRefused, UnknownFormat
from crm_analysis.ingest import generic, kinds
from crm_analysis.ingest.files import SourceTable
from crm_analysis.ingest.guessing import UNCONFIRMED
from crm_analysis.ingest.headings import normalised
from crm_analysis.ingest.platform import Export
from crm_analysis.ingest.platforms import all_platforms, unusable_tables
from crm_analysis.ingest.proposal import NOTHING_PROPOSED, Proposal, agreed, propose
from crm_analysis.ingest.report import ImportOptions
from crm_analysis.store.mappings import SavedMapping


@dataclass(frozen=True)
class Recognition:
    """What a file was recognised as, and why.

    ``proposal`` is what was proposed for a table that no platform recognises, ``mapping`` the part of it that counts:
    role → heading; both are empty for a declared platform.
    """

    platform: Export
    recognised_by: str
    mapping: Mapping[str, str]
    proposal: Proposal = NOTHING_PROPOSED


def candidates(headings: Sequence[str]) -> list[tuple[Export, tuple[str, ...]]]:
    """Every declared export that says yes to these headings, with the headings that decided."""
    keys = frozenset(normalised(heading) for heading in headings)
    asked = ((platform, platform.deciding(keys)) for platform in all_platforms())
    return [(platform, decided) for platform, decided in asked if decided is not None]


def recognise(source: SourceTable, options: ImportOptions, saved: SavedMapping | None, folder: Path) -> Recognition:
    """Find what reads a file: a declaration, a saved mapping, or what the owner says and the table itself tells.

    Args:
        source: The upload.
        options: What the owner says of it.
        saved: The mapping that was saved for such a table.
        folder: For text that must be written anew.

    Raises:
        UnknownFormat: Nothing fits and needed columns are missing.
        GuessUnconfirmed: Needed columns are only guessed, and that was not confirmed.
        InputRefused: The owner named a declaration or a column that is not there.
    """
    declared = declared_export(source, options, saved=saved is not None)
    if declared is not None:
        return declared
    proposal = propose(source, options.mapping, options.kind, saved, folder)
    return as_proposed(source, proposal, accept_guess=options.accept_guess)


def declared_export(source: SourceTable, options: ImportOptions, *, saved: bool) -> Recognition | None:
    """The declaration that reads a file, as its owner named it or as the headings decide; None if none does.

    Args:
        source: The upload.
        options: What the owner says of it.
        saved: Whether a mapping was saved for these headings: its orders must keep the platform that they came in
            under, even where a later version of the program knows a declaration.

    Raises:
        InputRefused: The owner named a declaration that is not there, or the table is known to be of no use.
        UnknownFormat: The owner named one whose columns the file lacks.
    """
    if options.layout and options.layout != generic.ID:
        return _named(source, options.layout)
    if options.mapping or options.layout or options.kind or saved:
        return None
    found = candidates(source.heading.headings)
    if not found:
        _refuse_unusable(source)
        return None
    platform, decided = max(found, key=lambda candidate: len(candidate[1]))
    return Recognition(platform, "headings: " + ", ".join(decided), {})


def _refuse_unusable(source: SourceTable) -> None:
    keys = frozenset(source.heading.keys)
    for table in unusable_tables():
        known = {normalised(heading) for heading in table.needs}
        if known == keys or (len(known) > 2 and known <= keys):
            raise InputRefused(table.why, file=source.file)


def again(layout: str, kind: str, mapping: Mapping[str, str], recognised_by: str) -> Recognition:
    """What an upload was recognised as when it was made.

    Args:
        layout: Its declaration's id.
        kind: What its rows are.
        mapping: Role → heading, where it was an unknown table.
        recognised_by: What had decided.

    Raises:
        InputRefused: This version of the program no longer knows the declaration.
    """
    if layout == generic.ID:
        return Recognition(generic.declared(kinds.ALL[kind], mapping), recognised_by, mapping)
    return Recognition(_known(layout), recognised_by, {})


def as_proposed(source: SourceTable, proposal: Proposal, *, accept_guess: bool) -> Recognition:
    """A table that no platform recognises, read as it was proposed.

    Raises:
        UnknownFormat: Columns are missing that an order needs.
        GuessUnconfirmed: Columns that an order needs are only guessed, and that was not confirmed.
    """
    mapping = agreed(source, proposal, accept_guess=accept_guess)
    return Recognition(generic.declared(proposal.kind, mapping), _reason(proposal, mapping), mapping, proposal)


def _reason(proposal: Proposal, mapping: Mapping[str, str]) -> str:
    if proposal.saved:
        return f"saved: {proposal.saved.name}"
    reasons = {told.by for role, told in proposal.guesses.items() if role in mapping}
    named = ", ".join(f"{role}={heading}" for role, heading in mapping.items())
    if "owner" in reasons:
        return f"mapping: {named}"
    return f"{'guess' if reasons & set(UNCONFIRMED) else 'headings'}: {named}"


def _named(source: SourceTable, layout: str) -> Recognition:
    platform = _known(layout)
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


def _known(layout: str) -> Export:
    platform = next((declared for declared in all_platforms() if declared.id == layout), None)
    if platform is None:
        raise InputRefused(
            "{layout} is not a known platform. Known are: {known}.",
            layout=layout,
            known=", ".join([*(declared.id for declared in all_platforms()), generic.ID]),
        )
    return platform


def _any_present(platform: Export, group: str | tuple[str, ...], keys: frozenset[str]) -> bool:
    choice = (group,) if isinstance(group, str) else group
    return any(normalised(name) in keys for heading in choice for name in platform.named(heading))
