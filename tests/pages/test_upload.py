"""From a dropped file to orders in the store, and back out of it."""

import os
import time

import pytest

from crm_analysis.ingest.jobs import Task
from crm_analysis.ingest.kinds import ALL
from crm_analysis.ingest.report import ImportOptions
from crm_analysis.ui import jobs, mapping, watched

ORDERS = (
    b"Order No,Order date,Customer email,Product,Quantity,Amount,Currency\n"
    b"1,2025-01-03,ann@x.org,Tea,1,10.00,EUR\n"
    b"2,2025-02-03,ann@x.org,Tea,1,abc,EUR\n"
    b"3,2025-02-10,bob@x.org,Tea,1,30.00,EUR\n"
)
needs_pipes = pytest.mark.skipif(os.name == "nt", reason="holds an import by a named pipe")
PICTURE = b"\x89PNG\r\n\x1a\n" + b"0" * 300


def test_a_file_is_recognised_previewed_and_imported(read, tmp_path):
    reader = read("en-GB").open("upload").upload("orders.csv", ORDERS)
    assert not reader.failures
    assert "3 rows, 1 would be rejected" in reader.words
    assert list(reader.app.dataframe[0].value["order_id"]) == ["1", "3"]

    reader.press("upload_import").wait_for_import()
    assert not reader.failures
    assert "**3** rows read = **2** stored + **1** rejected + **0** set aside by rules" in reader.words
    assert "**2** new orders, **0** orders updated, **2** new customers" in reader.words
    assert "rejects_csv_report_1" in [button.key for button in reader.app.download_button]
    assert list((tmp_path / "data" / "incoming").iterdir()) == []
    assert reader.open("overview").choose("filter_period", "all").metrics["Net sales"] == "€40.00"


def test_an_upload_can_be_undone_and_redone(read):
    reader = read("en-GB").open("upload").upload("orders.csv", ORDERS).press("upload_import").wait_for_import()
    reader.press("upload_switch_1")
    assert "undone" in reader.words
    assert reader.open("overview").app.title[0].value == "See who comes back"
    reader.open("upload").press("upload_switch_1")
    assert reader.open("overview").choose("filter_period", "all").metrics["Net sales"] == "€40.00"


def test_a_file_that_is_no_table_is_refused_in_the_readers_language(read):
    reader = read("zh-CN").open("upload").upload("orders.csv", PICTURE)
    assert not reader.app.exception
    assert len(reader.app.error) == 1
    assert "不是表格" in reader.app.error[0].value
    assert reader.app.button("upload_import").disabled


def test_each_refused_file_gets_its_own_sentence(read):
    reader = read("en-GB").open("upload").upload("a.csv", PICTURE).upload("b.csv", b"")
    assert not reader.app.exception
    assert [error.value.split()[0] for error in reader.app.error] == ["a.csv", "b.csv"]


def test_every_role_of_a_table_can_be_named():
    for kind in ALL.values():
        assert set(mapping.roles(kind.id)) == set(kind.roles)


def test_an_unknown_table_asks_which_column_is_which(read):
    reader = read("en-GB").open("upload").upload("bestellungen.csv", b"Nr,Wann,Wer,Wieviel\n1,2025-01-01,ann,10\n")
    assert not reader.failures
    assert [warning.value for warning in reader.app.warning] == [
        "Choose the columns for: Order number, Order date, Line amount."
    ]
    assert reader.app.button("upload_import").disabled


def test_an_unknown_table_is_imported_once_its_columns_are_named(read):
    table = b"Nr,Wann,Wer,Wieviel\n1,2025-01-01,ann@x.org,10\n2,2025-02-01,ann@x.org,20\n"
    reader = read("en-GB").open("upload").upload("bestellungen.csv", table)
    for role, heading in (("order_id", "Nr"), ("ordered_at", "Wann"), ("email", "Wer"), ("amount", "Wieviel")):
        (field,) = [box for box in reader.app.selectbox if box.key.startswith(f"upload_column_{role}_")]
        field.select(heading).run()
    assert list(reader.app.dataframe[0].value["amount"]) == [10.0, 20.0]
    reader.open("overview").open("upload").press("upload_import").wait_for_import()
    assert reader.open("overview").choose("filter_period", "all").metrics["Net sales"] == "30.00"


def test_several_files_wait_together_and_can_be_discarded(read, tmp_path):
    reader = read("en-GB").open("upload").upload("a.csv", ORDERS).upload("b.csv", ORDERS)
    assert reader.app.button("upload_import").label == "Import 2 files"
    reader.press("upload_discard")
    assert "a.csv" not in reader.words
    assert list((tmp_path / "data" / "incoming").iterdir()) == []


def test_files_wait_while_a_person_looks_at_another_page(read):
    reader = read("en-GB").open("upload").upload("a.csv", ORDERS).open("overview").open("upload")
    assert reader.app.button("upload_import").label == "Import 1 file"


