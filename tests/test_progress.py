"""How far an import is, how long it will take, and what a stop leaves behind."""

import random
import threading
import time

import pytest

from crm_analysis.commands.progress import told
from crm_analysis.errors import ImportStopped
from crm_analysis.ingest.load import import_file
from crm_analysis.ingest.progress import WEIGHTS, Progress
from crm_analysis.ingest.report import ImportOptions
from crm_analysis.store import maintenance, uploads
from shops import open_shop

ROWS = 20_000


class Clock:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def test_the_weights_are_the_whole():
    assert sum(WEIGHTS.values()) == pytest.approx(1)


def test_opening_is_counted_in_bytes(clock):
    progress = Progress("a.csv", 1000, clock)
    assert progress.share == 0
    progress.tell(400)
    assert progress.share == pytest.approx(0.4 * WEIGHTS["open"])
    assert progress.bytes_done == 40
    progress.tell(600)
    assert progress.share < WEIGHTS["open"]


def test_later_steps_go_at_the_pace_of_the_earlier_ones(clock):
    progress = Progress("a.csv", 1000, clock)
    progress.begin("read")
    clock.now = 30
    progress.rows = 3000
    progress.begin("understand")
    assert progress.share == pytest.approx(0.30)
    assert progress.rest == pytest.approx(70)
    assert progress.rows_per_second == pytest.approx(3000 * 0.30 / 30)
    clock.now = 42.5  # half of the 25 seconds that a quarter of the work takes
    assert progress.share == pytest.approx(0.30 + 0.125)
    clock.now = 500
    assert progress.share == pytest.approx(0.30 + 0.25 * 0.95)
    progress.begin("store")
    assert progress.share == pytest.approx(0.55)


def test_the_command_line_says_it_in_one_line(clock):
    progress = Progress("a.csv", 1000, clock)
    assert told(progress) == "a.csv: open, 0%"
    progress.begin("read")
    clock.now = 30
    progress.rows = 300_000
    progress.begin("understand")
    assert told(progress) == "a.csv: understand, 30%, 3,000 rows/s, about 70 s left"


def test_nothing_is_promised_at_the_beginning(clock):
    progress = Progress("a.csv", 1000, clock)
    assert progress.rest is None
    assert progress.rows_per_second is None


def test_share_never_goes_back_while_a_file_is_imported(tmp_path):
    export(tmp_path / "large.csv")
    seen = []
    with open_shop(tmp_path) as shop:
        progress = Progress("large.csv", (tmp_path / "large.csv").stat().st_size)
        work = threading.Thread(
            target=import_file, args=(shop.store, tmp_path / "large.csv", ImportOptions(), None, progress)
        )
        work.start()
        while work.is_alive():
            seen.append(progress.share)
            time.sleep(0.01)
    assert len(set(seen)) > 10
    assert seen == sorted(seen)
    assert seen[-1] > 0.7
    assert progress.rows == ROWS


def test_a_stop_between_two_steps_takes_hold(clock):
    progress = Progress("a.csv", 1000, clock)
    progress.stop()
    for go_on in (lambda: progress.begin("store"), lambda: progress.tell(1)):
        with pytest.raises(ImportStopped, match=r"a\.csv: stopped\. Nothing of it was kept\."):
            go_on()


def test_a_stop_takes_hold_inside_a_statement(tmp_path):
    progress = Progress("a.csv")
    with open_shop(tmp_path) as shop:
        threading.Timer(0.3, progress.stop).start()
        began = time.perf_counter()
        with pytest.raises(ImportStopped), shop.store.writing() as cursor, progress.over(cursor):
            cursor.execute(
                "SELECT COUNT(*) FROM range(10000000) AS a, range(10000000) AS b WHERE a.range = b.range + 1.5"
            )
        assert time.perf_counter() - began < 10
        assert shop.row("SELECT 1") == (1,)


def test_a_stop_after_the_last_statement_still_keeps_nothing(tmp_path):
    progress = Progress("a.csv")
    with open_shop(tmp_path) as shop:
        with pytest.raises(ImportStopped), shop.store.writing() as cursor, progress.over(cursor):
            cursor.execute("UPDATE meta SET data_version = 99")
            progress.stop()
        assert shop.store.data_version() == 0


@pytest.mark.heavy
def test_stopped_at_any_moment_nothing_of_the_file_is_kept(tmp_path):
    """Moments are spread over the time that the import takes, each by chance within its part of it."""
    chance, times = random.Random("stop"), 12
    export(tmp_path / "large.csv")
    folder = tmp_path / "shop"
    folder.mkdir()
    with open_shop(folder) as shop:
        shop.upload("Order No,Date,Customer Id,Amount,Currency\n1,2024-01-01,ann,10,EUR\n")
        before, beside = shop.everything(), sorted(path.name for path in folder.iterdir())
        seconds = import_file(shop.store, tmp_path / "large.csv", ImportOptions(dry_run=True)).seconds
        stopped = 0
        for part in range(times):
            progress = Progress("large.csv", (tmp_path / "large.csv").stat().st_size)
            timer = threading.Timer(seconds * (part + chance.random()) / times, progress.stop)
            timer.start()
            try:
                import_file(shop.store, tmp_path / "large.csv", ImportOptions(), progress=progress)
            except ImportStopped:
                stopped += 1
            else:
                seconds *= 0.7  # quicker this time than when it was measured
                uploads.undo(shop.store, int(uploads.listing(shop.store)["upload_id"].max()))
                before = shop.everything()
            finally:
                timer.cancel()
            assert shop.everything() == before
        assert stopped > times // 2
        assert maintenance.check(shop.store) == []
        assert sorted(path.name for path in folder.iterdir() if path.name != "store.duckdb.tmp") == beside


def export(path):
    rows = "".join(
        f"{number // 2},2024-{number % 12 + 1:02}-{number % 28 + 1:02},c{number % 4000},Tea {number % 50},1,7.50,EUR\n"
        for number in range(ROWS)
    )
    path.write_text("Order No,Date,Customer Id,Product,Quantity,Amount,Currency\n" + rows, encoding="utf-8")
