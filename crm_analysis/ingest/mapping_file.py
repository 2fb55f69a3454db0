"""A saved mapping as a file: to keep it, or to hand it to somebody whose shop writes the same tables."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from crm_analysis.errors import InputRefused
from crm_analysis.ingest import generic, kinds
from crm_analysis.store.mappings import SavedMapping

VERSION = 1
MARK = "huitou_mapping"
"""Under this name the file tells its version."""

_LARGEST = 1 << 20
_HABITS = {"date_order": ("day", "month", None), "decimal": ("point", "comma", None)}


def written(saved: SavedMapping) -> str:
    """The file's text: JSON, to be read and corrected by eye."""
    return json.dumps({MARK: VERSION, **asdict(saved)}, ensure_ascii=False, indent=2) + "\n"


def read_file(path: Path, file: str | None = None) -> SavedMapping:
    """Read a file that :func:`written` made.

    Args:
        path: Where it lies.
        file: Its name as the owner knows it; None takes the path's.

    Raises:
        InputRefused: It is no mapping, is of a newer version, or lacks something.
    """
    content = path.read_bytes()
    return read(content, file or path.name)


def read(content: bytes, file: str) -> SavedMapping:
    """Read the bytes of a file that :func:`written` made.

    Raises:
        InputRefused: It is no mapping, is of a newer version, or lacks something.
    """
    told = _opened(content, file)
    if told[MARK] != VERSION:
        raise InputRefused(
            "{file} is a mapping of version {found}; this program reads version {known}. Update the program.",
            file=file,
            found=told[MARK],
            known=VERSION,
        )
    fault = _fault(told)
    if fault:
        raise InputRefused(
            "{file} is a mapping, but its {field} cannot be used. Export it again, or correct it.",
            file=file,
            field=fault,
        )
    return SavedMapping(
        name=told["name"],
        kind=told["kind"],
        headings=tuple(told["headings"]),
        mapping=dict(told["mapping"]),
        **{field: told.get(field) or None for field in ("date_order", "decimal", "currency", "timezone")},
    )


def _opened(content: bytes, file: str) -> dict[str, Any]:
    try:
        told = json.loads(content.decode("utf-8-sig")) if len(content) <= _LARGEST else None
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict) or MARK not in told:
        raise InputRefused(
            "{file} is no mapping of this program. Choose a file that was exported from the list of mappings.",
            file=file,
        )
    return told


def _fault(told: dict[str, Any]) -> str | None:
    """The first field that cannot be used."""
    kind, headings, mapping = told.get("kind"), told.get("headings"), told.get("mapping")
    checks = {
        "name": _is_text(told.get("name")),
        "kind": isinstance(kind, str) and kind in kinds.ALL,
        "headings": isinstance(headings, list) and len(headings) > 0 and all(map(_is_text, headings)),
        "mapping": isinstance(mapping, dict)
        and isinstance(headings, list)
        and _maps(told.get("kind"), mapping, headings),
        "currency": _is_text_or_nothing(told.get("currency")),
        "timezone": _is_text_or_nothing(told.get("timezone")),
        **{field: told.get(field) in known for field, known in _HABITS.items()},
    }
    return next((field for field, sound in checks.items() if not sound), None)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and value != ""


def _is_text_or_nothing(value: object) -> bool:
    return value is None or isinstance(value, str)


def _maps(kind: object, mapping: dict[str, Any], headings: list[Any]) -> bool:
    """Whether known roles are played by columns of the table."""
    roles = kinds.ALL[kind].roles if isinstance(kind, str) and kind in kinds.ALL else {}
    columns = [*headings, generic.CUSTOMER_DAY]
    return bool(mapping) and all(role in roles and heading in columns for role, heading in mapping.items())