def test_what_was_refused_does_not_stop_what_can_be_imported(read):
    reader = read("en-GB").open("upload").upload("p.csv", PICTURE).upload("a.csv", ORDERS)
    reader.press("upload_import").wait_for_import()
    assert "**2** new orders" in reader.words
    reader.press("import_seen")
    assert "new orders" not in reader.words


def test_the_sample_shop_fills_the_first_page(read):
    reader = read("en-GB").press("welcome_sample").wait_for_import()
    assert not reader.failures
    assert reader.app.title[0].value == "Overview"
    assert len(jobs.newest().reports) == len(jobs.newest().tasks)


def test_a_folder_of_this_computer_is_imported_and_stays_as_it_is(read, tmp_path):
    folder = tmp_path / "exports"
    (folder / "deeper").mkdir(parents=True)
    (folder / "b.csv").write_bytes(ORDERS)
    (folder / "deeper" / "a.csv").write_bytes(ORDERS.replace(b"\n1,", b"\n7,"))
    (folder / "note.txt.part").write_bytes(b"half")
    reader = read("en-GB").open("upload")
    reader.app.text_input("upload_folder_path").set_value(str(folder))
    reader.press("upload_folder_import").wait_for_import()
    assert not reader.failures
    assert [report.file for report in jobs.newest().reports] == ["b.csv", "deeper/a.csv"]
    assert sorted(path.name for path in folder.rglob("*.csv")) == ["a.csv", "b.csv"]


@pytest.mark.parametrize("said", ["", "nowhere"])
def test_a_folder_without_tables_is_refused_politely(read, tmp_path, said):
    reader = read("en-GB").open("upload")
    reader.app.text_input("upload_folder_path").set_value(str(tmp_path / said) if said else "")
    reader.press("upload_folder_import")
    assert not reader.app.exception
    assert len(reader.app.error) == 1
    assert jobs.newest() is None


def test_an_app_that_others_reach_offers_no_folder(read, monkeypatch):
    monkeypatch.setenv("CRM_HOST", "0.0.0.0")
    reader = read("en-GB").open("upload")
    assert "upload_folder_path" not in [field.key for field in reader.app.text_input]


def test_a_file_of_a_folder_that_nobody_recognises_can_be_laid_out_for_mapping(read, tmp_path):
    folder = tmp_path / "exports"
    folder.mkdir()
    (folder / "bestellungen.csv").write_bytes(b"Nr,Wann,Wer,Wieviel\nx,y,z,w\n")
    reader = read("en-GB").open("upload")
    reader.app.text_input("upload_folder_path").set_value(str(folder))
    reader.press("upload_folder_import").wait_for_import()
    assert len(reader.app.error) == 1
    reader.press("refused_map_0")
    assert "bestellungen.csv" in [heading.value for heading in reader.app.subheader]
    reader.press("upload_discard")
    assert (folder / "bestellungen.csv").exists()


def test_what_appears_in_a_watched_folder_is_imported(read, tmp_path, monkeypatch):
    folder = tmp_path / "inbox"
    folder.mkdir()
    monkeypatch.setenv("CRM_WATCH", str(folder))
    reader = read("en-GB")
    (folder / "orders.csv").write_bytes(ORDERS)
    until = time.monotonic() + 60
    while not (jobs.newest() and jobs.newest().ended):
        assert time.monotonic() < until
        time.sleep(0.1)
    watched.begin().end()
    assert "**2** new orders" in reader.open("upload").words


@pytest.fixture
def long_import(read, tmp_path):
    """A reader, an import that waits for the first byte of its file, and how to let it go on; it ends stopped."""
    slow = tmp_path / "slow.csv"
    os.mkfifo(slow)
    reader = read("en-GB")
    job = jobs.all_jobs().add([Task(slow, slow.name, ImportOptions(), keep=True)])

    def let_go():
        job.stop()
        if not job.ended:
            slow.write_bytes(ORDERS)
        reader.wait_for_import()

    yield reader, job, let_go
    let_go()


@needs_pipes
def test_an_import_is_seen_on_every_page_and_by_whoever_looks(long_import, read):
    reader, *_ = long_import
    for someone in (reader, read("zh-CN")):
        for page in ("overview", "upload"):
            someone.open(page)
            assert not someone.failures
            assert any("slow.csv" in str(bar.proto.text) for bar in someone.app.get("progress"))


@needs_pipes
def test_stop_is_taken_and_nothing_is_kept(long_import):
    reader, job, let_go = long_import
    reader.open("upload").press("import_stop")
    assert job.stopping
    assert reader.app.button("import_stop").disabled
    let_go()
    assert job.state == "stopped"
    assert [info.value for info in reader.app.info] == ["slow.csv: stopped. Nothing of it was kept."]
