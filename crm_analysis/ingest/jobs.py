"""Imports in the background, one job after the other, each with a record of how far it is and what became of it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Literal

from crm_analysis.errors import CrmError, InputRefused
from crm_analysis.i18n import N_
from crm_analysis.ingest.load import import_file
from crm_analysis.ingest.progress import Progress
from crm_analysis.ingest.report import ImportOptions, ImportReport
from crm_analysis.store import Store

MOST_RECORDS = 20

State = Literal["waiting", "running", "done", "refused", "stopped"]

log = logging.getLogger(__name__)


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


@dataclass(eq=False)
class Job:
    """Some files on their way into the store; written by its thread, read by whoever shows it.

    ``place`` is that of the file in work; ``seen`` says that the person has read what became of all.
    """

    tasks: tuple[Task, ...]
    state: State = "waiting"
    place: int = 0
    progress: Progress = field(default_factory=Progress)
    reports: list[ImportReport] = field(default_factory=list)
    refused: list[tuple[Task, CrmError]] = field(default_factory=list)
    stopping: bool = False
    seen: bool = False

    @property
    def ended(self) -> bool:
        """Whether nothing more will become of it."""
        return self.state not in ("waiting", "running")

    @property
    def share(self) -> float:
        """How far it is, in [0, 1]: files by their bytes."""
        sizes = self._sizes
        done = sum(sizes[: self.place]) + sizes[self.place] * self.progress.share
        return 1.0 if self.ended else min(done / sum(sizes), 1.0)

    @property
    def current(self) -> str:
        """Name of the file in work."""
        return self.tasks[self.place].name

    def stop(self) -> None:
        """Keep what is stored already, and nothing of the file in work or of those behind it."""
        self.stopping = True
        self.progress.stop()

    def begin(self, place: int) -> Progress:
        """Take up a file."""
        self.state, self.place = "running", place
        self.progress = Progress(self.current, self._sizes[place])
        if self.stopping:
            self.progress.stop()
        return self.progress

    def end(self) -> None:
        """Say what became of it as a whole."""
        self.state = "stopped" if self.stopping else "refused" if self.refused and not self.reports else "done"

    @cached_property
    def _sizes(self) -> list[int]:
        """Bytes of each file, at least one."""
        return [max(task.path.stat().st_size, 1) if task.path.exists() else 1 for task in self.tasks]


class Jobs:
    """All jobs of one store, done one after the other by one thread.

    Args:
        store: Where to; open as long as jobs are added.
    """

    def __init__(self, store: Store) -> None:
        """Have nothing to do yet."""
        self._store = store
        self._records: list[Job] = []
        self._turn = threading.Lock()
        self._at_work = False

    def add(self, tasks: Sequence[Task]) -> Job:
        """Begin to import files, in their order, once the jobs before have ended."""
        job = Job(tuple(tasks))
        with self._turn:
            ended = [job for job in self._records if job.ended]
            self._records = [*ended[-MOST_RECORDS:], *(job for job in self._records if not job.ended), job]
            if not self._at_work:
                self._at_work = True
                threading.Thread(target=self._work, name="imports", daemon=True).start()
        return job

    @property
    def records(self) -> list[Job]:
        """The last few jobs, oldest first."""
        with self._turn:
            return list(self._records)

    @property
    def newest(self) -> Job | None:
        """The job that was added last."""
        return next(reversed(self.records), None)

    @property
    def running(self) -> Job | None:
        """The job in work, or the next to be."""
        return next((job for job in self.records if not job.ended), None)

    def _work(self) -> None:
        while (job := self._next()) is not None:
            do(job, self._store)

    def _next(self) -> Job | None:
        with self._turn:
            job = next((job for job in self._records if job.state == "waiting"), None)
            self._at_work = job is not None
            return job


def do(job: Job, store: Store) -> None:
    """Import a job's files; one that is refused leaves the others alone."""
    try:
        for place in range(len(job.tasks)):
            _import(job, place, store)
    finally:
        job.end()


def _import(job: Job, place: int, store: Store) -> None:
    task = job.tasks[place]
    try:
        job.reports.append(import_file(store, task.path, task.options, task.name, job.begin(place)))
    except CrmError as error:
        job.refused.append((task, error))
    except Exception:
        log.exception("An import failed in a way that nobody foresaw")
        job.refused.append((task, InputRefused(UNFORESEEN, file=task.name)))
    finally:
        if not task.keep:
            task.path.unlink(missing_ok=True)


UNFORESEEN = N_(
    "{file}: the import failed in a way that nobody foresaw. Nothing was changed; the app's log says more. "
    "Please report it together with the file's headings."
)
