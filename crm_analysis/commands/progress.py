"""How far an import is, on one line of the terminal that is written over and over."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crm_analysis.ingest.progress import Progress

_EVERY_SECONDS = 0.5
_BEGINNING_OF_CLEAR_LINE = "\r\x1b[K"


@contextmanager
def shown(file: Path) -> Iterator[Progress]:
    """A file's progress, shown while the block runs; nothing is written where nobody looks at a terminal."""
    from crm_analysis.ingest.progress import Progress

    progress = Progress(file.name, file.stat().st_size)
    ended = threading.Event()
    line = threading.Thread(target=_write, args=(progress, ended), name="progress line", daemon=True)
    if sys.stderr.isatty():
        line.start()
    try:
        yield progress
    finally:
        ended.set()
        if line.is_alive():
            line.join()


def _write(progress: Progress, ended: threading.Event) -> None:
    while not ended.wait(_EVERY_SECONDS):
        sys.stderr.write(_BEGINNING_OF_CLEAR_LINE + told(progress))
        sys.stderr.flush()
    sys.stderr.write(_BEGINNING_OF_CLEAR_LINE)


def told(progress: Progress) -> str:
    """What the line says: file, step, share, rows a second, and the rest of the time once it can be guessed."""
    words = [f"{progress.file}: {progress.step}, {progress.share:.0%}"]
    if progress.rows_per_second is not None:
        words.append(f"{progress.rows_per_second:,.0f} rows/s")
    if progress.rest is not None:
        words.append(f"about {progress.rest:,.0f} s left")
    return ", ".join(words)
