"""A table that no platform recognises: what is proposed for it, and whether that may be imported as it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from crm_analysis.errors import GuessUnconfirmed, InputRefused, UnknownFormat
from crm_analysis.ingest import generic, kinds
from crm_analysis.ingest.files import SourceTable
from crm_analysis.ingest.guessing import CUSTOMER, UNCONFIRMED, Guess, guess, kind_of_table
from crm_analysis.ingest.headings import normalised
from crm_analysis.ingest.kinds import Kind
from crm_analysis.ingest.platform import ORDERS
from crm_analysis.ingest.profiles import Sample, sampled
from crm_analysis.store.mappings import SavedMapping, fingerprint

NO_COLUMN = (
    "{file}: no column was recognised for {lacking}. Its columns are: {headings}. "
    "Say which column it is (--map {first}=HEADING, or on the upload page)."
)
NO_ORDER_NUMBER = (
    "{file}: no column was recognised for order numbers. Its columns are: {headings}. "
    "Say which column it is (--map order_id=HEADING, or on the upload page); if there is none, order_id=customer-day "
    "takes one customer's day for one order."
)
ONLY_GUESSED = (
    "{file}: some columns could only be guessed by their spelling or by what stands in them: {guesses}. "
    "If that is right, confirm it (--accept-guess, or on the upload page); if not, say which column it is "
    "(--map {first}=HEADING)."
)


@dataclass(frozen=True)
class Proposal:
    """Which column is thought to play which role.

    Args:
        kind: What the rows are.
        guesses: Role → column and reason.
        examples: Heading → the first different texts below it.
        saved: The saved mapping that it follows.
    """

    kind: Kind
    guesses: Mapping[str, Guess]
    examples: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    saved: SavedMapping | None = None

    @property
    def mapping(self) -> dict[str, str]:
        """Role → heading."""
        return {role: guess.heading for role, guess in self.guesses.items()}

    @property
    def unconfirmed(self) -> dict[str, str]:
        """Role → heading of what rests on a close spelling or on values alone."""
        return {role: guess.heading for role, guess in self.guesses.items() if guess.by in UNCONFIRMED}

    @property
    def confirmed(self) -> dict[str, str]:
        """Role → heading of the rest."""
        return {role: heading for role, heading in self.mapping.items() if role not in self.unconfirmed}


NOTHING_PROPOSED = Proposal(kinds.ALL[ORDERS], {})
"""Of a table that somebody has declared."""


def matching(saved: Sequence[SavedMapping], headings: Sequence[str]) -> SavedMapping | None:
    """The saved mapping of a table with these headings."""
    wanted = fingerprint(headings)
    return next((mapping for mapping in saved if mapping.fingerprint == wanted), None)


def propose(
    source: SourceTable, given: Mapping[str, str], kind: str | None, saved: SavedMapping | None, folder: Path
) -> Proposal:
    """What the owner says, else what was saved, else a guess.

    Args:
        source: The upload.
        given: Role → heading as the owner says; an empty heading says that no column plays the role.
        kind: What the rows are, as the owner says; None lets the table tell.
        saved: The mapping that was saved for such a table.
        folder: For text that must be written anew.

    Raises:
        InputRefused: A role or a heading is not there.
    """
    with sampled(source, folder) as sample:
        meant = _kind(source, kind or (saved.kind if saved else None), given, sample)
        guessed = {} if saved else guess(source.heading.headings, sample, meant)
        examples = {heading: tuple(profile.examples) for heading, profile in sample.profiles.items()}
    said = _in_the_file(source, meant, given)
    kept = _in_the_file(source, meant, saved.mapping) if saved else {}
    known = {role: Guess(heading, "saved") for role, heading in kept.items()}
    known |= {role: Guess(heading, "owner") for role, heading in said.items()}
    taken = {told.heading for told in known.values()}
    free = {role: found for role, found in guessed.items() if role not in known and found.heading not in taken}
    together = {role: (known | free)[role] for role in meant.roles if role in known or role in free}
    return Proposal(meant, {role: told for role, told in together.items() if told.heading}, examples, saved)


def agreed(source: SourceTable, proposal: Proposal, *, accept_guess: bool) -> dict[str, str]:
    """The mapping by which a table may be imported: role → heading.

    What rests on a guess is left out unless it was confirmed.

    Raises:
        UnknownFormat: Columns are missing that an order needs.
        GuessUnconfirmed: Columns that an order needs are only guessed, and that was not confirmed.
    """
    lacking = generic.missing(proposal.kind, proposal.mapping)
    if lacking:
        raise UnknownFormat(
            NO_ORDER_NUMBER if lacking == ["order_id"] else NO_COLUMN,
            file=source.file,
            lacking=", ".join(f"{role} ({generic.in_words(role)})" for role in lacking),
            headings=", ".join(source.heading.headings[:40]),
            first=lacking[0],
        )
    if accept_guess:
        return proposal.mapping
    doubtful = _doubtful(proposal)
    if doubtful:
        raise GuessUnconfirmed(
            ONLY_GUESSED,
            file=source.file,
            guesses=", ".join(f"{role} ({generic.in_words(role)}) = {heading}" for role, heading in doubtful.items()),
            first=next(iter(doubtful)),
        )
    return proposal.confirmed


def _doubtful(proposal: Proposal) -> dict[str, str]:
    """What a row lives by and nobody confirmed; of an order the customer too, unless another is sure."""
    vital = {role for group in proposal.kind.needed for role in group}
    if "unit_price" in proposal.mapping and "amount" not in proposal.mapping:
        vital.add("quantity")
    if proposal.kind.id == ORDERS and not set(CUSTOMER) & proposal.confirmed.keys():
        vital.update(CUSTOMER)
    return {role: heading for role, heading in proposal.unconfirmed.items() if role in vital}


def _kind(source: SourceTable, named: str | None, given: Mapping[str, str], sample: Sample) -> Kind:
    """What the rows are: as it is named, as the roles that were given tell, or as the table tells."""
    if named is None:
        return kinds.of_roles(given) if given else kind_of_table(source.heading.headings, sample)
    if named not in kinds.ALL:
        raise InputRefused(
            "{kind} is no kind of table that can be guessed. Known are: {known}.",
            kind=named,
            known=", ".join(kinds.ALL),
        )
    return kinds.ALL[named]


def _in_the_file(source: SourceTable, kind: Kind, given: Mapping[str, str]) -> dict[str, str]:
    """Role → heading as the file writes it.

    Raises:
        InputRefused: A role or a heading is not there.
    """
    written = {normalised(heading): heading for heading in source.heading.headings}
    for role, heading in given.items():
        if role not in kind.roles:
            raise InputRefused(
                "{role} is not a known role. Known are: {known}.", role=role, known=", ".join(kind.roles)
            )
        if heading and heading != generic.CUSTOMER_DAY and normalised(heading) not in written:
            raise InputRefused(
                "{file} has no column {heading}. Its columns are: {headings}.",
                file=source.file,
                heading=heading,
                headings=", ".join(source.heading.headings[:40]),
            )
    # Of two columns that differ by their currency alone, the one that is called just so.
    exact = frozenset(source.heading.headings)
    return {
        role: heading if heading in exact else written.get(normalised(heading), heading)
        for role, heading in given.items()
    }
