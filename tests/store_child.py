"""Does one thing to a store in a process that may be killed or run out of room at any moment."""

import os
import resource
import signal
import sys
from multiprocessing.connection import Connection
from pathlib import Path

from crm_analysis.errors import CrmError
from crm_analysis.ingest.load import import_file
from crm_analysis.ingest.report import ImportOptions
from crm_analysis.store import Store, maintenance, uploads

BEGINS = "begins"
ENDED = "ended"


def act(action: str, folder: Path, limit: int, fatal: str, nth: int, pipe: Connection) -> None:
    """Tell when it begins and how it ended.

    Args:
        action: import, undo, backup or restore.
        folder: Holds ``store.duckdb``, ``later.csv`` and ``copy.duckdb``.
        limit: No file may grow beyond so many bytes, as on a full disk; 0 for none.
        fatal: Audit event before which the process kills itself; empty for none.
        nth: Which of these events.
        pipe: Where to tell.
    """
    try:
        if action == "restore":
            _restrict(limit, fatal, nth, pipe)
            maintenance.restore(folder / "store.duckdb", folder / "copy.duckdb")
        else:
            with Store.open(folder / "store.duckdb") as store:
                _restrict(limit, fatal, nth, pipe)
                _change(store, action, folder)
        pipe.send(ENDED)
    except CrmError as refusal:
        pipe.send((refusal.exit_code, str(refusal)))


def _change(store: Store, action: str, folder: Path) -> None:
    if action == "import":
        import_file(store, folder / "later.csv", ImportOptions())
    elif action == "undo":
        uploads.undo(store, 1)
    elif action == "backup":
        maintenance.backup(store, folder / "copy.duckdb")


def _restrict(limit: int, fatal: str, nth: int, pipe: Connection) -> None:
    if limit:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    seen = 0

    def kill_before(event: str, arguments: object) -> None:
        nonlocal seen
        if event == fatal:
            seen += 1
            if seen == nth:
                os.kill(os.getpid(), signal.SIGKILL)

    if fatal:
        sys.addaudithook(kill_before)
    pipe.send(BEGINS)
