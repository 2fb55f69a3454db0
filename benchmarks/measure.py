"""Run one task in a process of its own and tell its time and peak memory."""

from __future__ import annotations

import multiprocessing
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Measured:
    """One run of the task alone: wall and processor seconds, and the process's peak resident memory in megabytes."""

    seconds: float
    cpu_seconds: float
    peak_mb: float


def alone(task: Callable[..., object], *arguments: object) -> Measured:
    """Run a task in a fresh process; the process's start and its imports are not timed.

    Raises:
        RuntimeError: The task failed.
    """
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=_run, args=(sender, task, arguments))
    child.start()
    sender.close()
    try:
        measured: Measured = receiver.recv()
    except EOFError as failure:
        raise RuntimeError(f"{task.__name__} failed") from failure
    finally:
        child.join()
    return measured


def _run(
    sender: multiprocessing.connection.Connection, task: Callable[..., object], arguments: tuple[object, ...]
) -> None:
    started, worked = time.perf_counter(), time.process_time()
    task(*arguments)
    sender.send(Measured(time.perf_counter() - started, time.process_time() - worked, peak_mb()))


def peak_mb() -> float:
    """The most memory that this process has held, in megabytes.

    Linux's `ru_maxrss` outlives `exec`: a process started by a large one is told that one's size. `VmHWM` is its own.
    """
    status = Path("/proc/self/status")
    if status.exists():
        kilobytes: str = re.findall(r"VmHWM:\s+(\d+) kB", status.read_text())[0]
        return int(kilobytes) / 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
