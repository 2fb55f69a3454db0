"""The store file: opened, brought up to date, refused; one writer, many readers, a version that counts changes."""

import os
import random
import subprocess
import sys
import tempfile
import threading
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest

from crm_analysis import schema
from crm_analysis.errors import InputRefused, OutOfMemory, StoreBusy, StoreDamaged, StoreError, StoreTooNew
from crm_analysis.rules import segments
from crm_analysis.store import Store, migrations, tags, uploads
from crm_analysis.store.migrations import migrate
from shops import FEBRUARY, JANUARY, open_shop, shop_in_memory

NOBODY = 65534


@pytest.fixture
def path(tmp_path):
    return tmp_path / "store.duckdb"


def columns_of(store, table):
    with store.cursor() as cursor:
        rows = cursor.execute("SELECT name, type FROM pragma_table_info(?)", [table]).fetchall()
    return [(name, type_.replace(" ", "")) for name, type_ in rows]


def test_a_new_store_has_the_tables_of_the_schema_and_is_empty(path):
    with Store.open(path) as store:
        for table in (*schema.LOG_TABLES, *schema.QUESTION_TABLES):
            wanted = [(column.name, column.type.replace(" ", "")) for column in table.columns]
            assert columns_of(store, table.name) == wanted
        with store.cursor() as cursor:
            assert cursor.execute("SELECT MIN(n), MAX(n), COUNT(DISTINCT n) FROM numbers").fetchone() == (
                0,
                9999,
                10000,
            )
            assert cursor.execute("FROM segment_cells ORDER BY ALL").fetchall() == sorted(segments.cells())
            assert cursor.execute("SELECT COUNT(*) FROM orders").fetchone() == (0,)
        assert store.data_version() == 0


def test_a_store_that_is_opened_again_holds_what_it_held(tmp_path):
    with open_shop(tmp_path) as shop:
        shop.upload(JANUARY)
        before = shop.everything()
    with open_shop(tmp_path) as shop:
        assert shop.everything() == before


def test_the_segment_map_follows_its_rules_when_the_store_is_opened(tmp_path):
    with open_shop(tmp_path) as shop:
        shop.change("UPDATE segment_cells SET segment = 'old name'")
    with open_shop(tmp_path) as shop:
        assert shop.rows("FROM segment_cells ORDER BY ALL") == sorted(segments.cells())


def test_a_store_is_brought_to_the_newest_version_and_keeps_its_rows(tmp_path, monkeypatch):
    with open_shop(tmp_path) as shop:
        shop.upload(JANUARY)
    steps = (*migrations.steps(), "ALTER TABLE uploads ADD COLUMN surprise VARCHAR")
    monkeypatch.setattr(migrations, "steps", lambda: steps)
    with open_shop(tmp_path) as shop:
        assert shop.row("SELECT schema_version FROM meta") == (len(steps),)
        assert shop.rows("SELECT upload_id, surprise FROM uploads") == [(1, None)]


def test_a_new_store_has_the_tables_that_the_schema_describes(tmp_path):
    with shop_in_memory(tmp_path) as shop:
        kept = (
            *schema.LOG_TABLES,
            *schema.SETTINGS_TABLES,
            *schema.JOURNALS,
            *schema.DERIVED_TABLES,
            *schema.REFERENCE_TABLES,
        )
        for table in (*kept, schema.ORDER_LINES):
            described = shop.rows(f"SELECT column_name, column_type FROM (DESCRIBE {table.name})")
            assert [(name, kind.replace(",", ", ")) for name, kind in described] == [
                (column.name, column.type) for column in table.columns
            ]


def test_a_step_that_fails_leaves_the_store_at_the_version_it_had(tmp_path, monkeypatch):
    with open_shop(tmp_path) as shop:
        shop.upload(JANUARY)
        before = shop.everything()
    steps = (*migrations.steps(), "DELETE FROM uploads; ALTER TABLE nowhere ADD COLUMN note VARCHAR")
    with monkeypatch.context() as patch, pytest.raises(StoreError):
        patch.setattr(migrations, "steps", lambda: steps)
        Store.open(tmp_path / "store.duckdb")
    with open_shop(tmp_path) as shop:
        assert shop.everything() == before


