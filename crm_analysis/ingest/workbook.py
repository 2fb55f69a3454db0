"""Excel files → CSV text, read in a child process of bounded memory.

A workbook of a few kilobytes can make a reader ask for hundreds of gigabytes and end the whole process, which no
``except`` can catch. So the size is counted first, as it really unpacks, and the reading happens in a child.
"""

from __future__ import annotations

import csv
import importlib
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime, time, timedelta
from pathlib import Path

from crm_analysis.errors import UnreadableFile
from crm_analysis.ingest.progress import Tell, untold

DAMAGES = (zipfile.BadZipFile, EOFError, zlib.error, NotImplementedError, ValueError, struct.error)
"""What reading a damaged archive can raise: a wrong sum, a missing end, an impossible version, offset or name."""

OLE_SIGNATURE = b"\xd0\xcf\x11\xe0"
_CHILD_MEMORY = 4 << 30
_MOST_SHEET_BYTES = 2 << 30
_ROUNDED_FROM = 10**15
_LOOK_EVERY = 0.1

_PROTECTED, _DAMAGED, _NO_TABLE = 11, 12, 13
_SENTENCES = {
    _PROTECTED: "{file} is protected by a password. Save it without a password and upload it again.",
    _DAMAGED: "{file} is damaged or no Excel file. Open it in Excel, save it as CSV, and upload that.",
    _NO_TABLE: "{file} has no sheet with rows. Export it again from your shop.",
}
_TOO_LARGE = "{file} needs more memory than an Excel file of orders should. Save it as CSV and upload that."


@contextmanager
def open_archive(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open a zip archive of which every part begins inside of it; a damaged table of parts may point anywhere.

    Raises:
        zipfile.BadZipFile: It is damaged.
    """
    with zipfile.ZipFile(path) as archive:
        if any(not 0 <= member.header_offset < path.stat().st_size for member in archive.infolist()):
            raise zipfile.BadZipFile
        yield archive


def is_workbook(path: Path) -> bool:
    """Whether a zip archive is an .xlsx file."""
    try:
        with open_archive(path) as archive:
            return any(name.startswith("xl/") for name in archive.namelist())
    except DAMAGES:
        return False


def rewrite_as_csv(path: Path, file: str, folder: Path, tell: Tell = untold) -> Path:
    """Write the sheets of a workbook that hold one and the same table as one CSV file.

    Raises:
        UnreadableFile: The workbook is protected, damaged, empty or too large.
    """
    with path.open("rb") as start:
        is_old = start.read(4).startswith(OLE_SIGNATURE)
    if not is_old:
        _refuse_huge_sheets(path, file, tell)
    target = folder / "sheet.csv"
    ended = _in_a_child(path, target, tell)
    if ended:
        raise UnreadableFile(_SENTENCES.get(ended, _TOO_LARGE), file=file)
    return target


def _in_a_child(path: Path, target: Path, tell: Tell) -> int:
    """Read the workbook in a child, which does not outlive a stop; its exit code."""
    child = subprocess.Popen(
        [sys.executable, "-m", "crm_analysis.ingest.workbook", str(path), str(target)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=Path(__file__).parents[2],
    )
    try:
        while child.poll() is None:
            tell(0)
            with suppress(subprocess.TimeoutExpired):
                child.wait(_LOOK_EVERY)
    finally:
        child.kill()
        child.wait()
    return child.returncode


def _refuse_huge_sheets(path: Path, file: str, tell: Tell) -> None:
    """Count what really comes out of the archive; its own table of sizes may lie."""
    total = 0
    try:
        with open_archive(path) as archive:
            for member in archive.infolist():
                with archive.open(member) as part:
                    while chunk := part.read(1 << 20):
                        tell(0)
                        total += len(chunk)
                        if total > _MOST_SHEET_BYTES:
                            raise UnreadableFile(_TOO_LARGE, file=file)
    except (*DAMAGES, RuntimeError) as failure:
        raise UnreadableFile(_SENTENCES[_DAMAGED], file=file) from failure


def _limit_memory() -> None:
    if sys.platform == "win32":
        return
    resource = importlib.import_module("resource")
    resource.setrlimit(resource.RLIMIT_AS, (_CHILD_MEMORY, _CHILD_MEMORY))


def _write_sheets(source: str, target: str) -> int:
    """In the child: the first sheet with rows, and every later sheet with the same first row."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        workbook = CalamineWorkbook.from_path(source)
        sheets = [sheet for name in workbook.sheet_names if (sheet := workbook.get_sheet_by_name(name).to_python())]
    except PasswordError:
        return _PROTECTED
    except (CalamineError, OSError):
        return _DAMAGED
    if not sheets:
        return _NO_TABLE
    with open(target, "w", encoding="utf-8", newline="") as out:  # noqa: PTH123 - a path given on the command line
        writer = csv.writer(out)
        writer.writerow([cell_text(cell) for cell in sheets[0][0]])
        for sheet in sheets:
            if sheet[0] == sheets[0][0]:
                writer.writerows([cell_text(cell) for cell in row] for row in sheet[1:])
    return 0


def cell_text(cell: object) -> str:
    """A cell as an export would write it: whole numbers without a point, days and times in ISO 8601."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < _ROUNDED_FROM else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return str(cell)


if __name__ == "__main__":
    _limit_memory()
    sys.exit(_write_sheets(sys.argv[1], sys.argv[2]))
