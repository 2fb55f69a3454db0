"""The shop's own words in the playbook: they go before those of the rules, until they are taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace

import pandas as pd

from crm_analysis import schema
from crm_analysis.errors import InputRefused
from crm_analysis.rules.playbook import FIELDS, LANGUAGES, Play, playbook
from crm_analysis.rules.segments import Scheme
from crm_analysis.store.store import Store

LONGEST_TEXT = 1000

NO_ENTRY = "Playbook: there is no {entry} of {segment} in {language}. The entries are {entries}, of {languages}."
TOO_LONG = "Playbook, {segment}: {entry} has {length} letters. Write {longest} at most."

_COLUMNS = ", ".join(schema.PLAYBOOK_EDITS.column_names)


def plays(store: Store, scheme: Scheme, language: str) -> dict[str, Play]:
    """Segment → what to do with it, in the shop's own words where it has any."""
    with store.cursor() as cursor:
        rows = cursor.execute(
            "SELECT segment, entry, text FROM playbook_edits WHERE scheme = ? AND language = ?", [scheme.name, language]
        ).fetchall()
    said: dict[str, dict[str, str]] = {}
    for segment, entry, text in rows:
        said.setdefault(segment, {})[entry] = text
    usual = playbook()
    return {
        segment.id: replace(usual[scheme.name, segment.id, language], **said.get(segment.id, {}))
        for segment in scheme.segments
    }


def listing(store: Store, scheme: Scheme, language: str) -> pd.DataFrame:
    """The whole playbook of a school, one row a segment: its id and name, then the fields of ``Play``."""
    names = {segment.id: segment.names[language] for segment in scheme.segments}
    rows = [
        {"segment": segment, "name": names[segment], **asdict(play)}
        for segment, play in plays(store, scheme, language).items()
    ]
    return pd.DataFrame(rows, columns=["segment", "name", *FIELDS])


def write(store: Store, scheme: Scheme, segment: str, language: str, texts: Mapping[str, str]) -> None:
    """Keep the shop's own words for one segment; blank, or the words of the rules, takes them back.

    Args:
        store: The store.
        scheme: The school.
        segment: Id of one of its segments.
        language: ``en`` or ``zh``.
        texts: Field of ``Play`` → its text; what is left out stays as it was.

    Raises:
        InputRefused: There is no such segment, language or field, or a text is too long.
    """
    usual = asdict(_usual(scheme, segment, language, texts))
    own = {entry: text.strip() for entry, text in texts.items() if text.strip() not in ("", usual[entry])}
    with store.labelling() as cursor:
        for entry in texts:
            cursor.execute(
                "DELETE FROM playbook_edits WHERE scheme = ? AND segment = ? AND language = ? AND entry = ?",
                [scheme.name, segment, language, entry],
            )
        for entry, text in own.items():
            cursor.execute(
                f"INSERT INTO playbook_edits ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)",
                [scheme.name, segment, language, entry, text, store.clock()],
            )


def reset(store: Store, scheme: Scheme, segment: str) -> None:
    """Take back the shop's own words for one segment, in every language."""
    with store.labelling() as cursor:
        cursor.execute("DELETE FROM playbook_edits WHERE scheme = ? AND segment = ?", [scheme.name, segment])


def _usual(scheme: Scheme, segment: str, language: str, texts: Mapping[str, str]) -> Play:
    usual = playbook().get((scheme.name, segment, language))
    unknown = [entry for entry in texts if entry not in FIELDS]
    if usual is None or unknown:
        raise InputRefused(
            NO_ENTRY,
            entry=", ".join(unknown) or "entry",
            segment=segment,
            language=language,
            entries=", ".join(FIELDS),
            languages=", ".join(LANGUAGES),
        )
    for entry, text in texts.items():
        if len(text) > LONGEST_TEXT:
            raise InputRefused(TOO_LONG, segment=segment, entry=entry, length=len(text), longest=LONGEST_TEXT)
    return usual
