"""What a person reads, in their language: sentences from the catalogues, numbers, money and dates by locale.

English is the source. ``_("…")`` gives a sentence in the current language; ``N_("…")`` only marks one that is kept
in a constant and translated where it is shown. A template handed straight to an error class needs no mark.
"""

from __future__ import annotations

import gettext
import re
import unicodedata
from collections.abc import Mapping
from contextvars import ContextVar
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.core import get_global
from babel.dates import (
    format_date,
    format_skeleton,
    format_time,
    get_datetime_format,
    get_day_names,
    get_month_names,
)
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import (
    format_compact_decimal,
    format_currency,
    format_decimal,
    format_percent,
    get_currency_name,
    get_currency_symbol,
)

from crm_analysis.errors import CrmError

Number = int | float | Decimal

SOURCE_LANGUAGE = "en"
LANGUAGES = {"en": "English", "zh_CN": "简体中文"}
NO_CURRENCY = "XXX"
"""ISO 4217 for an amount whose currency nobody named: it is written as a bare number."""
TRANSLATED_FACTS = frozenset({"reason", "kind"})
"""Places of templates that are filled with marked words of our own."""
LOCALE_FOLDER = Path(__file__).parent / "locale"

_TURNS = frozenset({"R", "AL", "RLE", "RLO", "LRE", "LRO", "PDF", "RLI", "LRI", "FSI", "PDI"})
"""Unicode's classes of letters and marks that change the direction of writing."""
_ISOLATES = re.compile("[\u2066-\u2069]")

_PERIOD_SKELETONS = {"month": "yMMM", "quarter": "yQQQ", "year": "y"}
_SKELETONS_IN_YEAR = {"month": "MMM", "year": "y"}
_current: ContextVar[str] = ContextVar("language", default=SOURCE_LANGUAGE)


def use_language(language: str) -> None:
    """Speak this language from here on, in this thread or task; an unknown one falls back to English."""
    _current.set(language if language in LANGUAGES else SOURCE_LANGUAGE)


def current_language() -> str:
    """The language that sentences come in at present."""
    return _current.get()


def closest_language(tag: str | None) -> str:
    """The language of ours that serves a browser's language tag best, such as ``zh_CN`` for ``zh-Hans-CN``."""
    spoken = (tag or "").replace("-", "_").split("_")[0].lower()
    return next((language for language in LANGUAGES if language.split("_")[0] == spoken), SOURCE_LANGUAGE)


def catalogue_file(language: str) -> Path:
    """Where the translations of a language are kept."""
    return LOCALE_FOLDER / language / "LC_MESSAGES" / "messages.po"


@cache
def _translations(language: str) -> gettext.NullTranslations:
    """The catalogue of a language, compiled in memory so that no binary file has to be kept in step."""
    if language == SOURCE_LANGUAGE:
        return gettext.NullTranslations()
    with catalogue_file(language).open("rb") as source:
        catalogue = read_po(source, locale=language)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def _(text: str) -> str:
    """The text in the current language; English where it has no translation."""
    return _translations(_current.get()).gettext(text) if text else ""


def N_(text: str) -> str:  # noqa: N802 (the name by which gettext's tools know it)
    """Mark a text for translation and leave it as it is."""
    return text


def in_language(texts: Mapping[str, str]) -> str:
    """The text of a rule in the current language, by its code such as ``zh``; English where it has no other."""
    return texts.get(current_language().split("_")[0], texts["en"])


def plural(one: str, many: str, count: int) -> str:
    """The form that goes with a count, its ``{count}`` filled in by locale."""
    return _translations(_current.get()).ngettext(one, many, count).format(count=number(count))


def fill(template: str, facts: Mapping[str, object]) -> str:
    """A marked template in the current language, its places filled.

    Days are written by locale; the words of ``TRANSLATED_FACTS`` are ours and translated, all others are the shop's.
    """
    return _(template).format(**{name: _fact(name, value) for name, value in facts.items()})


def _fact(name: str, value: object) -> object:
    if isinstance(value, date):
        return day(value)
    if isinstance(value, str):
        return _(value) if name in TRANSLATED_FACTS else isolated(value)
    return value


def sentence(error: CrmError) -> str:
    """What went wrong and what to do, in the current language."""
    return fill(error.template, error.facts)


def number(value: Number, decimals: int = 0) -> str:
    """A plain number with the separators of the locale."""
    return format_decimal(value, format=_pattern(decimals), locale=_locale())


def compact(value: Number) -> str:
    """A number in few characters, for axes: 12K, 1.2万."""
    return format_compact_decimal(value, fraction_digits=1, locale=_locale())


