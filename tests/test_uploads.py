"""Uploads: in, out and back in; twice, overlapping, later, in two layouts; and whom they make customers."""

import json

import pandas as pd
import pytest

from crm_analysis.errors import InputRefused, UnknownUpload
from crm_analysis.store import maintenance, uploads
from shops import FEBRUARY, JANUARY, MID_JANUARY, TEA_SHOP, open_shop, shop_in_memory

ETSY_ORDERS = """\
Sale Date,Order ID,Buyer User ID,Full Name,Number of Items,Ship City,Ship Country,Currency,Order Value,Coupon Code,\
Discount Amount,Order Total,Status,Order Net,Adjusted Order Total
01/05/2024,1001,ann7,Ann Lee,3,Berlin,Germany,EUR,25.00,TEA10,2.50,22.50,,22.50,0
01/06/2024,1002,bob7,Bob May,1,Paris,France,EUR,10.00,,0,10.00,,10.00,6.00
01/07/2024,1003,cat7,Cat Fox,1,Rome,Italy,EUR,8.00,,0,8.00,Canceled,8.00,0
"""
ETSY_ITEMS = """\
Sale Date,Item Name,Buyer,Quantity,Price,Item Total,Currency,Transaction ID,Listing ID,Order ID,SKU
01/05/24,Tea,Ann (ann7),2,10.00,20.00,EUR,1,11,1001,T1
01/05/24,Cup,Ann (ann7),1,5.00,5.00,EUR,2,12,1001,C1
01/06/24,Tea,Bob (bob7),1,10.00,10.00,EUR,3,11,1002,T1
01/07/24,Pot,Cat (cat7),1,8.00,8.00,EUR,4,13,1003,P1
"""

BY_ID = "Order No,Date,Customer Id,Amount,Currency\n"
BY_NAME = "Order No,Date,Customer name,Amount,Currency\n"


@pytest.fixture
def shop(tmp_path):
    with shop_in_memory(tmp_path) as shop:
        yield shop


def customers(shop):
    return shop.rows("SELECT customer_id, orders FROM customers ORDER BY ALL")


def sound(shop):
    return maintenance.check(shop.store) == []


def test_an_import_is_logged_with_all_that_is_known_of_it(tmp_path):
    with open_shop(tmp_path) as shop:
        report = shop.upload(JANUARY, "january.csv", shop="Tea house")
        (entry,) = uploads.listing(shop.store).to_dict("records")
    assert {name: entry[name] for name in ("upload_id", "file", "layout", "platform", "shop", "currency")} == {
        "upload_id": 1, "file": "january.csv", "layout": "generic", "platform": "generic", "shop": "Tea house",
        "currency": "EUR",
    }  # fmt: skip
    counts = ("rows_read", "lines_stored", "rows_rejected", "orders_new", "orders_replaced", "customers_new")
    assert [entry[name] for name in counts] == [getattr(report, name) for name in counts] == [3, 3, 0, 3, 0, 2]
    assert (str(entry["first_order_at"]), str(entry["last_order_at"])) == ("2024-01-01 00:00:00", "2024-01-03 00:00:00")
    assert json.loads(entry["warnings"]) == []
    assert pd.isna(entry["undone_at"])


def test_uploads_are_listed_newest_first(shop):
    shop.upload(JANUARY, "january.csv")
    shop.upload(FEBRUARY, "february.csv")
    assert list(uploads.listing(shop.store)["file"]) == ["february.csv", "january.csv"]


def test_rejected_rows_say_where_and_what(shop):
    report = shop.upload(BY_ID + "1,2024-01-01,ann,10,EUR\n2,tomorrow,bob,3,EUR\n3,2024-01-03,cat,cheap,EUR\n")
    assert (report.rows_read, report.lines_stored, report.rows_rejected) == (3, 1, 2)
    found = uploads.rejects(shop.store, 1)
    assert found[["line", "heading", "value"]].to_numpy().tolist() == [[3, "Date", "tomorrow"], [4, "Amount", "cheap"]]
    assert json.loads(found["row"][0])["Customer Id"] == "bob"
    assert sound(shop)


