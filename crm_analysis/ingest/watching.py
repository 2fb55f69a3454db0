"""A folder whose files are imported as they appear."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

from watchdog.events import FileSystemEventHandler
from watchdog.observers import Observer

from crm_analysis.ingest.folders import look_into

STILL_SECONDS = 1.0
_LOOK_ANYWAY_SECONDS = 15.0

Mark = tuple[int, int]
"""Size and time of the last change: a file with another mark is another file."""


class Watch:
    """Hands over each file of a folder once, when nothing writes to it any more.

    Args:
        folder: It must exist.
        take: What is done with a file.
        still: Seconds for which a file must not have changed.
    """

    def __init__(self, folder: Path, take: Callable[[Path], object], still: float = STILL_SECONDS) -> None:
        """Have seen nothing yet.

        Raises:
            InputRefused: There is no such folder.
        """
        look_into(folder)
        self.folder = folder
        self._take = take
        self._still = still
        self._seen: dict[Path, tuple[Mark, float]] = {}
        self._taken: dict[Path, Mark] = {}
        self._ended = threading.Event()
        self._changed = threading.Event()

    def run(self) -> None:
        """Take what is there and what appears, until :meth:`end` is called or the process is interrupted."""
        observer = Observer()
        observer.schedule(_Waker(self._changed), str(self.folder), recursive=True)
        observer.start()
        try:
            while not self._ended.is_set():
                self._changed.clear()
                waiting = self._take_what_is_still()
                # Folders on other computers tell of no change, so one looks now and then in any case.
                self._changed.wait(self._still if waiting else _LOOK_ANYWAY_SECONDS)
        finally:
            observer.stop()
            observer.join()

    def end(self) -> None:
        """Stop after the file in work."""
        self._ended.set()
        self._changed.set()

    def _take_what_is_still(self) -> bool:
        """Take every new file that has come to rest; whether one is still being written."""
        waiting = False
        for path in look_into(self.folder).tables:
            mark = _mark(path)
            if mark is None or self._taken.get(path) == mark or self._ended.is_set():
                continue
            if self._rests(path, mark):
                self._taken[path] = mark
                self._take(path)
            else:
                waiting = True
        return waiting

    def _rests(self, path: Path, mark: Mark) -> bool:
        """Whether the file has had this mark for a while, and can be opened."""
        known, since = self._seen.get(path, (None, 0.0))
        now = time.monotonic()
        if known != mark:
            self._seen[path] = (mark, now)
            return False
        return now - since >= self._still and _opens(path)


class _Waker(FileSystemEventHandler):
    """Ends the wait when anything changes in the folder."""

    def __init__(self, changed: threading.Event) -> None:
        self._changed = changed

    def on_any_event(self, event: object) -> None:
        """A file was made, moved or written to; reading one changes nothing."""
        if getattr(event, "event_type", "") in ("created", "moved", "modified", "closed"):
            self._changed.set()


def _mark(path: Path) -> Mark | None:
    """None where the file is gone again, or still empty."""
    try:
        status = path.stat()
    except OSError:
        return None
    return (status.st_size, status.st_mtime_ns) if status.st_size else None


def _opens(path: Path) -> bool:
    """Windows refuses a file that another program is writing."""
    try:
        with path.open("rb"):
            return True
    except OSError:
        return False
