"""Killed at any moment, or out of room: the store opens again, is sound, and each change is whole or absent."""

import multiprocessing
import random
import shutil
import signal
import subprocess
import time
from contextlib import contextmanager

import pytest

from crm_analysis.errors import StoreFull
from crm_analysis.store import Store, maintenance, uploads
from shops import Shop, open_shop

pytestmark = pytest.mark.heavy

ORDERS = 6_000

store_child = pytest.importorskip("store_child", reason="kills processes and limits files as POSIX does")
processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["crm_analysis.ingest.load", "crm_analysis.store"])


def export(first, amount, orders=ORDERS):
    rows = "".join(
        f"{number},2024-{number % 12 + 1:02}-{number % 28 + 1:02},c{number % 4000},Tea,1,{amount},EUR\n"
        for number in range(first, first + orders)
    )
    return "Order No,Date,Customer Id,Product,Quantity,Amount,Currency\n" + rows


def state(shop):
    """What distinguishes one state of the shop from another."""
    return (
        shop.store.data_version(),
        shop.rows("SELECT upload_id, undone_at IS NULL FROM uploads ORDER BY upload_id"),
        shop.row("SELECT COUNT(*), SUM(net_sales) FROM orders"),
        shop.row("SELECT COUNT(*), SUM(orders) FROM customers"),
        shop.row("SELECT COUNT(*) FROM order_log") + shop.row("SELECT COUNT(*) FROM line_log"),
    )


def sound_state(folder, file="store.duckdb"):
    with open_shop(folder, file) as shop:
        assert maintenance.check(shop.store) == []
        return state(shop)


