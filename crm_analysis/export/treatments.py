"""What a column of a layout holds, and what is done to it before it is written: SQL over a list with its contacts.

Each field and treatment stands here as its tool's makers describe it; ``rules/exports.toml`` says where they do.
"""

from __future__ import annotations

from collections.abc import Sequence

from crm_analysis.export.cells import NUMBER, RUNS_AS_FORMULA

USABLE_EMAIL = r"[^\s=+\-@＝＋－＠\"(),:;<>\[\]\\][^\s@\"(),:;<>\[\]\\]*@[^\s@]+\.[^\s@.]+"
"""No address begins with a sign that a spreadsheet would take for a formula."""
CHINESE_MOBILE = r"\+861[3-9]\d{9}"
_HAN = r"\p{Han}+"
_PUNCTUATION = r"[\p{P}\p{S}]"
_COMPOUND_SURNAMES = (
    "欧阳|歐陽|司马|司馬|上官|诸葛|諸葛|东方|東方|皇甫|尉迟|尉遲|公孙|公孫|慕容|令狐|宇文|长孙|長孫|司徒|夏侯"
)


def _text(pattern: str) -> str:
    """A pattern as a text of SQL."""
    return "'" + pattern.replace("'", "''") + "'"


def _matches(expression: str, pattern: str) -> str:
    return f"regexp_full_match({expression}, {_text(pattern)})"


def _taken_from(expression: str, pattern: str, group: int = 1) -> str:
    return f"NULLIF(regexp_extract({expression}, {_text(pattern)}, {group}), '')"


_NAME = "trim(contact_name)"
_SURNAME_FIRST = f"^((?:{_COMPOUND_SURNAMES})|.)(.+)$"
_COMMA = r"^([^,，]+)[,，]\s*(.+)$"
_WORDS = r"^(.*\S)\s+(\S+)$"
# "Lee, Ann", "Ann Lee" and 张三; a single word that is no Chinese name is a first name.
_LAST_NAME = f"""CASE
    WHEN {_matches(_NAME, _HAN)} THEN {_taken_from(_NAME, _SURNAME_FIRST)}
    WHEN {_matches(_NAME, _COMMA)} THEN {_taken_from(_NAME, _COMMA)}
    ELSE {_taken_from(_NAME, _WORDS, 2)}
END"""
_FIRST_NAME = f"""CASE
    WHEN {_matches(_NAME, _HAN)} THEN {_taken_from(_NAME, _SURNAME_FIRST, 2)}
    WHEN {_matches(_NAME, _COMMA)} THEN {_taken_from(_NAME, _COMMA, 2)}
    ELSE COALESCE({_taken_from(_NAME, _WORDS)}, {_NAME})
END"""

FIELDS = {
    "email": "usable_email",
    "phone": "usable_phone",
    "chinese_mobile": f"CASE WHEN {_matches('usable_phone', CHINESE_MOBILE)} THEN substr(usable_phone, 4) END",
    "customer_id": "customer_id",
    "name": "contact_name",
    "first_name": _FIRST_NAME,
    "last_name": _LAST_NAME,
    "city": "contact_city",
    "region": "contact_region",
    "state": "COALESCE(state_code, contact_region)",
    "country": "country_code",
    "list": "list_name",
    "email_consent": "email_consent",
    "sms_consent": "sms_consent",
}
"""Field of ``rules/exports.toml`` → SQL."""

_LOCAL, _DOMAIN = "split_part({}, '@', 1)", "split_part({}, '@', 2)"
TREATMENTS = {
    "lower": "lower(trim({}))",
    "letters": f"lower(trim(regexp_replace({{}}, {_text(_PUNCTUATION)}, '', 'g')))",
    "joined": r"regexp_replace({}, '\s', '', 'g')",
    "digits": "ltrim(regexp_replace({}, '[^0-9]', '', 'g'), '0')",
    "gmail": (
        f"CASE WHEN {_DOMAIN} IN ('gmail.com', 'googlemail.com') "
        f"THEN replace(regexp_replace({_LOCAL}, '[+].*$', ''), '.', '') || '@' || {_DOMAIN} ELSE {{}} END"
    ),
    "sha256": "sha256(NULLIF({}, ''))",
}
"""Treatment of ``rules/exports.toml`` → SQL with places for what is treated."""


def treated(of: str, treatments: Sequence[str]) -> str:
    """SQL of a field after its treatments."""
    expression = f"({FIELDS[of]})"
    for treatment in treatments:
        expression = TREATMENTS[treatment].replace("{}", expression)
    return expression


def harmless(text: str, cells: str) -> str:
    """SQL of a text on one line, that no spreadsheet runs; blank where nothing is left.

    Args:
        text: SQL of the text.
        cells: ``quoted``: an apostrophe goes before what would run; ``bare``: the signs at its beginning go.
    """
    line = rf"trim(regexp_replace({text}, '[\r\n\t]+', ' ', 'g'))"
    runs = f"{_matches(line, '(?s)' + RUNS_AS_FORMULA + '.*')} AND NOT {_matches(line, NUMBER)}"
    if cells == "quoted":
        return f"NULLIF(CASE WHEN {runs} THEN chr(39) || {line} ELSE {line} END, '')"
    bare = f"regexp_replace({line}, {_text(f'^(?:{RUNS_AS_FORMULA}|[[:space:]])+')}, '')"
    return f"NULLIF(CASE WHEN {runs} THEN {bare} ELSE {line} END, '')"
