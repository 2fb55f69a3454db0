"""From a dropped file to orders in the store, and back out of it."""

import pytest

from crm_analysis.ingest.kinds import ALL
from crm_analysis.store import Store, uploads
from crm_analysis.ui import jobs, mapping

ORDERS = (
    b"Order No,Order date,Customer email,Product,Quantity,Amount,Currency\n"
    b"1,2025-01-03,ann@x.org,Tea,1,10.00,EUR\n"
    b"2,2025-02-03,ann@x.org,Tea,1,abc,EUR\n"
    b"3,2025-02-10,bob@x.org,Tea,1,30.00,EUR\n"
)
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


class Nothing:
    """A store that is never reached."""


def test_a_stopped_import_keeps_nothing(store_file, tmp_path):
    file = tmp_path / "orders.csv"
    file.write_bytes(ORDERS)
    with Store.open(store_file) as store:
        job = jobs.Job((jobs.Task(file, "orders.csv", jobs.ImportOptions()),), stopping=True)
        jobs._work(job, store)
        assert uploads.listing(store).empty
    assert job.ended
    assert [(name, type(error)) for name, error in job.refused] == [("orders.csv", jobs.ImportStopped)]


def test_a_failure_that_nobody_foresaw_ends_the_job_with_a_sentence(tmp_path, caplog):
    file = tmp_path / "orders.csv"
    file.write_bytes(ORDERS)
    job = jobs.Job((jobs.Task(file, "orders.csv", jobs.ImportOptions()),))
    jobs._work(job, Nothing())
    assert job.ended
    assert "nobody foresaw" in str(job.refused[0][1])
    assert "AttributeError" in caplog.text


@pytest.mark.parametrize(("place", "step", "progress"), [(0, "read", 0.025), (1, "read", 0.525), (1, "refresh", 0.9)])
def test_progress_of_a_job(place, step, progress):
    job = jobs.Job(tasks=(None, None), place=place, step=step)
    assert job.progress == pytest.approx(progress)
