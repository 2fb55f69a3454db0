"""A JSON list of objects is a table too: → CSV text, a column for each name, in the order of their first mention."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

from crm_analysis.errors import UnreadableFile

_MOST_BYTES = 256 << 20
_LIST = re.compile(rb"\s*\[\s*\{\s*[\"}]")
_LINES = re.compile(rb"\s*\{\s*\"[^\n]*\}\s*(?:\n|$)")


def is_json(start: bytes) -> bool:
    """Whether a file that begins so holds a list of objects, or one object a line."""
    bare = start.removeprefix(b"\xef\xbb\xbf")
    return bool(_LIST.match(bare) or _LINES.match(bare))


def rewrite_as_csv(path: Path, file: str, folder: Path) -> Path:
    """Write the objects of a JSON file as rows.

    Raises:
        UnreadableFile: It is too large, no JSON, or no list of objects.
    """
    if path.stat().st_size > _MOST_BYTES:
        raise UnreadableFile(
            "{file} is larger than the {limit} MB that a JSON file may be. Save it as CSV and upload that.",
            file=file,
            limit=_MOST_BYTES >> 20,
        )
    objects = _objects(path, file)
    headings = list(dict.fromkeys(name for one in objects for name in one))
    target = folder / "json.csv"
    with target.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(headings)
        writer.writerows([_cell(one.get(name)) for name in headings] for one in objects)
    return target


def _objects(path: Path, file: str) -> list[dict[str, object]]:
    try:
        found = _read(path.read_bytes().decode("utf-8-sig"))
    except (ValueError, RecursionError) as failure:
        raise UnreadableFile(
            "{file} is no JSON list of objects, or it ends too early. Download it again.", file=file
        ) from failure
    if not found or not all(isinstance(one, dict) for one in found):
        raise UnreadableFile(
            "{file} holds no list of objects. Upload the file that your shop exports, or a CSV.", file=file
        )
    return found


def _read(text: str) -> list[dict[str, object]]:
    if text.lstrip().startswith("["):
        read: list[dict[str, object]] = json.loads(text)
        return read
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def _cell(value: object) -> str:
    """A value as an export would write it; what has parts itself stays JSON."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)
