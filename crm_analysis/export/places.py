"""Countries and states as other tools name them: ISO 3166 codes, whatever a shop's files call them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

LANGUAGES = ("en", "zh", "zh_Hant", "de", "fr", "es", "it", "pt", "nl", "ja", "ko", "ru", "pl", "sv", "da", "nb", "fi")
"""Those in which shops write the names of countries."""
NO_COUNTRIES = {"EU", "EZ", "UN", "XA", "XB", "ZZ"}
"""Codes of two letters that stand for something else."""

US_STATES = MappingProxyType(
    {
        "alabama": "AL", "alaska": "AK", "arizona": "AZ", "arkansas": "AR", "california": "CA", "colorado": "CO",
        "connecticut": "CT", "delaware": "DE", "district of columbia": "DC", "florida": "FL", "georgia": "GA",
        "hawaii": "HI", "idaho": "ID", "illinois": "IL", "indiana": "IN", "iowa": "IA", "kansas": "KS",
        "kentucky": "KY", "louisiana": "LA", "maine": "ME", "maryland": "MD", "massachusetts": "MA", "michigan": "MI",
        "minnesota": "MN", "mississippi": "MS", "missouri": "MO", "montana": "MT", "nebraska": "NE", "nevada": "NV",
        "new hampshire": "NH", "new jersey": "NJ", "new mexico": "NM", "new york": "NY", "north carolina": "NC",
        "north dakota": "ND", "ohio": "OH", "oklahoma": "OK", "oregon": "OR", "pennsylvania": "PA",
        "rhode island": "RI", "south carolina": "SC", "south dakota": "SD", "tennessee": "TN", "texas": "TX",
        "utah": "UT", "vermont": "VT", "virginia": "VA", "washington": "WA", "west virginia": "WV", "wisconsin": "WI",
        "wyoming": "WY",
    }
)  # fmt: skip
"""Name in lower case → its code of two letters."""

OTHER_NAMES = MappingProxyType(
    {
        "uk": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "eire": "IE", "holland": "NL", "korea": "KR",
        "czech republic": "CZ", "rsa": "ZA", "hong kong": "HK", "香港": "HK", "中国香港": "HK", "macao": "MO",
        "macau": "MO", "澳门": "MO", "中国澳门": "MO", "中国台湾": "TW", "中国大陆": "CN", "mainland china": "CN",
    }
)  # fmt: skip
"""What shops call a country and no list of ISO does."""


@cache
def country_codes() -> Mapping[str, str]:
    """What a country is called, in lower case → its ISO 3166 code of two letters: names, codes of three, old codes."""
    from babel import Locale
    from babel.core import get_global

    english = map(str, Locale.parse("en").territories)
    countries = {code for code in english if len(code) == 2 and code.isalpha() and code not in NO_COUNTRIES}
    named = {
        str(name).lower(): str(code)
        for language in reversed(LANGUAGES)
        for code, name in Locale.parse(language).territories.items()
        if code in countries
    }
    replaced = {
        alias.lower(): codes[0]
        for alias, codes in get_global("territory_aliases").items()
        if alias.isalpha() and len(codes) == 1 and codes[0] in countries
    }
    return MappingProxyType({**replaced, **named, **{code.lower(): code for code in countries}, **OTHER_NAMES})
