"""A folder is imported in the order of names, and what appears in a watched one once it is whole."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from crm_analysis.errors import InputRefused
from crm_analysis.ingest.folders import look_into
from crm_analysis.ingest.watching import Watch

ROOT = Path(__file__).parent.parent
ORDERS = "Order No,Date,Customer Id,Amount,Currency\n1,2024-01-01,ann,10,EUR\n"
PATIENCE = 240


def names(paths):
    return [path.name for path in paths]


def test_tables_come_by_name_from_every_depth(tmp_path):
    for name in ("b.csv", "a/z.XLSX", "c.zip", "letter.docx", "a.csv.gz"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x", encoding="utf-8")
    found = look_into(tmp_path)
    assert names(found.tables) == ["a.csv.gz", "z.XLSX", "b.csv", "c.zip"]
    assert names(found.others) == ["letter.docx"]


@pytest.mark.parametrize(
    "name", ["orders.csv.part", "orders.csv.crdownload", "orders.csv.tmp", "~$orders.xlsx", ".orders.csv", ".git/a.csv"]
)
def test_hidden_and_half_written_files_are_passed_over(tmp_path, name):
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text(ORDERS, encoding="utf-8")
    found = look_into(tmp_path)
    assert not found.tables
    assert not found.others


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(InputRefused, match=r"orders is no folder of this computer\. Check the path\."):
        look_into(tmp_path / "orders")


@pytest.fixture
def watched(tmp_path):
    """A watched folder, and the names of files with their contents as they were handed over."""
    taken = []
    watch = Watch(tmp_path, lambda path: taken.append((path.name, path.read_text(encoding="utf-8"))), still=0.3)
    thread = threading.Thread(target=watch.run)
    thread.start()
    yield tmp_path, taken
    watch.end()
    thread.join(PATIENCE)
    assert not thread.is_alive()


def wait_for(condition):
    until = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.05)


def test_a_file_is_taken_once_when_it_rests(watched):
    folder, taken = watched
    with (folder / "a.csv").open("w", encoding="utf-8") as file:
        for piece in ("one", "two", "three"):
            file.write(piece)
            file.flush()
            time.sleep(0.1)
    wait_for(lambda: taken)
    (folder / "b.csv").write_text("other", encoding="utf-8")
    wait_for(lambda: len(taken) > 1)
    assert taken == [("a.csv", "onetwothree"), ("b.csv", "other")]


def test_a_download_is_taken_under_its_final_name(watched):
    folder, taken = watched
    (folder / "a.csv.crdownload").write_text("half", encoding="utf-8")
    time.sleep(1)
    assert not taken
    (folder / "a.csv.crdownload").rename(folder / "a.csv")
    wait_for(lambda: taken)
    assert taken == [("a.csv", "half")]


def test_a_file_that_was_written_anew_is_taken_again(watched):
    folder, taken = watched
    (folder / "a.csv").write_text("one", encoding="utf-8")
    wait_for(lambda: taken)
    (folder / "a.csv").write_text("longer", encoding="utf-8")
    wait_for(lambda: len(taken) > 1)
    assert [text for _, text in taken] == ["one", "longer"]


class Command:
    """The program in a process of its own, and what it has said so far."""

    def __init__(self, store, *words):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "crm_analysis", "--store", str(store), *map(str, words)],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.said = []
        self._listener = threading.Thread(target=self._listen)
        self._listener.start()

    def _listen(self):
        for line in self.process.stderr:
            self.said.append(line.rstrip())

    def has_said(self, words):
        return any(words in line for line in self.said)

    def interrupt(self):
        self.process.send_signal(signal.SIGINT)
        return self.wait()

    def wait(self):
        code = self.process.wait(PATIENCE)
        self._listener.join(PATIENCE)
        self.process.stdout.close()
        self.process.stderr.close()
        return code


def test_a_folder_is_imported_with_one_line_a_file(tmp_path):
    folder = tmp_path / "exports"
    folder.mkdir()
    (folder / "2.csv").write_text(ORDERS.replace("ann", "bob").replace("\n1,", "\n2,"), encoding="utf-8")
    (folder / "1.csv").write_text(ORDERS, encoding="utf-8")
    (folder / "note.md").write_text("# read me", encoding="utf-8")
    command = Command(tmp_path / "store.duckdb", "import", folder)
    assert command.wait() == 0
    assert [line.partition(":")[0] for line in command.said] == ["note.md", "1.csv", "2.csv"]


@pytest.mark.heavy
@pytest.mark.skipif(os.name == "nt", reason="sends a process the signal of Ctrl+C")
def test_a_watched_folder_is_imported_until_it_is_interrupted(tmp_path):
    folder = tmp_path / "exports"
    folder.mkdir()
    (folder / "1.csv").write_text(ORDERS, encoding="utf-8")
    command = Command(tmp_path / "store.duckdb", "import", "--watch", folder)
    wait_for(lambda: command.has_said("1.csv:"))
    (folder / "bad.csv").write_bytes(b"\x89PNG\r\n\x1a\n" + b"0" * 300)
    wait_for(lambda: command.has_said("bad.csv is a PNG picture"))
    assert (folder / "bad.csv").exists()
    assert command.interrupt() == 0

    again = Command(tmp_path / "store.duckdb", "import", "--watch", folder)
    wait_for(lambda: again.has_said("1.csv: imported before, as upload 1."))
    assert again.interrupt() == 0
