"""Thousands of mistreated files: never a crash, never a hang, never half an import.

A few stand in every run of the tests; ``make fuzz`` feeds 20,000. A file is named by its number, and made again by it.
"""

from __future__ import annotations

import faulthandler
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from crm_analysis import schema
from crm_analysis.errors import CrmError
from crm_analysis.ingest.load import import_file, inspect
from crm_analysis.ingest.report import ImportOptions
from crm_analysis.store import Store, maintenance
from fuzzing import keep, mutant

FILES = int(os.environ.get("CRM_FUZZ_FILES", "240"))
BLOCKS = 8 if FILES < 1000 else 100
STORED_SHARE = 19
"""Every so many-th file goes through a real store."""
MOST_SECONDS = 10.0
ONCE_AT_FAULT = (406, 496, 4654, 6774)
"""Too slow: 811 columns, 244 long headings, a cell of 20,000 tabs. A crash: an archive whose parts begin before it."""
HANGS_AFTER = 300.0


class Timed:
    """Times each file by the work that it makes, so that a busy machine slows down nothing; a hang ends the run."""

    def __init__(self) -> None:
        self.slowest = (0.0, "")

    @contextmanager
    def file(self, history: str) -> Iterator[None]:
        began = worked()
        faulthandler.dump_traceback_later(HANGS_AFTER, exit=True)
        try:
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()
        self.slowest = max(self.slowest, (worked() - began, history))


def worked() -> float:
    """Seconds of work of this process and the children that it has waited for."""
    return sum(os.times()[:4])


def numbers(block: int) -> range:
    return range(block, FILES, BLOCKS)


@pytest.mark.heavy
@pytest.mark.parametrize("block", range(BLOCKS))
def test_no_file_crashes_or_hangs_a_look_at_it(block: int, tmp_path: Path) -> None:
    crashes, timed, read = [], Timed(), 0
    for number in numbers(block):
        if number % STORED_SHARE == 0:
            continue
        made = mutant(number)
        file = keep(tmp_path, made)
        with timed.file(made.history):
            try:
                read += look(file)
            except CrmError as refusal:
                assert str(refusal).strip(), made.history
            except Exception as crash:  # what the test is about
                crashes.append(f"{made.history}\n    {type(crash).__name__}: {str(crash)[:300]}")
        file.unlink()
    assert not crashes, f"{len(crashes)} crashes\n" + "\n".join(crashes)
    assert timed.slowest[0] < MOST_SECONDS, timed.slowest
    assert read, "not one file of the block was read: nothing was tested"


@pytest.mark.parametrize("number", ONCE_AT_FAULT)
def test_what_was_once_at_fault_is_mended(number: int, tmp_path: Path) -> None:
    made, timed = mutant(number), Timed()
    file = keep(tmp_path, made)
    with timed.file(made.history), suppress(CrmError):
        look(file)
    assert timed.slowest[0] < MOST_SECONDS, timed.slowest


def look(file: Path) -> int:
    """Look at a file as the upload page does; whether it can be imported.

    Raises:
        CrmError: It is refused.
    """
    found = inspect(file, ImportOptions(), file.name)
    if found.problem is not None:
        raise found.problem
    assert 0 <= found.rows_rejected <= found.rows
    assert len(found.preview) <= found.rows
    return 1


@pytest.mark.heavy
@pytest.mark.parametrize("block", range(BLOCKS))
def test_no_file_is_imported_by_half(block: int, tmp_path: Path) -> None:
    faults, timed = [], Timed()
    with Store.open(tmp_path / "store.duckdb") as store:
        for number in numbers(block):
            if number % STORED_SHARE:
                continue
            made = mutant(number)
            file = keep(tmp_path, made)
            with timed.file(made.history):
                faults += [f"{made.history}: {fault}" for fault in imported(store, file)]
            file.unlink()
        faults += maintenance.check(store)
    assert not faults, "\n".join(faults)
    assert timed.slowest[0] < MOST_SECONDS, timed.slowest


def imported(store: Store, file: Path) -> list[str]:
    """Import a file; what of the store is then not as it must be."""
    before = state(store)
    try:
        report = import_file(store, file, ImportOptions(accept_guess=True), file.name)
    except CrmError:
        return [] if state(store) == before else ["it was refused, and yet the store has changed"]
    except Exception as crash:  # what the test is about
        return [f"{type(crash).__name__}: {str(crash)[:300]}"]
    ruled = sum(report.rows_ruled.values())
    if report.rows_read != report.lines_stored + report.rows_rejected + ruled:
        return [f"{report.rows_read} rows read, {report.lines_stored} + {report.rows_rejected} + {ruled} accounted for"]
    return []


def state(store: Store) -> tuple[int, ...]:
    """How much every table holds, and the data version."""
    with store.cursor() as cursor:
        counts = [
            cursor.execute(f"SELECT COUNT(*) FROM {table.name}").fetchone()[0]
            for table in (*schema.LOG_TABLES, *schema.DERIVED_TABLES)
        ]
    return store.data_version(), *counts


def test_the_same_number_makes_the_same_file() -> None:
    assert mutant(17) == mutant(17)
    assert len({mutant(number).content for number in range(40)}) == 40