def test_a_store_of_a_newer_version_is_refused_and_not_changed(tmp_path, path):
    with open_shop(tmp_path) as shop:
        shop.change("UPDATE meta SET schema_version = 99")
    bytes_before = path.read_bytes()
    known = len(migrations.steps())
    with pytest.raises(StoreTooNew, match=rf"store\.duckdb .*version 99, known here: {known}\)") as refusal:
        Store.open(path)
    assert refusal.value.exit_code == 4
    assert path.read_bytes() == bytes_before


def picture(path):
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + random.Random(1).randbytes(5000))


def text(path):
    path.write_text("Order No,Order date\n" * 1000, encoding="utf-8")


def nothing(path):
    path.touch()


def half(path):
    Store.open(path).close()
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])


def one_bad_block(path):
    Store.open(path).close()
    written = bytearray(path.read_bytes())
    written[12388:12488] = bytes(100)
    path.write_bytes(bytes(written))


def sqlite(path):
    path.write_bytes(b"SQLite format 3\0" + bytes(4080))


@pytest.mark.parametrize("spoil", [picture, text, nothing, half, one_bad_block, sqlite])
def test_what_is_no_store_is_refused_with_a_sentence(path, spoil):
    spoil(path)
    before = path.read_bytes()
    with pytest.raises(
        StoreDamaged, match=r"store\.duckdb is not a store of this program, or it is damaged"
    ) as refusal:
        Store.open(path)
    assert refusal.value.exit_code == 4
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "foreign",
    [
        "CREATE TABLE invoices (number INTEGER)",
        "CREATE TABLE orders (number INTEGER)",
        "CREATE TABLE meta (key VARCHAR)",
        "CREATE VIEW one AS SELECT 1",
        "CREATE SCHEMA other; CREATE TABLE other.meta (schema_version INTEGER)",
    ],
)
def test_a_database_of_another_program_is_not_adopted(path, foreign):
    with duckdb.connect(str(path)) as connection:
        connection.execute(foreign)
    before = path.read_bytes()
    with pytest.raises(StoreDamaged, match=r"store\.duckdb is .*another"):
        Store.open(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "name", ["a b/c d.duckdb", 'it\'s/"here".duckdb', "回头客/商店 1.duckdb", "deep/er/still.duckdb"]
)
def test_any_path_will_do_and_missing_folders_are_made(tmp_path, name):
    path = tmp_path / name
    with open_shop(tmp_path, name) as shop:
        shop.upload(JANUARY)
    assert path.is_file()
    with open_shop(tmp_path, name) as shop:
        assert len(shop.net_sales()) == 3


def test_a_folder_and_a_path_below_a_file_are_no_place_for_a_store(tmp_path):
    (tmp_path / "file").touch()
    for path in (tmp_path, tmp_path / "file" / "store.duckdb"):
        with pytest.raises(StoreError, match=r"cannot be opened: .*Check the path"):
            Store.open(path)