def test_undo_takes_an_upload_out_of_every_number_and_redo_brings_it_back(shop):
    shop.upload(JANUARY)
    alone = shop.figures()
    shop.upload(FEBRUARY, "february.csv")
    both = shop.figures()
    uploads.undo(shop.store, 2)
    assert shop.figures() == alone
    uploads.redo(shop.store, 2)
    assert shop.figures() == both
    uploads.undo(shop.store, 1)
    uploads.undo(shop.store, 2)
    assert shop.figures() == {"orders": [], "customers": [], "sold_lines": [], "order_lines": []}
    assert sound(shop)


def test_what_is_undone_keeps_its_place_in_the_log(shop):
    shop.upload(JANUARY)
    uploads.undo(shop.store, 1)
    assert shop.row("SELECT COUNT(*) FROM line_log") == (3,)
    assert shop.row("SELECT undone_at IS NOT NULL FROM uploads") == (True,)
    uploads.redo(shop.store, 1)
    assert shop.row("SELECT undone_at IS NOT NULL FROM uploads") == (False,)


def test_undo_and_redo_are_refused_where_there_is_nothing_to_do(shop):
    shop.upload(JANUARY)
    with pytest.raises(InputRefused, match="Upload 1 is not undone"):
        uploads.redo(shop.store, 1)
    uploads.undo(shop.store, 1)
    with pytest.raises(InputRefused, match="Upload 1 is undone already"):
        uploads.undo(shop.store, 1)
    for ask in (uploads.undo, uploads.redo, uploads.rejects):
        with pytest.raises(UnknownUpload, match="There is no upload 7"):
            ask(shop.store, 7)


def test_the_same_file_twice_changes_no_figure_and_is_told(shop):
    assert shop.upload(TEA_SHOP).duplicate_of is None
    before = shop.figures()
    again = shop.upload(TEA_SHOP, "renamed.csv")
    assert (again.upload_id, again.duplicate_of) == (2, 1)
    assert (again.orders_new, again.orders_replaced, again.customers_new) == (0, 9, 0)
    assert any("imported before, as upload 1" in str(warning) for warning in again.warnings)
    assert shop.figures() == before
    uploads.undo(shop.store, 1)
    assert shop.figures() == before
    assert sound(shop)


def test_a_file_whose_upload_is_undone_is_no_duplicate(shop):
    shop.upload(JANUARY)
    uploads.undo(shop.store, 1)
    again = shop.upload(JANUARY)
    assert (again.duplicate_of, again.orders_new, again.customers_new) == (None, 3, 2)


def test_overlapping_exports_do_not_count_twice(shop):
    shop.upload(JANUARY)
    report = shop.upload(JANUARY + "5,2024-01-05,dan,Tea,1,7.00,,paid,EUR\n", "longer.csv")
    assert (report.orders_new, report.orders_replaced, report.customers_new) == (1, 3, 1)
    assert shop.net_sales() == {"1": 10, "2": 20, "3": 5, "5": 7}
    assert shop.row("SELECT COUNT(*), SUM(amount) FROM order_lines") == (4, 42)


def test_a_later_export_brings_refunds_and_cancellations_and_undo_brings_the_older_word_back(shop):
    shop.upload(JANUARY)
    before = shop.figures()
    shop.upload(MID_JANUARY, "mid.csv")
    assert shop.net_sales() == {"1": 10, "2": 12, "4": 10}
    assert shop.rows("SELECT kind, refunds FROM orders ORDER BY order_id") == [
        ("sale", 0), ("sale", 8), ("void", 0), ("sale", 0)
    ]  # fmt: skip
    assert customers(shop) == [("ann", 1), ("bob", 1), ("cat", 1)]
    uploads.undo(shop.store, 2)
    assert shop.figures() == before
    assert sound(shop)


