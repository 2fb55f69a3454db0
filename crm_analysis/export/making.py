"""An export from the question to the noted file: whoever makes one, page, command or feed, makes it here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from crm_analysis.export.lists import CustomerList, drawn_up
from crm_analysis.store import Store
from crm_analysis.store.contacts import add_list
from crm_analysis.store.exports import Export, Maker, Reach, note


def make(store: Store, wanted: CustomerList, path: Path, maker: Maker) -> Reach:
    """Write a list to a file, note that it was done and, where asked, whom it contacts; else the file does not stay.

    Args:
        store: Whose customers.
        wanted: Which of them, for which tool.
        path: The file; its ending says which kind.
        maker: Who makes it.

    Returns:
        How many are in it, and why the others are not.

    Raises:
        InputRefused: See :meth:`DrawnUp.write`.
    """
    with drawn_up(store, wanted) as drawn:
        drawn.write(path)
        written = drawn.written() if wanted.contact else None
        done = Export(
            maker=maker,
            list=wanted.name,
            layout=wanted.layout.id,
            kind=path.suffix.lower().removeprefix("."),
            headings=drawn.headings,
            unknown_consent=wanted.unknown_consent,
            reach=drawn.reach,
        )
    try:
        if wanted.contact is not None and written is not None:
            add_list(store, written, wanted.contact, wanted.name)
        note(store, done)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return done.reach


@dataclass(frozen=True)
class Preview:
    """What would be written.

    Args:
        reach: How many customers, and why not the others.
        columns: Those that a plain table of it may have.
    """

    reach: Reach
    columns: tuple[str, ...]


def preview(store: Store, wanted: CustomerList) -> Preview:
    """See how many of a list could be written, and why the others could not; nothing is written or noted."""
    with drawn_up(store, wanted) as drawn:
        return Preview(drawn.reach, drawn.offered)
