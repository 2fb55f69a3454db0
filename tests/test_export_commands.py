"""The commands export and exports: what is printed, what is written, what is said and noted."""

import csv
import io
from datetime import datetime

import pytest

from crm_analysis.errors import StoreFull
from crm_analysis.export.making import make
from crm_analysis.rules.exports import layout_of
from crm_analysis.store import exports
from crm_analysis.store.exports import COMMAND_LINE, Maker
from shops import shop_in_memory
from test_lists import MEMBERS, ORDERS, everybody


@pytest.fixture
def shop(crm, tmp_path):
    (tmp_path / "orders.csv").write_text(ORDERS, encoding="utf-8")
    (tmp_path / "members.csv").write_text(MEMBERS, encoding="utf-8")
    assert crm("import", "orders.csv", "members.csv")[0] == 0
    return crm


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_an_export_says_who_is_left_out_and_why_and_is_noted(shop, tmp_path):
    code, out, said = shop("export", "everybody", "--layout", "mailchimp", "--to", "list.csv")
    assert (code, out) == (0, "")
    assert said == (
        "5 in everybody; 2 left out without consent; 1 left out whose consent is unknown; "
        "1 left out without an address for it; 1 written\n"
    )
    assert len(rows((tmp_path / "list.csv").read_text(encoding="utf-8"))) == 1
    (noted,) = rows(shop("exports")[1])
    assert datetime.fromisoformat(noted.pop("made_at"))
    assert noted == {
        "export_id": "1",
        "made_by": "command line",
        "feed_id": "",
        "list": "everybody",
        "layout": "mailchimp",
        "kind": "csv",
        "headings": '["Email Address", "First Name", "Last Name", "Phone Number", "City", "Country", "Tags"]',
        "unknown_consent": "leave_out",
        "listed": "5",
        "written": "1",
        "refused": "2",
        "unknown": "1",
        "no_address": "1",
        "feed": "",
    }


def test_what_is_printed_is_for_programs_and_noted_too(shop):
    code, out, _ = shop("export", "everybody", "--columns", "customer_id, monetary")
    assert code == 0
    assert out.splitlines()[:2] == ["customer_id,monetary", "ann@x.org,50.0"]
    assert [row["written"] for row in rows(shop("exports")[1])] == ["5"]


def test_segments_of_any_map_can_be_named(shop):
    alone = shop("export", "hibernating")[1]
    assert alone == shop("export", "grid:hibernating")[1]
    assert alone.startswith("customer_id,")


def test_a_refused_export_is_not_noted(shop, tmp_path):
    code, _, said = shop("export", "everybody", "--layout", "google", "--to", "list.xlsx")
    assert code == 3
    assert "google is a file that ends in .csv" in said
    assert shop("exports")[1].count("\n") == 1
    assert not (tmp_path / "list.xlsx").exists()


def test_a_file_that_cannot_be_noted_does_not_stay(tmp_path):
    with shop_in_memory(tmp_path) as shop:
        shop.upload(ORDERS)
        shop.change("DROP TABLE exports")
        with pytest.raises(Exception, match="exports"):
            make(shop.store, everybody("generic"), tmp_path / "list.csv", Maker(COMMAND_LINE))
    assert not (tmp_path / "list.csv").exists()


def test_an_export_waits_for_no_import_and_leaves_what_was_counted(tmp_path):
    with shop_in_memory(tmp_path) as shop:
        shop.upload(ORDERS)
        before = shop.store.data_version()
        with shop.store.writing() as cursor:
            cursor.execute("DELETE FROM customers")
            make(shop.store, everybody("generic"), tmp_path / "list.csv", Maker(COMMAND_LINE))
        assert shop.store.data_version() == before + 1
        assert exports.listing(shop.store)["written"].tolist() == [5]


def test_a_full_disk_is_said_plainly(tmp_path):
    with shop_in_memory(tmp_path) as shop, pytest.raises(StoreFull, match="disk is full"), shop.store.noting():
        raise OSError(28, "No space left on device")


def test_a_layout_for_programs_keeps_every_text(shop):
    layout = layout_of("generic").for_programs()
    assert (layout.mark, layout.cells) == (False, "")
    assert layout_of("klaviyo").for_programs() == layout_of("klaviyo")


def test_thresholds_decide_who_is_in_a_segment_as_for_every_other_command(shop):
    steps = "180 90 60 30 / 2 3 5 8 / 20 30 40 50"
    _, out, _ = shop("export", "everybody", "--columns", "customer_id,monetary,m", "--thresholds", steps)
    assert [(row["monetary"], row["m"]) for row in rows(out)] == [
        ("50.0", "5"), ("40.0", "4"), ("30.0", "3"), ("20.0", "2"), ("10.0", "1"),
    ]  # fmt: skip
    scored = rows(shop("rfm", "--thresholds", steps)[1])
    for segment in {row["segment"] for row in scored}:
        _, out, _ = shop("export", segment, "--columns", "customer_id", "--thresholds", steps)
        assert {row["customer_id"] for row in rows(out)} == {
            row["customer_id"] for row in scored if row["segment"] == segment
        }
    eight = shop("export", "eight:important_value", "--thresholds", "60 / 1 / 30", "--columns", "customer_id")
    assert (eight[0], len(rows(eight[1]))) == (0, 3)


def test_thresholds_that_fit_nothing_are_refused(shop):
    assert shop("export", "eight:important_value", "--thresholds", "fifths")[0] == 3
    code, _, said = shop("export", "tag:country", "--thresholds", "fifths")
    assert code == 3
    assert "tag:country: it is no segment of a map, so thresholds do not change who is in it." in said
