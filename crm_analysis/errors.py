"""What can go wrong for a person who uses the product, one class per failure.

A :class:`CrmError` reaches people as one sentence that says where, what was found and what to do. The template
is the English source text and stands apart from its facts, so that it can be translated before it is filled in.
Anything that is not a ``CrmError`` is a bug.
"""

from __future__ import annotations

EXIT_REFUSED = 3
EXIT_STORE = 4


class CrmError(Exception):
    """A failure that the person in front of the screen can do something about.

    Args:
        template: English sentence with ``{name}`` places: where, what was found, what to do.
        **facts: What fills the places.
    """

    exit_code = EXIT_REFUSED

    def __init__(self, template: str, **facts: object) -> None:
        """Keep the template and its facts apart, so that the sentence can be translated."""
        super().__init__(template.format(**facts))
        self.template = template
        self.facts = facts


class InputRefused(CrmError):
    """The file, or what was asked for, cannot be used; nothing was changed."""


class UnreadableFile(InputRefused):
    """The file is not a table that we can open: empty, damaged, protected, of another kind."""


class NoHeadings(InputRefused):
    """No row of headings was found, or it lacks what an order needs."""


class UnknownFormat(InputRefused):
    """No platform recognises the headings and the owner must say which column is which."""


class GuessUnconfirmed(InputRefused):
    """Columns of an unknown table could only be guessed, and nobody has confirmed the guess."""


class AmbiguousDates(InputRefused):
    """The dates of one column cannot all be read with one order of day and month."""


class NothingUsable(InputRefused):
    """The file was read, but it holds no row that can be stored."""


class ImportStopped(InputRefused):
    """The person stopped the import; nothing of the file was kept."""


class UnknownUpload(InputRefused):
    """There is no upload of this number."""


class UnknownCustomer(InputRefused):
    """There is no customer of this id."""


class UnknownSegment(InputRefused):
    """There is no segment of this name."""


class NotEnoughEvidence(InputRefused):
    """The data are too thin for what is asked: a number would be chance."""


class RulesRefused(InputRefused):
    """A rules file leaves a case out, names it twice or cannot be read."""


class RightMissing(InputRefused):
    """The role of whoever asks does not let them see or do it."""


class StoreError(CrmError):
    """The store is busy, cannot be opened or cannot be written."""

    exit_code = EXIT_STORE


class StoreBusy(StoreError):
    """Another program, or another import, holds the store."""


class StoreTooNew(StoreError):
    """The store was written by a newer version of the program."""


class StoreDamaged(StoreError):
    """The file is no store of ours, or fails its integrity check."""


class OutOfMemory(StoreError):
    """The work needs more memory than the program may use; nothing was changed."""


class StoreFull(StoreError):
    """The disk has no room left; nothing was changed."""
