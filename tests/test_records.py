"""Tables of something else than orders: stored whole, current by the newest word, out of every figure when undone."""

import pytest

from crm_analysis.errors import NothingUsable
from crm_analysis.store import maintenance, uploads
from shops import shop_in_memory

CUSTOMERS = "Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Phone,Total Spent,Total Orders,Tags\n"


@pytest.fixture
def shop(tmp_path):
    with shop_in_memory(tmp_path) as shop:
        yield shop


def members(shop):
    return shop.rows("SELECT buyer_id, email, name, accepts_email, tags FROM members ORDER BY buyer_id, email")


def test_a_table_of_members_is_stored_and_every_row_accounted_for(shop):
    report = shop.upload(CUSTOMERS + "'1,Ann,,ann@x.org,yes,,0,0,vip\n'2,Bob,,,perhaps,,0,0,\n,,,,no,,0,0,\n")
    assert (report.kind, report.platform) == ("members", "shopify_customers")
    assert (report.rows_read, report.lines_stored, report.rows_rejected) == (3, 1, 2)
    assert (report.orders_new, report.customers_new, report.first_order_at) == (0, 0, None)
    assert members(shop) == [("1", "ann@x.org", "Ann", True, "vip")]
    told = uploads.rejects(shop.store, 1)[["line", "heading", "value", "reason"]].to_numpy().tolist()
    assert told[0] == [3, "Accepts Email Marketing", "perhaps", "is neither yes nor no"]
    assert told[1][0] == 4
    assert "names nobody" in told[1][3]
    assert maintenance.check(shop.store) == []


def test_the_newest_word_on_a_member_counts(shop):
    shop.upload(CUSTOMERS + "'1,Ann,,ann@x.org,yes,,0,0,vip\n'2,Bob,,bob@x.org,yes,,0,0,\n", "june.csv")
    shop.upload(CUSTOMERS + "'1,Ann,Lee,ann@y.org,no,,0,0,\n", "july.csv")
    assert members(shop) == [("1", "ann@y.org", "Ann Lee", False, None), ("2", "bob@x.org", "Bob", True, None)]
    uploads.undo(shop.store, 2)
    assert members(shop) == [("1", "ann@x.org", "Ann", True, "vip"), ("2", "bob@x.org", "Bob", True, None)]
    uploads.redo(shop.store, 2)
    assert members(shop)[0][1] == "ann@y.org"


def test_the_same_file_twice_changes_nothing(shop):
    text = CUSTOMERS + "'1,Ann,,ann@x.org,yes,,0,0,vip\n,Bob,,bob@x.org,yes,,0,0,\n"
    shop.upload(text)
    before = members(shop)
    assert shop.upload(text).duplicate_of == 1
    assert members(shop) == before


def test_a_dry_run_changes_nothing(shop):
    report = shop.upload(CUSTOMERS + "'1,Ann,,ann@x.org,yes,,0,0,vip\n", dry_run=True)
    assert (report.upload_id, report.lines_stored) == (None, 1)
    assert members(shop) == []


def test_a_table_without_a_row_that_names_anybody_is_refused(shop):
    with pytest.raises(NothingUsable):
        shop.upload(CUSTOMERS + ",,,,yes,,0,0,\n")


def test_check_counts_the_rows_of_records(shop):
    shop.upload(CUSTOMERS + "'1,Ann,,ann@x.org,yes,,0,0,vip\n")
    shop.change("DELETE FROM member_log")
    assert maintenance.check(shop.store) == ["upload 1: its record says 1 rows, the log holds 0"]
