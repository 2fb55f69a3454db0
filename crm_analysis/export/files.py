"""Frames as files that a shop's team opens: CSV, Excel and Parquet, chosen by the file's ending."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pandas as pd

from crm_analysis.errors import InputRefused
from crm_analysis.export import sheet
from crm_analysis.export.cells import safe
from crm_analysis.export.text import csv_text

BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def csv_bytes(frame: pd.DataFrame) -> bytes:
    """The frame as CSV for spreadsheets: UTF-8 with a byte order mark, no cell that runs as a formula."""
    return BYTE_ORDER_MARK + csv_text(safe(frame)).encode()


def write(frame: pd.DataFrame, path: Path) -> None:
    """Write the frame to a file; its ending (.csv, .xlsx or .parquet) says how. The file appears whole or not at all.

    Raises:
        InputRefused: The ending is another, the frame does not fit, or the file cannot be written.
    """
    path = Path(path)
    writer = WRITERS.get(path.suffix.lower())
    if writer is None:
        raise InputRefused(
            "{file}: the ending is '{ending}'. Name a file that ends in {endings}.",
            file=path.name,
            ending=path.suffix,
            endings=", ".join(WRITERS),
        )
    with landing(path) as draft:
        writer(frame, draft)


@contextmanager
def landing(path: Path) -> Iterator[Path]:
    """A place beside a file where it is written, so that it appears whole at the end of the block or not at all.

    Raises:
        InputRefused: The file cannot be written.
    """
    draft = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield draft
        draft.replace(path)
    except (OSError, duckdb.IOException) as failure:
        raise InputRefused(
            "{file} cannot be written: {reason}. Make room, close the file if it is open, or name another.",
            file=path.name,
            reason=getattr(failure, "strerror", None) or failure,
        ) from failure
    finally:
        draft.unlink(missing_ok=True)


def _write_csv(frame: pd.DataFrame, path: Path) -> None:
    path.write_bytes(csv_bytes(frame))


def _write_parquet(frame: pd.DataFrame, path: Path) -> None:
    frame.to_parquet(path, index=False)


WRITERS: dict[str, Callable[[pd.DataFrame, Path], None]] = {
    ".csv": _write_csv,
    ".xlsx": sheet.write,
    ".parquet": _write_parquet,
}
