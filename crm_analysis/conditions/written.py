"""A rule as text: JSON for people and files, and the same packed into the letters that an address may hold."""

from __future__ import annotations

import base64
import binascii
import json
import math
import zlib
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date

from crm_analysis.conditions.condition import Condition
from crm_analysis.conditions.kinds import KINDS
from crm_analysis.conditions.tree import All, Any, Not, Rule
from crm_analysis.errors import InputRefused

VERSION = 1
"""Of the form below; a rule of a newer one is refused instead of half understood."""
DEEPEST = 30
"""Groups within groups: more would be nobody's rule."""
MOST_LETTERS = 200_000
PACKED = "rule-"
"""How a packed rule begins, so that it is never taken for the name of a saved segment."""

NO_JSON = "Segment rule: it cannot be read as JSON: {fault}. Correct the place that is named."
NO_RULE = 'Segment rule: "rule" is missing. Write an object such as {example}.'
NEWER = "Segment rule: it is written in version {version}, known here is {known}. Update the program."
NO_PART = "Segment rule: '{found}' is no condition. Write an object with all, any, not or kind."
UNKNOWN_KIND = "Segment rule: there is no kind of condition '{kind}'. Known are: {known}."
UNKNOWN_ENTRY = "Segment rule: '{kind}' has no entry '{entry}'. Its entries are: {known}."
WRONG_ENTRY = "Segment rule: '{kind}', entry {entry}: '{found}' is no {wanted}."
TOO_DEEP = "Segment rule: groups stand more than {most} deep in each other. Write it with fewer."
TOO_LONG = "Segment rule: it has more than {most} letters. Choose fewer values."
NO_PACKED = (
    "Segment rule: the address holds a rule that cannot be read. Follow the link anew, or build the segment again."
)
EXAMPLE = '{"version": 1, "rule": {"kind": "ordered", "at_least": 3}}'


def to_json(rule: Rule) -> str:
    """A rule as JSON, on one line; equal rules give equal texts."""
    return json.dumps({"version": VERSION, "rule": _written(rule)}, ensure_ascii=False)


def from_json(text: str) -> Rule:
    """Read a rule.

    Raises:
        InputRefused: It is no JSON, of a newer version, or says what no condition can say.
    """
    if len(text) > MOST_LETTERS:
        raise InputRefused(TOO_LONG, most=MOST_LETTERS)
    try:
        said = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as fault:
        raise InputRefused(NO_JSON, fault=fault) from fault
    if not isinstance(said, dict) or "rule" not in said:
        raise InputRefused(NO_RULE, example=EXAMPLE)
    version = said.get("version", VERSION)
    if version != VERSION:
        raise InputRefused(NEWER, version=version, known=VERSION)
    return _read(said["rule"], DEEPEST)


def packed(rule: Rule) -> str:
    """A rule in the letters of an address."""
    squeezed = zlib.compress(to_json(rule).encode(), level=9)
    return PACKED + base64.urlsafe_b64encode(squeezed).decode().rstrip("=")


def unpacked(text: str) -> Rule:
    """Read a rule from an address.

    Raises:
        InputRefused: It was cut off or changed, or says what no condition can say.
    """
    letters = text.removeprefix(PACKED)
    try:
        squeezed = base64.b64decode(letters + "=" * (-len(letters) % 4), altchars=b"-_", validate=True)
        unfolded = zlib.decompressobj()
        told = unfolded.decompress(squeezed, MOST_LETTERS * 4)
        if not unfolded.eof:
            raise InputRefused(NO_PACKED)
        return from_json(told.decode())
    except (binascii.Error, zlib.error, UnicodeDecodeError) as fault:
        raise InputRefused(NO_PACKED) from fault


def _written(rule: Rule) -> dict[str, object]:
    match rule:
        case All(parts):
            return {"all": [_written(part) for part in parts]}
        case Any(parts):
            return {"any": [_written(part) for part in parts]}
        case Not(part):
            return {"not": _written(part)}
        case _:
            return {"kind": rule.kind} | _entries(rule)


def _entries(condition: Condition) -> dict[str, object]:
    """What a condition says that is not so by itself."""
    said = {field.name: (getattr(condition, field.name), field.default) for field in fields(condition)}
    return {name: _plain(value) for name, (value, usual) in said.items() if value != usual}


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return list(value) if isinstance(value, tuple) else value


def _read(said: object, depth: int) -> Rule:
    if not depth:
        raise InputRefused(TOO_DEEP, most=DEEPEST)
    match said:
        case {"all": list(parts), **other} if not other:
            return All(tuple(_read(part, depth - 1) for part in parts))
        case {"any": list(parts), **other} if not other:
            return Any(tuple(_read(part, depth - 1) for part in parts))
        case {"not": part, **other} if not other:
            return Not(_read(part, depth - 1))
        case {"kind": str(kind), **entries}:
            return _condition(kind, {str(name): value for name, value in entries.items()})
        case _:
            raise InputRefused(NO_PART, found=json.dumps(said, ensure_ascii=False)[:80])


def _condition(kind: str, entries: Mapping[str, object]) -> Condition:
    if kind not in KINDS:
        raise InputRefused(UNKNOWN_KIND, kind=kind, known=", ".join(KINDS))
    types = {field.name: str(field.type) for field in fields(KINDS[kind])}
    for entry in entries.keys() - types.keys():
        raise InputRefused(UNKNOWN_ENTRY, kind=kind, entry=entry, known=", ".join(types))
    return KINDS[kind](**{name: _entry(kind, name, types[name], value) for name, value in entries.items()})


def _entry(kind: str, name: str, wanted: str, value: object) -> object:
    """Read one entry as the type that its condition declares."""
    optional = wanted.endswith(" | None")
    if value is None and optional:
        return None
    try:
        return _READERS[wanted.removesuffix(" | None")](value)
    except (TypeError, ValueError) as fault:
        found = json.dumps(value, ensure_ascii=False)[:80]
        raise InputRefused(
            WRONG_ENTRY, kind=kind, entry=name, found=found, wanted=_NAMES[wanted.removesuffix(" | None")]
        ) from fault


def _text(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError
    return value


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError
    return float(value)


def _whole(value: object) -> int:
    number = _number(value)
    if not number.is_integer():
        raise ValueError
    return int(number)


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError
    return tuple(dict.fromkeys(map(_text, value)))


_READERS: Mapping[str, Callable[[object], object]] = {
    "str": _text,
    "float": _number,
    "int": _whole,
    "date": lambda value: date.fromisoformat(_text(value)),
    "tuple[str, ...]": _texts,
}
_NAMES = {
    "str": "text",
    "float": "number",
    "int": "whole number",
    "date": "day such as 2024-02-29",
    "tuple[str, ...]": "list of texts",
}