def test_the_newest_upload_counts_in_whatever_order_uploads_come_back(shop):
    shop.upload(JANUARY)
    shop.upload(MID_JANUARY, "mid.csv")
    both = shop.figures()
    uploads.undo(shop.store, 2)
    uploads.undo(shop.store, 1)
    uploads.redo(shop.store, 2)
    assert shop.net_sales() == {"2": 12, "4": 10}
    uploads.redo(shop.store, 1)
    assert shop.figures() == both


def test_an_order_that_changes_hands_leaves_no_customer_behind(shop):
    shop.upload(BY_ID + "1,2024-01-01,ann,10,EUR\n")
    shop.upload(BY_ID + "1,2024-01-01,bob,10,EUR\n", "mended.csv")
    assert customers(shop) == [("bob", 1)]
    uploads.undo(shop.store, 2)
    assert customers(shop) == [("ann", 1)]


def test_an_order_that_loses_a_line_in_a_later_export_loses_it_here(shop):
    shop.upload(BY_ID + "1,2024-01-01,ann,10,EUR\n1,2024-01-01,ann,5,EUR\n")
    shop.upload(BY_ID + "1,2024-01-01,ann,10,EUR\n", "mended.csv")
    assert shop.rows("SELECT order_id, amount FROM order_lines") == [("1", 10)]
    assert shop.net_sales() == {"1": 10}


def test_one_order_number_in_two_shops_is_two_orders(shop):
    shop.upload(BY_ID + "1,2024-01-01,ann,10,EUR\n", shop="North")
    report = shop.upload(BY_ID + "1,2024-01-01,ann,20,EUR\n", "south.csv", shop="South")
    assert (report.orders_new, report.orders_replaced) == (1, 0)
    assert shop.rows("SELECT shop, order_id, net_sales FROM orders ORDER BY shop") == [
        ("North", "1", 10), ("South", "1", 20)
    ]  # fmt: skip


# The order list alone knows coupon, refund and cancellation; the item list alone knows products.
ETSY_TOGETHER = [
    ("1001", "sale", 2, 3, 25, 2.5, 0, 22.5, "ann7", "TEA10", "Tea", "Germany"),
    ("1002", "sale", 1, 1, 10, 0, 4, 6, "bob7", None, "Tea", "France"),
    ("1003", "void", 0, 0, 0, 0, 0, 0, "cat7", None, "Pot", "Italy"),
]
ETSY_QUESTION = """
    SELECT order_id, kind, sale_lines, units, gross_sales, order_discount, refunds, net_sales, customer_id, coupon,
        first_product, country
    FROM orders ORDER BY order_id
"""


@pytest.mark.parametrize("order", [(ETSY_ORDERS, ETSY_ITEMS), (ETSY_ITEMS, ETSY_ORDERS)])
def test_an_order_list_and_an_item_list_complete_each_other_whichever_comes_first(shop, order):
    first, second = (shop.upload(text, f"{number}.csv") for number, text in enumerate(order))
    assert {first.platform, second.platform} == {"etsy_orders", "etsy_items"}
    assert (second.orders_new, second.orders_replaced, second.customers_new) == (0, 3, 0)
    assert shop.rows(ETSY_QUESTION) == ETSY_TOGETHER
    assert shop.row("SELECT COUNT(*), SUM(amount) FROM order_lines") == (4, 43)
    assert sound(shop)


def test_an_order_known_by_its_header_alone_stands_as_one_line(shop):
    shop.upload(ETSY_ORDERS)
    assert shop.rows(
        "SELECT order_id, line_no, product, quantity, amount FROM order_lines WHERE order_id < '1003' ORDER BY ALL"
    ) == [("1001", 1, None, 3, 25), ("1002", 1, None, 1, 10)]
    assert shop.row("SELECT sale_lines, units, lines_upload_id FROM orders WHERE order_id = '1001'") == (1, 3, None)
    header_alone = shop.figures()
    shop.upload(ETSY_ITEMS, "items.csv")
    uploads.undo(shop.store, 2)
    assert shop.figures() == header_alone


