"""What do files for other tools look like, and who is left out of them? ``exports.toml``, read and checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from crm_analysis.errors import RulesRefused
from crm_analysis.rules.toml import parsed

EXPORTS_FILE = Path(__file__).with_name("exports.toml")

CHOICES = ("leave_out", "include")
KINDS = ("csv", "xlsx", "parquet")
ADDRESSES = ("email", "phone", "chinese_mobile")
"""What a person can be reached by; advertising by the last two needs the consent to text messages."""
FIELDS = (
    *ADDRESSES, "customer_id", "name", "first_name", "last_name", "city", "region", "state", "country", "list",
    "email_consent", "sms_consent",
)  # fmt: skip
"""What a column can hold."""
TREATMENTS = ("lower", "letters", "joined", "digits", "gmail", "sha256")
"""What can be done to a text; see ``export/treatments.py``."""
CELLS = ("quoted", "bare")
CONTACT_CHANNELS = ("email", "sms", "phone", "chat", "letter", "advertisement", "other")
"""By which way somebody is contacted."""

NO_CHOICE = "Rules of exports: {name} is {value}. Write one of: {choices}."
INCOMPLETE = "Rules of exports, layout {layout}: {entries} is missing. Write an entry for it."
UNKNOWN = "Rules of exports, layout {layout}: {entry} names {value}. Known are: {known}."


@dataclass(frozen=True)
class LaidOut:
    """One column of a layout.

    Args:
        heading: As the tool knows it.
        of: What it holds, one of ``FIELDS``.
        treatments: What is done to it, one after the other, of ``TREATMENTS``.
    """

    heading: str
    of: str
    treatments: tuple[str, ...] = ()


@dataclass(frozen=True)
class Layout:
    """How a list of customers is written for one tool.

    Args:
        id: Its name on the command line and in links.
        names: Language → name.
        source: Where the tool's makers describe it; empty where nobody does.
        kinds: The kinds of file that it can be, the usual one first.
        needs: The addresses that it is for; none: it is no advertising, and everybody is in it.
        contact: By which way its tool usually reaches people, one of ``CONTACT_CHANNELS``.
        cells: What becomes of text that a spreadsheet would run, one of ``CELLS``; empty: it stays.
        mark: Whether its CSV begins with a byte order mark.
        columns: From left to right; none: those of the list itself.
    """

    id: str
    names: Mapping[str, str]
    source: str
    kinds: tuple[str, ...]
    needs: tuple[str, ...]
    contact: str
    cells: str
    mark: bool
    columns: tuple[LaidOut, ...]

    @property
    def asks_consent(self) -> bool:
        """Whether people who do not accept advertising are left out."""
        return bool(self.needs)

    def for_programs(self) -> Layout:
        """The same without what only spreadsheets need: no mark and, where it is a plain table, every text as it is."""
        return replace(self, mark=False, cells=self.cells if self.columns else "")


@dataclass(frozen=True)
class ExportRules:
    """All layouts by id, and what becomes of people whose consent is unknown: one of ``CHOICES``."""

    layouts: Mapping[str, Layout]
    unknown_consent: str


@cache
def export_rules() -> ExportRules:
    """The rules that the product uses.

    Raises:
        RulesRefused: The file cannot be read, or something in it is not known.
    """
    return read(EXPORTS_FILE.read_text(encoding="utf-8"))


def layout_of(layout_id: str) -> Layout:
    """One layout.

    Raises:
        RulesRefused: There is none of this name.
    """
    layouts = export_rules().layouts
    _one_of("layout", layout_id, tuple(layouts))
    return layouts[layout_id]


def read(text: str) -> ExportRules:
    """Read and check rules.

    Raises:
        RulesRefused: The text is no TOML, a layout lacks an entry, or an entry says what is not known.
    """
    rules = parsed(text, EXPORTS_FILE)
    unknown = _one_of("unknown_consent", rules.get("unknown_consent"), CHOICES)
    layouts = {layout_id: _layout(layout_id, table) for layout_id, table in rules.get("layouts", {}).items()}
    return ExportRules(MappingProxyType(layouts), unknown)


def _one_of(name: str, value: object, choices: Sequence[str]) -> str:
    if value not in choices:
        raise RulesRefused(NO_CHOICE, name=name, value=value, choices=", ".join(choices))
    return str(value)


def _layout(layout_id: str, table: Mapping[str, Any]) -> Layout:
    wanted = ("names", "source", "kinds", "needs", "contact", "cells", "mark", "columns")
    missing = [entry for entry in wanted if entry not in table]
    if missing:
        raise RulesRefused(INCOMPLETE, layout=layout_id, entries=", ".join(missing))
    layout = Layout(
        id=layout_id,
        names=MappingProxyType(table["names"]),
        source=table["source"],
        kinds=tuple(table["kinds"]),
        needs=tuple(table["needs"]),
        contact=table["contact"],
        cells=table["cells"],
        mark=table["mark"],
        columns=tuple(LaidOut(one["heading"], one["of"], tuple(one.get("as", ()))) for one in table["columns"]),
    )
    _check(layout)
    return layout


def _check(layout: Layout) -> None:
    said = {
        "kinds": (layout.kinds, KINDS),
        "needs": (layout.needs, ADDRESSES),
        "contact": ((layout.contact,), CONTACT_CHANNELS),
        "cells": ((layout.cells,), CELLS),
        "of": (tuple(column.of for column in layout.columns), FIELDS),
        "as": (tuple(done for column in layout.columns for done in column.treatments), TREATMENTS),
    }
    for entry, (values, known) in said.items():
        for value in values:
            if value not in known:
                raise RulesRefused(UNKNOWN, layout=layout.id, entry=entry, value=value, known=", ".join(known))
