"""Input that cannot be used: one sentence says what, where and what to do, and the store stays as it was."""

import io
import os
import subprocess
import sys
import zipfile
from contextlib import contextmanager
from pathlib import Path

import duckdb
import openpyxl
import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from crm_analysis.errors import OutOfMemory
from crm_analysis.store import Store, scratch

ROOT = Path(__file__).parent.parent
HEADINGS = "Order No,Order date,Customer email,Amount,Quantity,Product,Currency\n"
GOOD = HEADINGS + "A1,2024-01-05,ann@example.com,10.00,1,Tea,EUR\n"
MANY = HEADINGS + "".join(
    f"A{n},2024-01-{1 + n % 28:02},p{n}@example.com,{n % 97}.5,1,Tea {n},EUR\n" for n in range(30_000)
)
PICTURE = bytes.fromhex("89504e470d0a1a0a0000000d4948445200000001000000010806000000") + bytes(range(256)) * 20
MEGABYTE = 1 << 20
HOLD = """
import sys
from pathlib import Path
from crm_analysis.store import Store
with Store.open(Path(sys.argv[1])) as store, store.writing(keep=False):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def shop(crm, tmp_path):
    """The command line on a store that holds one order."""
    file = tmp_path / "good.csv"
    file.write_text(GOOD, encoding="utf-8")
    assert crm("import", file)[0] == 0
    return crm


@contextmanager
def nothing_changes(crm, path):
    """The data version and every figure are the same afterwards."""

    def state():
        with Store.open(path) as store:
            version = store.data_version()
        return version, crm("overview", "--json")[1], crm("uploads")[1]

    before = state()
    yield
    assert state() == before


def refuses(outcome, code, *says):
    """One sentence on standard error, nothing else, and the exit code that goes with it."""
    found, out, err = outcome
    assert (found, out, len(err.splitlines())) == (code, "", 1), err
    for words in says:
        assert words in err


def later_version(archive):
    """The archive, said to need a program that nobody has written."""
    place = archive.index(b"PK\x01\x02") + 6
    return archive[:place] + b"\xd4" + archive[place + 1 :]


def zipped(content):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("orders.csv", content)
    return packed.getvalue()


def locked(archive):
    """An archive whose entries say that they are encrypted, as Shopee Taiwan sends them."""
    entries = ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8))
    marked = bytearray(archive)
    for signature, flags in entries:
        marked[archive.index(signature) + flags] |= 1
    return bytes(marked)


def protected():
    plain, locked = io.BytesIO(), io.BytesIO()
    openpyxl.Workbook().save(plain)
    OOXMLFile(plain).encrypt("secret", locked)
    return locked.getvalue()


def without(column):
    table = [line.split(",") for line in GOOD.splitlines()]
    place = table[0].index(column)
    return "\n".join(",".join(row[:place] + row[place + 1 :]) for row in table).encode()


def dated(*days):
    return (HEADINGS + "".join(f"A{n},{day},ann@example.com,1,1,Tea,EUR\n" for n, day in enumerate(days))).encode()


def wide():
    row = ",".join(f"c{number}" for number in range(5_000))
    return f"{row}\n{row}\n".encode()


REFUSED = {
    "empty.csv": (b"", "is empty"),
    "blank.csv": (b"\n\n \n", "is empty"),
    "picture.csv": (PICTURE, "PNG picture"),
    "truncated.zip": (zipped(GOOD * 50)[:-100], "damaged"),
    "of another time.zip": (later_version(zipped(GOOD)), "damaged"),
    "protected.xlsx": (protected(), "password"),
    "protected.zip": (locked(zipped(GOOD)), "password"),
    "headings.csv": (HEADINGS.encode(), "no rows below"),
    "no-date.csv": (without("Order date"), "ordered_at"),
    "no-amount.csv": (without("Amount"), "amount"),
    "no-order.csv": (without("Order No"), "order_id"),
    "mixed-dates.csv": (dated("1/2/2024", "13/2/2024", "2/13/2024"), "Order date"),
    "wide.csv": (wide(), "5000 columns"),
    "letter.txt": (b"Dear shop,\nplease find our orders below.\nKind regards\n", "no heading row"),
}


@pytest.mark.heavy
@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_cannot_be_used(shop, tmp_path, name):
    content, says = REFUSED[name]
    file = tmp_path / name
    file.write_bytes(content)
    with nothing_changes(shop, tmp_path / "store.duckdb"):
        refuses(shop("import", file), 3, name, says)


@pytest.mark.parametrize("beginning", ["", GOOD + 'A2,2024-01-05,"'])
def test_a_line_of_two_hundred_megabytes(shop, tmp_path, beginning):
    file = tmp_path / "line.csv"
    with file.open("wb") as line:
        line.write(beginning.encode())
        for _ in range(200):
            line.write(b"a" * MEGABYTE)
    with nothing_changes(shop, tmp_path / "store.duckdb"):
        refuses(shop("import", file), 3, "line.csv", "single line")


def test_an_import_while_another_one_runs(shop, tmp_path):
    store = tmp_path / "store.duckdb"
    with (
        nothing_changes(shop, store),
        subprocess.Popen(
            [sys.executable, "-c", HOLD, str(store)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as other,
    ):
        assert other.stdout.readline().strip() == b"held"
        refuses(shop("import", tmp_path / "good.csv"), 4, "store.duckdb", "open in another program")


@pytest.mark.skipif(os.name == "nt", reason="only POSIX can limit the size of files")
@pytest.mark.parametrize("room", [1, 5])
def test_a_full_disk(shop, tmp_path, room):
    import resource

    store, file = tmp_path / "store.duckdb", tmp_path / "many.csv"
    file.write_text(MANY, encoding="utf-8")
    size = room * MEGABYTE // 2

    def little_room():
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    with nothing_changes(shop, store):
        done = subprocess.run(
            [sys.executable, "-m", "crm_analysis", "--store", store, "import", file],
            cwd=ROOT,
            capture_output=True,
            text=True,
            encoding="utf-8",
            preexec_fn=little_room,
        )
        refuses((done.returncode, done.stdout, done.stderr), 4, "disk is full", "Nothing was changed")


def test_a_store_of_a_newer_version(shop, tmp_path):
    store = tmp_path / "store.duckdb"
    with Store.open(store) as opened, opened.writing() as cursor:
        cursor.execute("UPDATE meta SET schema_version = schema_version + 1")
    before = store.read_bytes()
    refuses(shop("overview", "--json"), 4, "store.duckdb", "newer version")
    refuses(shop("import", tmp_path / "good.csv"), 4, "newer version")
    assert store.read_bytes() == before


@pytest.mark.parametrize("content", [b"these are not the tables", PICTURE])
def test_a_store_that_is_no_store(crm, tmp_path, content):
    store = tmp_path / "store.duckdb"
    store.write_bytes(content)
    refuses(crm("overview", "--json"), 4, "store.duckdb")
    assert store.read_bytes() == content


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written(crm, tmp_path, monkeypatch):
    (tmp_path / "locked").mkdir(mode=0o500)
    monkeypatch.setenv("CRM_STORE", str(tmp_path / "locked" / "store.duckdb"))
    refuses(crm("overview", "--json"), 4, "store.duckdb")


def test_what_needs_more_memory_than_there_may_be_is_told(tmp_path):
    needs_more = duckdb.OutOfMemoryException("Out of Memory Error: failed to allocate data of size 128.0 KiB")
    with pytest.raises(OutOfMemory, match="more memory than the program may use"), scratch():
        raise needs_more
    with Store.open(tmp_path / "store.duckdb", memory_limit="40MB") as store:
        with pytest.raises(OutOfMemory, match="40MB"), store.writing():
            raise needs_more
        assert store.data_version() == 0
