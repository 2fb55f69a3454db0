"""Which heading says what, in a table that no platform recognises? ``synonyms.toml``, read and checked."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from crm_analysis.errors import RulesRefused

SYNONYMS_FILE = Path(__file__).with_name("synonyms.toml")

NO_TOML = "Synonyms of headings: the file cannot be read as TOML: {fault}. Correct the place that is named."
TWICE = "Synonyms of headings: {headings} stand under several fields. Leave each under one field."


@dataclass(frozen=True)
class Synonyms:
    """What headings and status words of unknown tables mean.

    Args:
        headings: Field → its headings, best first.
        perhaps_of_order: Headings of amounts that may be an order's, not a line's.
        cancelled: Status words of orders called off.
        unpaid: Status words of orders never paid.
    """

    headings: Mapping[str, tuple[str, ...]]
    perhaps_of_order: tuple[str, ...]
    cancelled: tuple[str, ...]
    unpaid: tuple[str, ...]


@cache
def synonyms() -> Synonyms:
    """The synonyms that the product uses.

    Raises:
        RulesRefused: The file cannot be read, or a heading stands under two fields.
    """
    return read_synonyms(SYNONYMS_FILE)


def read_synonyms(path: Path) -> Synonyms:
    """Read and check a file of synonyms.

    Raises:
        RulesRefused: It cannot be read, or a heading stands under two fields.
    """
    try:
        rules = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as fault:
        raise RulesRefused(NO_TOML, fault=fault) from fault
    headings = {field: tuple(names) for field, names in rules["headings"].items()}
    counted = Counter(name for names in headings.values() for name in names)
    twice = [name for name, count in counted.items() if count > 1]
    if twice:
        raise RulesRefused(TWICE, headings=", ".join(twice))
    return Synonyms(
        headings,
        tuple(rules["amount"]["perhaps_of_order"]),
        tuple(rules["status"]["cancelled"]),
        tuple(rules["status"]["unpaid"]),
    )
