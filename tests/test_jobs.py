"""Imports one after the other in the background: what their records say at each moment."""

import threading
import time

import pytest

from crm_analysis.errors import ImportStopped, UnreadableFile
from crm_analysis.ingest.jobs import Job, Jobs, Task, do
from crm_analysis.ingest.progress import WEIGHTS
from crm_analysis.ingest.report import ImportOptions
from crm_analysis.store import uploads
from shops import open_shop

ORDERS = "Order No,Order date,Customer email,Amount,Currency\n1,2025-01-03,ann@x.org,10.00,EUR\n"


@pytest.fixture
def shop(tmp_path):
    with open_shop(tmp_path) as shop:
        yield shop


@pytest.fixture
def task(tmp_path):
    def made(name="orders.csv", text=ORDERS, **options):
        (tmp_path / name).write_text(text, encoding="utf-8")
        return Task(tmp_path / name, name, ImportOptions(), **options)

    return made


def test_a_stopped_job_keeps_nothing(shop, task):
    job = Job((task(),))
    job.stop()
    do(job, shop.store)
    assert uploads.listing(shop.store).empty
    assert job.state == "stopped"
    assert [(task.name, type(error)) for task, error in job.refused] == [("orders.csv", ImportStopped)]


def test_a_refused_file_leaves_the_others_alone(shop, task):
    job = Job((task("a.csv", ""), task("b.csv")))
    do(job, shop.store)
    assert job.state == "done"
    assert [report.file for report in job.reports] == ["b.csv"]
    assert [(task.name, type(error)) for task, error in job.refused] == [("a.csv", UnreadableFile)]


def test_a_job_of_which_nothing_was_kept_is_refused(shop, task):
    job = Job((task("a.csv", ""),))
    do(job, shop.store)
    assert job.state == "refused"


def test_a_file_is_deleted_afterwards_unless_it_is_to_be_kept(shop, task):
    job = Job((task("a.csv"), task("b.csv", keep=True)))
    do(job, shop.store)
    assert [task.path.exists() for task in job.tasks] == [False, True]


def test_a_failure_that_nobody_foresaw_ends_the_job_with_a_sentence(task, caplog):
    job = Job((task(),))
    do(job, object())
    assert job.ended
    assert "nobody foresaw" in str(job.refused[0][1])
    assert "AttributeError" in caplog.text


def test_files_count_by_their_bytes(task):
    job = Job((task("a.csv", "x" * 300), task("b.csv", "x" * 100)))
    assert job.state == "waiting"
    assert job.share == 0
    job.begin(0).tell(150)
    assert job.share == pytest.approx(0.75 * WEIGHTS["open"] / 2)
    job.begin(1)
    assert (job.current, job.share) == ("b.csv", pytest.approx(0.75))
    job.end()
    assert job.share == 1


def test_jobs_wait_for_each_other(shop, task):
    jobs = Jobs(shop.store)
    added = [jobs.add([task(f"{number}.csv")]) for number in range(5)]
    until = time.monotonic() + 60
    while jobs.running is not None:
        assert time.monotonic() < until
        time.sleep(0.02)
    assert [job.state for job in added] == ["done"] * 5
    assert jobs.records == added
    assert jobs.newest is added[-1]
    assert not any(thread.name == "imports" for thread in threading.enumerate())
