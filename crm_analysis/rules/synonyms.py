"""Which heading says what, in a table that no platform recognises? ``synonyms.toml``, read and checked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path

from crm_analysis.errors import RulesRefused
from crm_analysis.rules.toml import parsed

SYNONYMS_FILE = Path(__file__).with_name("synonyms.toml")

TWICE = "Synonyms of headings: {headings} stand under several fields. Leave each under one field."

_ACCENTS = re.compile("[\u0300-\u036f]")
"""Of Latin, Greek and Cyrillic letters only: the marks of Thai, Japanese or Hindi are letters of their own."""
_IN_BRACKETS = re.compile(r"[(\[{【（「][^(\[{【（「)\]}】）」]*[)\]}】）」]")
_CURRENCIES = "EUR USD GBP CHF CNY RMB JPY KRW HKD TWD NTD SGD MYR THB VND IDR PHP INR AUD CAD BRL MXN PLN TRY"
_CODE = "|".join(_CURRENCIES.split())
_CURRENCY = re.compile(
    # Only from the first of several blanks on: else a cell of 20,000 tabs is gone through once for each.
    rf"^(?:{_CODE})[\s_.:-]+|(?<![\s_.:-])[\s_.:-]+(?:{_CODE})$|\b(?:Rp|R)\$?\.?$",
    re.IGNORECASE,
)
_KEPT = "LMN"
"""Unicode's letters, marks and numbers."""


@dataclass(frozen=True)
class Synonyms:
    """What headings and status words of unknown tables mean; sets hold headings as :func:`spelling` writes them.

    Args:
        headings: Role → its headings, best first; all languages in one row.
        further: The same for columns of tables of something else than orders.
        customer_anyhow: Headings that say of a column only that it is the customer.
        name_of_anything: Headings of names that may be a product's.
        perhaps_of_order: Headings of amounts that may be an order's, not a line's.
        cancelled: Status words of orders called off.
        unpaid: Status words of orders never paid.
    """

    headings: Mapping[str, tuple[str, ...]]
    further: Mapping[str, tuple[str, ...]]
    customer_anyhow: frozenset[str]
    name_of_anything: frozenset[str]
    perhaps_of_order: frozenset[str]
    cancelled: tuple[str, ...]
    unpaid: tuple[str, ...]

    @cached_property
    def spellings(self) -> Mapping[str, Mapping[str, int]]:
        """List of headings → as :func:`spelling` writes them → their rank, 0 = best."""
        return {
            role: {spelling(name): rank for rank, name in reversed(list(enumerate(names)))}
            for role, names in ({**self.headings, **self.further}).items()
        }

    @cached_property
    def known(self) -> frozenset[str]:
        """Every heading as :func:`spelling` writes it."""
        return frozenset(name for names in self.spellings.values() for name in names)


@lru_cache(maxsize=10_000)
def spelling(heading: str) -> str:
    """What of a heading is compared: its letters and digits.

    Case, accents, width, blanks, punctuation, what stands in brackets and a currency before or behind are dropped;
    a heading that consists of nothing else keeps it.
    """
    written = unicodedata.normalize("NFKC", heading).strip()
    bare = _IN_BRACKETS.sub(" ", written).strip() or written
    named = _CURRENCY.sub("", bare).strip() or bare
    return _letters(named) or _letters(bare) or _letters(written)


def _letters(text: str) -> str:
    apart = unicodedata.normalize("NFD", text.casefold().replace("đ", "d").replace("ł", "l").replace("ı", "i"))
    composed = unicodedata.normalize("NFC", _ACCENTS.sub("", apart))
    return "".join(letter for letter in composed if unicodedata.category(letter)[0] in _KEPT)


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
    rules = parsed(path.read_text(encoding="utf-8"), path)
    headings = {role: tuple(_in_all(languages)) for role, languages in rules["headings"].items()}
    twice = _under_two(headings)
    if twice:
        raise RulesRefused(TWICE, headings=", ".join(twice))
    return Synonyms(
        headings,
        {role: tuple(_in_all(languages)) for role, languages in rules["further"].items()},
        _spelled(rules["customer"]["anyhow"]),
        _spelled(rules["customer"]["name_of_anything"]),
        _spelled(rules["amount"]["perhaps_of_order"]),
        tuple(rules["status"]["cancelled"]),
        tuple(rules["status"]["unpaid"]),
    )


def _spelled(names: list[str]) -> frozenset[str]:
    return frozenset(spelling(name) for name in names)


def _in_all(languages: Mapping[str, list[str]]) -> Iterator[str]:
    for names in languages.values():
        yield from names


def _under_two(headings: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Headings that more than one role claims."""
    roles: dict[str, set[str]] = {}
    for role, names in headings.items():
        for name in names:
            roles.setdefault(spelling(name), set()).add(role)
    return sorted(f"{name} ({', '.join(sorted(claimed))})" for name, claimed in roles.items() if len(claimed) > 1)