@contextmanager
def without_rights():
    """Root may write everywhere: be nobody for a moment."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="rights are of another kind on Windows")
def test_a_folder_that_may_not_be_written_is_said():
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o555)
        with without_rights(), pytest.raises(StoreError, match=r"Permission denied.*Check the path and your rights"):
            Store.open(Path(folder) / "store.duckdb")
        with without_rights(), pytest.raises(StoreError, match=r"Permission denied.*Check the path and your rights"):
            Store.open(Path(folder) / "below" / "store.duckdb")
        Path(folder).chmod(0o755)


HOLD = "import sys, duckdb; held = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.read()"


@contextmanager
def held_by_another_program(path):
    command = [sys.executable, "-c", HOLD, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout.readline() == "held\n"
        yield
        other.stdin.close()


def test_a_store_that_another_program_holds_is_busy(path):
    Store.open(path).close()
    with held_by_another_program(path):
        with pytest.raises(StoreBusy, match=r"store\.duckdb is open in another program") as refusal:
            Store.open(path)
        assert refusal.value.exit_code == 4
    Store.open(path).close()


def test_a_store_has_one_owner_inside_the_program_too(path, tmp_path):
    with Store.open(path), pytest.raises(StoreBusy, match="open already in this program"):
        Store.open(tmp_path / "." / "store.duckdb", memory_limit="500MB")
    Store.open(path).close()


def test_a_store_that_is_forgotten_can_be_opened_again(path):
    store = Store.open(path)
    del store
    Store.open(path).close()


def test_a_second_writer_is_turned_away_and_the_first_goes_on(tmp_path):
    refused = []

    def write_too():
        try:
            shop.upload(FEBRUARY, "february.csv")
        except StoreBusy as refusal:
            refused.append(str(refusal))

    with open_shop(tmp_path) as shop:
        shop.upload(JANUARY)
        with shop.store.writing() as cursor:
            cursor.execute("DELETE FROM customers")
            other = threading.Thread(target=write_too)
            other.start()
            other.join()
        assert refused == [
            "store.duckdb: another import or change is under way. Wait until it has ended and try again."
        ]
        assert shop.row("SELECT COUNT(*) FROM customers") == (0,)
        assert shop.upload(FEBRUARY, "february.csv").upload_id == 2


def test_a_writer_that_fails_makes_room_for_the_next_and_leaves_no_trace(tmp_path):
    with open_shop(tmp_path) as shop:
        shop.upload(JANUARY)
        before = shop.everything()
        with pytest.raises(ZeroDivisionError), shop.store.writing() as cursor:
            cursor.execute("DELETE FROM orders")
            cursor.execute("CREATE TABLE left_behind (n INTEGER)")
            raise ZeroDivisionError
        assert shop.everything() == before
        assert shop.rows("SELECT 1 FROM duckdb_tables() WHERE table_name = 'left_behind'") == []
        with shop.store.writing():
            pass


@pytest.mark.heavy
def test_readers_see_whole_states_while_one_writes(tmp_path):
    """Each upload takes the place of all ten orders with one amount: a torn or empty answer would show two, or none."""
    headings = "Order No,Date,Customer Id,Amount,Currency\n"
    seen, faults, done = set(), [], threading.Event()

    def read():
        while not done.is_set():
            with shop.store.cursor() as cursor:
                answer = cursor.execute("SELECT COUNT(*), MIN(net_sales), MAX(net_sales) FROM orders").fetchone()
                people = cursor.execute("SELECT COUNT(*), SUM(orders) FROM customers").fetchone()
            seen.add(answer)
            if answer[0] != 10 or answer[1] != answer[2] or people != (5, 10):
                faults.append((answer, people))

    def state(amount):
        return headings + "".join(f"{n},2024-01-{n + 1:02},c{n % 5},{amount},EUR\n" for n in range(10))

    with open_shop(tmp_path) as shop:
        shop.upload(state(1))
        readers = [threading.Thread(target=read) for _ in range(6)]
        for reader in readers:
            reader.start()
        for amount in range(2, 12):
            shop.upload(state(amount))
        done.set()
        for reader in readers:
            reader.join()
    assert faults == []
    assert len(seen) > 1


def test_the_data_version_grows_with_each_change(tmp_path):
    with open_shop(tmp_path) as shop:
        versions = [shop.store.data_version()]
        for change in (
            lambda: shop.upload(JANUARY),
            lambda: shop.upload(FEBRUARY, "february.csv"),
            lambda: uploads.undo(shop.store, 1),
            lambda: uploads.redo(shop.store, 1),
        ):
            change()
            versions.append(shop.store.data_version())
    assert versions == [0, 1, 2, 3, 4]
    with open_shop(tmp_path) as shop:
        assert shop.store.data_version() == 4


def test_a_label_moves_the_data_on_and_leaves_the_facts(tmp_path):
    with open_shop(tmp_path) as shop:
        shop.upload(JANUARY)
        with shop.store.cursor() as cursor:
            (customer,) = cursor.execute("SELECT MIN(customer_id) FROM customers").fetchone()
        facts, data = shop.store.facts_version(), shop.store.data_version()
        tags.give(shop.store, [customer], "press")
        assert (shop.store.facts_version(), shop.store.data_version()) == (facts, data + 1)
        shop.upload(FEBRUARY, "february.csv")
        assert (shop.store.facts_version(), shop.store.data_version()) == (facts + 1, data + 2)


def test_the_data_version_stays_where_nothing_changes(tmp_path):
    with open_shop(tmp_path) as shop:
        shop.upload(JANUARY)
        before = shop.everything()
        with pytest.raises(InputRefused):
            uploads.redo(shop.store, 1)
        with pytest.raises(InputRefused):
            shop.upload("Order No,Date,Amount\n1,yesterday,2\n", "refused.csv")
        uploads.listing(shop.store)
        uploads.rejects(shop.store, 1)
        with shop.store.writing(keep=False) as cursor:
            cursor.execute("DELETE FROM orders")
        assert shop.store.data_version() == 1
        assert shop.everything() == before


def test_a_dry_run_reports_as_the_import_would_and_changes_nothing(tmp_path):
    with open_shop(tmp_path) as shop:
        shop.upload(JANUARY)
        before = shop.everything()
        dry = shop.upload(FEBRUARY, "february.csv", dry_run=True)
        assert shop.everything() == before
        real = shop.upload(FEBRUARY, "february.csv")
    assert (dry.upload_id, real.upload_id) == (None, 2)
    told = ("rows_read", "lines_stored", "rows_rejected", "orders_new", "orders_replaced", "customers_new", "currency")
    assert [getattr(dry, name) for name in told] == [getattr(real, name) for name in told] == [1, 1, 0, 1, 0, 0, "EUR"]


def test_stores_in_memory_are_each_their_own(tmp_path):
    with shop_in_memory(tmp_path) as one, shop_in_memory(tmp_path) as other:
        one.upload(JANUARY)
        assert (len(one.net_sales()), len(other.net_sales())) == (3, 0)


def test_what_a_killed_import_left_beside_the_store_is_cleared_away(tmp_path):
    """Nothing of other files is touched, nor of a store that another program holds."""
    path = tmp_path / "store.duckdb"
    with Store.open(path) as store, store.folder() as folder:
        (folder / "text.csv").write_text("half", encoding="utf-8")
        assert folder.parent == tmp_path
        with pytest.raises(StoreBusy):
            Store.open(path)
        assert folder.exists()
    assert not folder.exists()
    left = [tmp_path / "store.duckdb.work-abc", tmp_path / "store.duckdb.tmp"]
    others = [tmp_path / "other.duckdb.work-abc", tmp_path / "store.duckdb.work"]
    for folder in left + others:
        folder.mkdir()
        (folder / "rest").write_text("left", encoding="utf-8")
    with Store.open(path):
        assert [folder.exists() for folder in left + others] == [False, False, True, True]


def test_a_store_that_spilled_while_it_was_brought_up_to_date_can_spill_again(tmp_path, monkeypatch):
    spilling = "CREATE TEMP TABLE large AS SELECT i, md5(CAST(i AS VARCHAR)) AS text FROM range(1_500_000) AS t(i)"

    def spill(connection, file):
        migrate(connection, file)
        connection.execute(f"{spilling}; DROP TABLE large")

    monkeypatch.setattr("crm_analysis.store.store.migrate", spill)
    with Store.open(tmp_path / "store.duckdb", memory_limit="60MB") as store, store.drawing() as cursor:
        cursor.execute(spilling)
        assert list((tmp_path / "store.duckdb.tmp").iterdir())
        assert cursor.execute("SELECT COUNT(DISTINCT text) FROM large").fetchone() == (1_500_000,)


def test_a_store_that_needs_more_memory_to_be_brought_up_to_date_is_not_called_damaged(tmp_path, monkeypatch):
    def fill(connection, _file):
        raise duckdb.OutOfMemoryException("failed to allocate")

    monkeypatch.setattr("crm_analysis.store.store.migrate", fill)
    with pytest.raises(OutOfMemory, match="50MB"):
        Store.open(tmp_path / "store.duckdb", memory_limit="50MB")
    assert not list(tmp_path.glob("*.tmp"))
