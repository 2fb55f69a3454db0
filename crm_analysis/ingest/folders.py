"""Which files of a folder are tables to import?"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from crm_analysis.errors import InputRefused
from crm_analysis.ingest.files import TABLE_ENDINGS

ENDINGS = (*TABLE_ENDINGS, ".zip", ".gz")
_HALF_WRITTEN = (".part", ".crdownload", ".download", ".tmp")
_HIDDEN = (".", "~$", "__MACOSX")
"""How names begin that no person gave: hidden files, Excel's note of an open workbook, a Mac's extras in an archive."""


@dataclass(frozen=True)
class Folder:
    """What lies in a folder and below it, in the order of names: tables, and files that are none by their ending."""

    tables: tuple[Path, ...]
    others: tuple[Path, ...]


def look_into(folder: Path) -> Folder:
    """Find the tables of a folder and of those below it; hidden and half-written files are passed over.

    Raises:
        InputRefused: There is no such folder, or it cannot be read.
    """
    if not folder.is_dir():
        raise InputRefused("{folder} is no folder of this computer. Check the path.", folder=folder)
    try:
        files = sorted(
            (path for path in folder.rglob("*") if path.is_file() and not _is_passed_over(path.relative_to(folder))),
            key=lambda path: path.relative_to(folder).as_posix(),
        )
    except OSError as failure:
        raise InputRefused(
            "{folder} cannot be read: {reason}. Check your rights to it.", folder=folder, reason=failure.strerror
        ) from failure
    tables = tuple(path for path in files if path.name.lower().endswith(ENDINGS))
    return Folder(tables, tuple(path for path in files if path not in set(tables)))


def _is_passed_over(path: Path) -> bool:
    return path.name.lower().endswith(_HALF_WRITTEN) or any(part.startswith(_HIDDEN) for part in path.parts)
