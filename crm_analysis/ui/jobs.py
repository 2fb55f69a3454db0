"""Imports in the background: a record of their own, so that a change of page or a closed tab does not stop them."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import streamlit as st

from crm_analysis.errors import CrmError, InputRefused
from crm_analysis.ingest.load import import_file
from crm_analysis.ingest.report import ImportOptions, ImportReport
from crm_analysis.store import Store

STEPS = {"read": 0.05, "store": 0.5, "refresh": 0.8}
MOST_RECORDS = 20

log = logging.getLogger(__name__)


class ImportStopped(InputRefused):
    """The person stopped the import; nothing of the file was kept."""


@dataclass(frozen=True)
class Task:
    """One file to import.

    Args:
        path: Where the bytes lie.
        name: The owner's name for the file.
        options: What the owner says of it.
        keep: Whether the file stays where it is afterwards.
    """

    path: Path
    name: str
    options: ImportOptions
    keep: bool = False


@dataclass
class Job:
    """Some files on their way into the store; written by its thread, read by pages."""

    tasks: tuple[Task, ...]
    place: int = 0
    step: str = "read"
    reports: list[ImportReport] = field(default_factory=list)
    refused: list[tuple[str, CrmError]] = field(default_factory=list)
    stopping: bool = False
    ended: bool = False
    seen: bool = False

    @property
    def progress(self) -> float:
        """How far it is, in [0, 1]."""
        return min(1.0, (self.place + STEPS[self.step]) / len(self.tasks))

    @property
    def current(self) -> str:
        """Name of the file in work."""
        return self.tasks[min(self.place, len(self.tasks) - 1)].name

    def tell(self, step: str) -> None:
        """Note a step; a stop takes hold here, before anything is kept.

        Raises:
            ImportStopped: The person pressed Stop.
        """
        if self.stopping:
            raise ImportStopped("{file}: stopped. Nothing of it was kept.", file=self.current)
        self.step = step


@st.cache_resource(max_entries=1, show_spinner=False)
def _records() -> list[Job]:
    """The last few jobs of this process, newest last."""
    return []


def newest() -> Job | None:
    """The job that runs, or ran last."""
    return _records()[-1] if _records() else None


def running() -> bool:
    """Whether an import is under way."""
    job = newest()
    return job is not None and not job.ended


def start(tasks: Sequence[Task], store: Store) -> None:
    """Begin to import files, one after the other."""
    job = Job(tuple(tasks))
    records = _records()
    records.append(job)
    del records[:-MOST_RECORDS]
    threading.Thread(target=_work, args=(job, store), name="import", daemon=True).start()


def _work(job: Job, store: Store) -> None:
    try:
        for place, task in enumerate(job.tasks):
            job.place, job.step = place, "read"
            _import(job, task, store)
    finally:
        job.ended = True


def _import(job: Job, task: Task, store: Store) -> None:
    try:
        job.reports.append(import_file(store, task.path, task.options, task.name, job.tell))
    except CrmError as error:
        job.refused.append((task.name, error))
    except Exception:
        log.exception("An import failed in a way that nobody foresaw")
        job.refused.append((task.name, InputRefused(UNFORESEEN, file=task.name)))
    finally:
        if not task.keep:
            task.path.unlink(missing_ok=True)


UNFORESEEN = (
    "{file}: the import failed in a way that nobody foresaw. Nothing was changed; the app's log says more. "
    "Please report it together with the file's headings."
)
