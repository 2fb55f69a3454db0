"""How far an import is, and the way to stop it: written by the thread that works, read by whoever shows it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import duckdb

from crm_analysis.errors import ImportStopped

WEIGHTS = {"open": 0.03, "read": 0.27, "understand": 0.25, "store": 0.15, "refresh": 0.30}
"""Step → its share of the time, as measured on ten million lines."""

Tell = Callable[[int], object]
"""Is called with the bytes that were read since the last call; stops the work by raising."""

_STEPS = list(WEIGHTS)
_NEARLY = 0.95
_EARLIEST_GUESS = 0.05
_INTERRUPT_EVERY = 0.05


def untold(_more: int) -> None:
    """Let it not be known how far a loop is."""


class Progress:
    """One file on its way into the store.

    Args:
        file: The owner's name for it.
        size: Its bytes; 0 where nobody asks how far it is.
        clock: Gives seconds; one of the tests' own makes them repeatable.
    """

    def __init__(self, file: str = "", size: int = 0, clock: Callable[[], float] = time.monotonic) -> None:
        """Stand at the beginning."""
        self.file = file
        self.size = size
        self.step = _STEPS[0]
        self.bytes_read = 0
        self.rows: int | None = None
        self.stopping = False
        self._shown = 0.0
        self._clock = clock
        self._began = self._step_began = clock()
        self._cursor: duckdb.DuckDBPyConnection | None = None
        self._hold = threading.Lock()

    def begin(self, step: str) -> None:
        """Note that a step begins: a key of ``WEIGHTS``.

        Raises:
            ImportStopped: The person wants no more of it.
        """
        self.check()
        self.step, self._step_began = step, self._clock()

    def tell(self, more: int) -> None:
        """Note that so many bytes more were read; called often by loops in Python, since a stop takes hold here.

        Raises:
            ImportStopped: The person wants no more of it.
        """
        self.check()
        self.bytes_read += more

    def check(self) -> None:
        """Go no further once the person has stopped the import.

        Raises:
            ImportStopped: They have.
        """
        if self.stopping:
            raise ImportStopped("{file}: stopped. Nothing of it was kept.", file=self.file)

    @contextmanager
    def over(self, cursor: duckdb.DuckDBPyConnection) -> Iterator[None]:
        """Let statements on this cursor be watched, and interrupted by a stop.

        Raises:
            ImportStopped: A stop took hold inside the block.
        """
        # DuckDB counts how far a statement is only where it would draw a bar, and draws none where it is told so.
        cursor.execute(
            "SET enable_progress_bar = true; SET enable_progress_bar_print = false; SET progress_bar_time = 0"
        )
        with self._hold:
            self._cursor = cursor
        try:
            self.check()
            yield
        except duckdb.InterruptException:
            self.check()
            raise
        finally:
            with self._hold:
                self._cursor = None
        self.check()

    def stop(self) -> None:
        """Want no more of it: takes hold within the statement or loop that runs, and leaves no trace of the file."""
        if not self.stopping:
            self.stopping = True
            threading.Thread(target=self._interrupt, name="stop an import", daemon=True).start()

    def _interrupt(self) -> None:
        """An interruption between two statements would be lost, so it is repeated until the cursor is let go."""
        while True:
            with self._hold:
                if self._cursor is None:
                    return
                self._cursor.interrupt()
            time.sleep(_INTERRUPT_EVERY)

    @property
    def share(self) -> float:
        """Work done, in [0, 1]: counted while the file is opened and read, then judged by the pace so far."""
        # Between two statements DuckDB counts none; what was shown is never taken back.
        self._shown = max(self._shown, self._before + WEIGHTS[self.step] * self._share_of_step)
        return self._shown

    @property
    def seconds(self) -> float:
        """Since it began."""
        return self._clock() - self._began

    @property
    def bytes_done(self) -> int:
        """How many of the file's bytes are in, by the share of opening and reading that is done."""
        return round(self.size * min(self.share / (WEIGHTS["open"] + WEIGHTS["read"]), 1.0))

    @property
    def rest(self) -> float | None:
        """Seconds that it will take yet; None while it is too early to say."""
        share = self.share
        return None if share < _EARLIEST_GUESS else self.seconds * (1 - share) / share

    @property
    def rows_per_second(self) -> float | None:
        """Rows of the whole file that are done, by the share of the work, per second; None until they are counted."""
        return None if self.rows is None else self.rows * self.share / max(self.seconds, 1e-3)

    @property
    def _before(self) -> float:
        """Share of the steps that have ended."""
        return sum(WEIGHTS[step] for step in _STEPS[: _STEPS.index(self.step)])

    @property
    def _share_of_step(self) -> float:
        if self.step == "open":
            return min(self.bytes_read / self.size, _NEARLY) if self.size else 0.0
        if self.step == "read":
            return self._share_of_statement()
        passed = self._step_began - self._began
        expected = passed * WEIGHTS[self.step] / self._before
        return min((self._clock() - self._step_began) / expected, _NEARLY) if expected else 0.0

    def _share_of_statement(self) -> float:
        with self._hold:
            percent = self._cursor.query_progress() if self._cursor is not None else 0.0
        return min(max(percent / 100, 0.0), _NEARLY)