def test_a_later_order_list_renews_the_header_and_keeps_the_lines(shop):
    shop.upload(ETSY_ORDERS)
    shop.upload(ETSY_ITEMS, "items.csv")
    shop.upload(ETSY_ORDERS.replace("Canceled", ""), "later.csv")
    assert shop.row("SELECT kind, net_sales, first_product FROM orders WHERE order_id = '1003'") == ("sale", 8, "Pot")
    assert shop.rows("SELECT header_upload_id, lines_upload_id FROM orders") == [(3, 2)] * 3


def test_one_bare_number_in_two_shops_is_two_customers_named_apart(shop):
    shop.upload(BY_ID + "1,2024-01-01,7,10,EUR\n2,2024-01-02,8,10,EUR\n", shop="North")
    assert customers(shop) == [("7", 1), ("8", 1)]
    shop.upload(BY_ID + "1,2024-02-01,7,20,EUR\n", "south.csv", shop="South")
    assert customers(shop) == [("7 (North/generic)", 1), ("7 (South/generic)", 1), ("8", 1)]
    assert shop.rows("SELECT customer_id, gross_sales FROM orders ORDER BY ALL") == [
        ("7 (North/generic)", 10), ("7 (South/generic)", 20), ("8", 10)
    ]  # fmt: skip
    uploads.undo(shop.store, 1)
    assert customers(shop) == [("7", 1)]
    uploads.redo(shop.store, 1)
    uploads.undo(shop.store, 2)
    assert customers(shop) == [("7", 1), ("8", 1)]
    assert shop.rows("SELECT DISTINCT customer_id FROM orders ORDER BY ALL") == [("7",), ("8",)]
    assert sound(shop)


def test_a_number_and_a_name_that_read_the_same_are_two_customers_in_one_shop(shop):
    shop.upload(BY_ID + "1,2024-01-01,ann,10,EUR\n")
    shop.upload(BY_NAME + "2,2024-01-02,Ann,20,EUR\n", "names.csv")
    assert customers(shop) == [("ann (My shop/generic, id)", 1), ("ann (My shop/generic, name)", 1)]
    assert sound(shop)


def test_an_address_is_one_customer_in_every_shop(shop):
    headings = "Order No,Date,Customer email,Amount,Currency\n"
    shop.upload(headings + "1,2024-01-01,Ann@X.org,10,EUR\n", shop="North")
    shop.upload(headings + "1,2024-02-01, ann@x.org ,20,EUR\n", "south.csv", shop="South")
    assert customers(shop) == [("ann@x.org", 2)]


def test_guests_are_orders_without_a_customer(shop):
    report = shop.upload(BY_ID + "1,2024-01-01,,10,EUR\n2,2024-01-02,0,20,EUR\n3,2024-01-03,ann,30,EUR\n")
    assert report.customers_new == 1
    assert shop.rows("SELECT order_id, customer_id, net_sales FROM orders ORDER BY order_id") == [
        ("1", None, 10), ("2", None, 20), ("3", "ann", 30)
    ]  # fmt: skip
    assert customers(shop) == [("ann", 1)]


def test_a_shop_of_guests_only_has_sales_and_no_customer(shop):
    report = shop.upload("Order No,Date,Amount,Currency\n1,2024-01-01,10,EUR\n2,2024-01-02,20,EUR\n")
    assert any("names no buyer" in str(warning) for warning in report.warnings)
    assert (shop.net_sales(), customers(shop)) == ({"1": 10, "2": 20}, [])
    assert sound(shop)


def test_an_upload_that_is_refused_leaves_no_trace(shop):
    shop.upload(JANUARY)
    before = shop.everything()
    with pytest.raises(InputRefused):
        shop.upload(BY_ID + "1,tomorrow,ann,10,EUR\n2,never,bob,3,EUR\n", "refused.csv")
    assert shop.everything() == before
    assert shop.upload(FEBRUARY, "february.csv").upload_id == 2