@pytest.fixture(scope="module")
def start(tmp_path_factory):
    """A store with one upload, a later export that overlaps it by half, and a copy from before the upload."""
    folder = tmp_path_factory.mktemp("start")
    (folder / "later.csv").write_text(export(ORDERS // 2, "7.50"), encoding="utf-8")
    with open_shop(folder) as shop:
        maintenance.backup(shop.store, folder / "copy.duckdb")
        shop.upload(export(0, "10.00"))
    return folder


@pytest.fixture(scope="module")
def states(start, tmp_path_factory):
    """Action → the state of the shop after it; "" → before."""
    folder = tmp_path_factory.mktemp("states")
    found = {"restore": sound_state(start, "copy.duckdb")}
    shutil.copy(start / "store.duckdb", folder)
    with Store.open(folder / "store.duckdb") as store:
        shop = Shop(store, folder)
        found[""] = state(shop)
        found["backup"] = found[""]
        uploads.undo(store, 1)
        found["undo"] = state(shop)
        uploads.redo(store, 1)
    shutil.copy(start / "store.duckdb", folder)
    with open_shop(folder) as shop:
        shop.upload((start / "later.csv").read_text(encoding="utf-8"))
        found["import"] = state(shop)
    return found


@pytest.fixture
def folder(start, tmp_path):
    shutil.copytree(start, tmp_path, dirs_exist_ok=True)
    return tmp_path


@contextmanager
def child(action, folder, limit=0, fatal="", nth=1):
    """The process, and the end of a pipe on which it tells how it ended."""
    here, there = processes.Pipe()
    process = processes.Process(target=store_child.act, args=(action, folder, limit, fatal, nth, there))
    process.start()
    there.close()
    assert here.recv() == store_child.BEGINS
    yield process, here
    process.join()
    here.close()


def told(pipe):
    """The child's last word; None where it was killed before."""
    try:
        return pipe.recv()
    except EOFError:
        return None


def seconds_of(action, folder):
    """How long the action itself takes, the start of its process left out."""
    with child(action, folder) as (_, pipe):
        began = time.perf_counter()
        assert told(pipe) == store_child.ENDED
        return time.perf_counter() - began


def killed(action, folder, after):
    """Whether the action was killed before it ended."""
    with child(action, folder) as (process, pipe):
        time.sleep(after)
        process.kill()
        return told(pipe) is None


@pytest.mark.parametrize(("action", "times"), [("import", 15), ("undo", 5), ("backup", 4), ("restore", 4)])
def test_killed_at_any_moment_a_change_is_whole_or_absent(action, times, start, states, tmp_path):
    """Moments are spread over the time that the action takes, each by chance within its part of it."""
    chance = random.Random(action)
    whole = tmp_path / "whole"
    shutil.copytree(start, whole)
    prepare(action, whole)
    seconds = seconds_of(action, whole)
    assert sound_state(whole) == states[action]
    found = []
    for part in range(times):
        folder = tmp_path / str(part)
        shutil.copytree(start, folder)
        prepare(action, folder)
        if killed(action, folder, seconds * (part + chance.random()) / times):
            found.append(sound_state(folder))
            repeatable(action, folder, states)
        else:
            seconds *= 0.7  # quicker this time than when it was measured
    assert found, "no moment was early enough"
    assert all(state in (states[""], states[action]) for state in found)
    assert states[""] in found


def prepare(action, folder):
    if action == "backup":
        (folder / "copy.duckdb").unlink()


def repeatable(action, folder, states):
    """What an interrupted backup or restore leaves behind does no harm to the next."""
    if action == "backup":
        copy = folder / "copy.duckdb"
        if not copy.exists():
            with Store.open(folder / "store.duckdb") as store:
                maintenance.backup(store, copy)
        assert sound_state(folder, "copy.duckdb") == states[""]
    if action == "restore":
        maintenance.restore(folder / "store.duckdb", folder / "copy.duckdb")
        assert sound_state(folder) == states["restore"]


@pytest.mark.parametrize(
    ("event", "nth", "left"),
    [
        ("shutil.copyfile", 1, ""),
        ("os.link", 1, ""),
        ("os.rename", 1, ""),
        ("os.remove", 3, "restore"),
    ],
)
def test_killed_between_the_steps_of_a_restore_a_whole_store_stands(event, nth, left, folder, states):
    with child("restore", folder, fatal=event, nth=nth) as (process, pipe):
        assert told(pipe) is None
    assert process.exitcode == -signal.SIGKILL
    assert (folder / "store.duckdb").exists()
    assert sound_state(folder) == states[left]
    repeatable("restore", folder, states)


def test_killed_before_a_backup_takes_its_name_there_is_none(folder, states):
    (folder / "copy.duckdb").unlink()
    with child("backup", folder, fatal="os.rename") as (process, pipe):
        assert told(pipe) is None
    assert process.exitcode == -signal.SIGKILL
    assert not (folder / "copy.duckdb").exists()
    repeatable("backup", folder, states)
    assert sorted(path.name for path in folder.glob("*.part*")) == []


@pytest.mark.parametrize(
    ("action", "limit"),
    [("import", 20_000), ("import", 1_200_000), ("undo", 20_000), ("backup", 300_000), ("restore", 300_000)],
)
def test_a_full_disk_is_said_and_changes_nothing(action, limit, folder, states):
    prepare(action, folder)
    before = sorted(path.name for path in folder.iterdir())
    with child(action, folder, limit=limit) as (_, pipe):
        exit_code, sentence = told(pipe)
    assert exit_code == 4
    assert "the disk is full" in sentence
    assert sound_state(folder) == states[""]
    assert sorted(path.name for path in folder.iterdir()) == before


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 3 MB, where one can be had."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = shutil.which("mount") and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(disk)], capture_output=True, check=False
    )
    if not mounted or mounted.returncode:
        pytest.skip("needs the right to mount a small disk")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_the_store_goes_on_after_the_disk_was_full(small_disk, tmp_path):
    text = "Order No,Date,Customer Id,Amount,Currency\n1,2024-01-01,ann,10,EUR\n"
    with Store.open(small_disk / "store.duckdb") as store:
        shop = Shop(store, tmp_path)
        shop.upload(text)
        before = shop.everything()
        with pytest.raises(StoreFull, match=r"store\.duckdb: the disk is full\. Nothing was changed\."):
            shop.upload(export(0, "10.00", orders=30_000), "large.csv")
        assert shop.everything() == before
        subprocess.run(["mount", "-o", "remount,size=8m", str(small_disk)], check=True)
        shop.upload(text.replace("ann", "bob"), "small.csv")
    assert sound_state(small_disk)[2] == (1, 10)