def percent(share: Number, decimals: int = 1) -> str:
    """A share in [0, 1] as a percentage."""
    return format_percent(share, format=_pattern(decimals) + "%", locale=_locale())


def money(amount: Number, currency: str | None, decimals: int | None = None) -> str:
    """An amount in its currency; without a currency, the bare amount with two decimals.

    Args:
        amount: The amount in units of the currency.
        currency: ISO 4217 code.
        decimals: Digits after the point; the currency's own where None.
    """
    if currency in (None, "", NO_CURRENCY):
        return number(amount, 2 if decimals is None else decimals)
    pattern = None if decimals is None else _money_pattern(decimals)
    return format_currency(amount, currency, format=pattern, locale=_locale(), currency_digits=decimals is None)


def currency_sign(currency: str | None) -> str:
    """The sign of a currency; nothing where the currency is unknown."""
    return "" if currency in (None, "", NO_CURRENCY) else get_currency_symbol(currency, locale=_locale())


def day(value: date) -> str:
    """A calendar day, such as Dec 1, 2010 or 2010年12月1日."""
    return format_skeleton("yMMMd", _moment(value), locale=_locale())


def month(value: date) -> str:
    """A calendar month, such as Dec 2010 or 2010年12月."""
    return format_skeleton("yMMM", _moment(value), locale=_locale())


def weekday(number: int) -> str:
    """The name of a day of the week: 1 Monday … 7 Sunday."""
    return str(get_day_names("wide", locale=_locale())[number - 1])


def month_name(number: int) -> str:
    """The name of a month of any year: 1 January … 12 December."""
    return str(get_month_names("wide", context="stand-alone", locale=_locale())[number])


def country_name(code: str) -> str:
    """The name of a country of ISO 3166, or its code where it has none."""
    return str(_locale().territories.get(code, code))


def currency_name(code: str) -> str:
    """The code of a currency with its name."""
    return f"{code} · {get_currency_name(code, locale=_locale())}"


@cache
def currencies_in_use() -> tuple[str, ...]:
    """The codes of all currencies that are legal tender somewhere today."""
    told = (told for country in get_global("territory_currencies").values() for told in country)
    return tuple(sorted({code for code, _since, until, tender in told if tender and until is None}))


def minute(value: datetime) -> str:
    """A day and its time of day, such as Dec 1, 2010, 3:05 PM or 2010年12月1日 15:05."""
    joined = str(get_datetime_format("medium", locale=_locale()))
    return joined.format(format_time(value, "short", locale=_locale()), day(value))


def period(value: date, by: str) -> str:
    """The name of the period that starts on a day: a month, quarter or year, or the day that a week starts on."""
    skeleton = _PERIOD_SKELETONS.get(by)
    if skeleton is None:
        return format_date(value, "medium", locale=_locale())
    return format_skeleton(skeleton, _moment(value), locale=_locale())


def period_in_year(value: date, by: str) -> str:
    """What an axis calls a period whose year stands elsewhere: Oct, Q4, or the day, such as Oct 3; a year by itself."""
    if by == "quarter":
        return format_date(value, "QQQ", locale=_locale())
    return format_skeleton(_SKELETONS_IN_YEAR.get(by, "MMMd"), _moment(value), locale=_locale())


def isolated(text: str) -> str:
    """A text that may run from right to left, kept from turning round what stands beside it."""
    if not any(unicodedata.bidirectional(letter) in _TURNS for letter in text):
        return text
    kept = text if _balanced(text) else _ISOLATES.sub("", text)
    return f"\N{FIRST STRONG ISOLATE}{kept}\N{POP DIRECTIONAL ISOLATE}"


def _balanced(text: str) -> bool:
    """Whether a text ends each isolate that it begins, and no other."""
    open_ones = 0
    for mark in _ISOLATES.findall(text):
        open_ones += -1 if mark == "\N{POP DIRECTIONAL ISOLATE}" else 1
        if open_ones < 0:
            return False
    return open_ones == 0


def _locale() -> Locale:
    return _parsed_locale(_current.get())


@cache
def _parsed_locale(language: str) -> Locale:
    return Locale.parse(language)


def _moment(value: date) -> datetime:
    """Babel's skeletons are for times; a day is its midnight."""
    return value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)


def _pattern(decimals: int) -> str:
    return "#,##0" + ("." + "0" * decimals if decimals else "")


def _money_pattern(decimals: int) -> str:
    return f"¤{_pattern(decimals)};-¤{_pattern(decimals)}"
