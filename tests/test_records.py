"""Tables of something else than orders: stored whole, current by the newest word, out of every figure when undone."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from crm_analysis import schema
from crm_analysis.errors import InputRefused, NothingUsable
from crm_analysis.ingest.load import import_file, inspect
from crm_analysis.ingest.report import ImportOptions
from crm_analysis.store import maintenance, uploads
from exports_support import empty_store, kind_of_sample, name_of, order_samples, samples
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
    assert "upload 1: its record says 1 rows, the log holds 0" in maintenance.check(shop.store)


# ---------------------------------------------------------------- every sample, reckoned by hand

RECORD_SAMPLES = [sample for sample in samples() if sample not in order_samples()]
# What a figure is of each kind: rows that are current, and the sum that matters.
FIGURES = {
    "members": "SELECT COUNT(*), COUNT(birthday), COUNT(phone_key) FROM members",
    "products": "SELECT COUNT(*), SUM(price), COUNT(category) FROM products",
    "spend": "SELECT COUNT(*), SUM(amount), SUM(clicks) FROM spend",
    "feedback": "SELECT COUNT(*), SUM(rating), COUNT(text) FROM feedback",
    "events": "SELECT COUNT(*), COUNT(*) FILTER (event = 'purchase'), COUNT(DISTINCT buyer_id) FROM events",
    "refunds": "SELECT COUNT(*), SUM(amount), COUNT(*) FILTER (status = 'valid') FROM refunds",
    "contacts": "SELECT COUNT(*), COUNT(campaign), COUNT(DISTINCT channel) FROM contacts",
    "rates": "SELECT COUNT(*), COUNT(DISTINCT rated_on), MAX(rate) FROM exchange_rates_uploaded",
}
BY_HAND = {
    "shopify_customers/sample.csv": (5, 0, 3),
    "shopify_customers/older.csv": (2, 0, 1),
    "shopify_customers/newer.csv": (1, 0, 0),
    "youzan_members/sample.csv": (3, 2, 2),
    "olist_customers/sample.csv": (5, 0, 0),
    "olist_sellers/sample.csv": (0, 0, 0),
    "olist_products/sample.csv": (2, None, 1),
    "olist_order_reviews/sample.csv": (3, 9, 1),
    "shopify_products/sample.csv": (4, 1091.50, 3),
    "woocommerce_products/sample.csv": (3, 57.50, 2),
    "google_ads/sample.csv": (4, 1320.05, 648),
    "meta_ads/sample.csv": (3, 247.50, 93),
    "plain_spend/sample.csv": (2, 15.00, 120),
    "judgeme/sample.csv": (3, 11, 2),
    "loox/sample.csv": (2, 6, 2),
    "loox/to_import.csv": (2, 8, 2),
    "etsy_reviews/sample.json": (3, 12, 1),
    "zendesk/sample.csv": (3, 1, 0),
    "plain_survey/sample.csv": (3, 20, 2),
    "plain_contacts/sample.csv": (3, 2, 2),
    "rees46_events/sample.csv": (4, 1, 2),
    "plain_events/sample.csv": (3, 1, 1),
    "taobao_refunds/sample.csv": (3, 260.00, 1),
    "plain_refunds/sample.csv": (3, 28.50, 0),
    "plain_refunds/chinese.csv": (1, 20.00, 0),
    "ecb_rates/sample.csv": (13, 2, 184.09),
    "plain_rates/sample.csv": (3, 2, 30720.5),
}


@pytest.mark.parametrize("sample", RECORD_SAMPLES, ids=name_of)
def test_figures_by_hand(sample: Path) -> None:
    with empty_store() as store:
        report = import_file(store, sample, ImportOptions())
        with store.cursor() as cursor:
            found = cursor.execute(FIGURES[kind_of_sample(sample)]).fetchone()
        assert tuple(float(n) if isinstance(n, Decimal) else n for n in found) == BY_HAND[name_of(sample)]
        assert (report.kind, report.rows_rejected) == (kind_of_sample(sample), 0)
        assert report.rows_read == report.lines_stored + sum(report.rows_ruled.values())
        assert maintenance.check(store) == []


@pytest.mark.heavy
@pytest.mark.parametrize("sample", RECORD_SAMPLES, ids=name_of)
def test_twice_undone_and_redone(sample: Path) -> None:
    """The same file twice changes nothing; undone it was never there; redone it is again."""
    view = schema.CURRENT_RECORDS[kind_of_sample(sample)]
    shown = ", ".join(name for name in view.column_names if name not in ("upload_id", "line_no"))
    with empty_store() as store:

        def current():
            with store.cursor() as cursor:
                return cursor.execute(f"SELECT {shown} FROM {view.name} ORDER BY ALL").fetchall()

        import_file(store, sample, ImportOptions())
        once = current()
        import_file(store, sample, ImportOptions())
        assert current() == once
        uploads.undo(store, 1)
        assert current() == once
        uploads.undo(store, 2)
        assert current() == []
        uploads.redo(store, 1)
        assert current() == once


@pytest.mark.heavy
@pytest.mark.parametrize("sample", RECORD_SAMPLES, ids=name_of)
def test_the_preview_shows_what_would_be_stored(sample: Path) -> None:
    found = inspect(sample, ImportOptions())
    assert found.problem is None
    assert found.kind == kind_of_sample(sample)
    assert len(found.preview) == found.rows - found.rows_rejected - _ruled(sample)
    assert not found.preview.isna().all().any()


def _ruled(sample: Path) -> int:
    with empty_store() as store:
        return sum(import_file(store, sample, ImportOptions()).rows_ruled.values())


# ---------------------------------------------------------------- what records change in the figures of orders

ORDERS = "Order No,Order date,Customer Id,Product,SKU,Category,Quantity,Amount,Refund,Currency\n"
REFUNDS = "Order number,Refunded on,Refund amount,Currency\n"
PRODUCTS = "Handle,Title,Vendor,Type,Variant SKU,Variant Price\n"


def refunds(shop):
    return {number: float(back) for number, back in shop.rows("SELECT order_id, refunds FROM orders ORDER BY order_id")}


def assert_rebuilt_alike(shop):
    assert maintenance.check(shop.store) == []


def test_a_refund_of_its_own_file_lowers_net_sales_and_is_never_added_to_what_the_order_says(shop):
    shop.upload(
        ORDERS
        + "1,2024-01-01,ann,Tea,T1,,1,100.00,,EUR\n"
        + "2,2024-01-02,ann,Tea,T1,,1,100.00,30.00,EUR\n"
        + "3,2024-01-03,bob,Tea,T1,,1,100.00,30.00,EUR\n"
    )
    shop.upload(
        REFUNDS + "1,2024-01-05,10,EUR\n1,2024-01-06,5,\n2,2024-01-05,30,EUR\n3,2024-01-05,45,EUR\n", "refunds.csv"
    )
    assert refunds(shop) == {"1": 15, "2": 30, "3": 45}
    assert shop.net_sales() == {"1": 85, "2": 70, "3": 55}
    assert_rebuilt_alike(shop)
    uploads.undo(shop.store, 2)
    assert refunds(shop) == {"1": 0, "2": 30, "3": 30}
    assert_rebuilt_alike(shop)


def test_refunds_may_come_before_their_orders(shop):
    shop.upload(REFUNDS + "1,2024-01-05,10,EUR\n", "refunds.csv")
    shop.upload(ORDERS + "1,2024-01-01,ann,Tea,T1,,1,100.00,,EUR\n")
    assert refunds(shop) == {"1": 10}
    assert_rebuilt_alike(shop)


def test_two_equal_refunds_of_one_file_are_two_and_a_later_file_repeats_them(shop):
    shop.upload(ORDERS + "1,2024-01-01,ann,Tea,T1,,1,100.00,,EUR\n")
    january = REFUNDS + "1,2024-01-05,10,EUR\n1,2024-01-05,10,EUR\n"
    shop.upload(january, "january.csv")
    shop.upload(january + "1,2024-02-01,1,EUR\n", "february.csv")
    assert refunds(shop) == {"1": 21}


def test_a_refund_that_was_refused_or_is_still_open_counts_nowhere(shop):
    heading = "退款编号,订单编号,退款完结时间,买家退款金额,退款状态\n"
    shop.upload(
        "订单编号,买家会员名,买家应付货款,订单创建时间,订单付款时间,订单状态\n"
        "7,小王,20.00,2024-03-01 10:00:00,2024-03-01 10:01:00,交易成功\n",
        "orders.csv",
    )
    shop.upload(
        heading + "R1,7,2024-03-02 10:00:00,5.00,退款成功\nR2,7,,6.00,等待卖家处理\nR3,7,2024-03-03,7.00,退款关闭\n"
    )
    assert refunds(shop) == {"7": 5}
    assert shop.upload(heading + "R2,7,2024-03-09 10:00:00,6.00,退款成功\n", "later.csv").lines_stored == 1
    assert refunds(shop) == {"7": 11}
    assert_rebuilt_alike(shop)


def test_a_refund_in_another_currency_than_its_order_does_not_mix(shop):
    shop.upload(ORDERS + "1,2024-01-01,ann,Tea,T1,,1,100.00,,EUR\n")
    shop.upload(REFUNDS + "1,2024-01-05,10,USD\n", "refunds.csv")
    assert refunds(shop) == {"1": 0}


def test_a_plain_refund_of_a_number_that_two_platforms_know_is_neithers(shop):
    """Which of the two orders 7 was meant cannot be told; as soon as one of them is gone, it can."""
    taobao = "订单编号,买家会员名,买家应付货款,订单创建时间,订单付款时间,订单状态\n"
    shop.upload(ORDERS + "7,2024-01-01,ann,Tea,T1,,1,100.00,,EUR\n")
    shop.upload("Order number,Refunded on,Refund amount\n7,2024-01-05,10\n", "refunds.csv")
    assert refunds(shop) == {"7": 10}
    shop.upload(taobao + "7,小王,20.00,2024-03-01 10:00:00,2024-03-01 10:01:00,交易成功\n", "taobao.csv")
    assert shop.rows("SELECT platform, CAST(refunds AS INTEGER) FROM orders ORDER BY ALL") == [
        ("generic", 0), ("taobao", 0)
    ]  # fmt: skip
    assert_rebuilt_alike(shop)
    uploads.undo(shop.store, 3)
    assert refunds(shop) == {"7": 10}
    assert_rebuilt_alike(shop)


def test_another_shops_refunds_touch_no_order(shop):
    shop.upload(ORDERS + "1,2024-01-01,ann,Tea,T1,,1,100.00,,EUR\n")
    shop.upload(REFUNDS + "1,2024-01-05,10,EUR\n", "refunds.csv", shop="Other shop")
    assert refunds(shop) == {"1": 0}


def test_the_catalogue_fills_what_order_lines_do_not_say(shop):
    shop.upload(
        ORDERS + "1,2024-01-01,ann,Tea,T1,,1,10.00,,EUR\n2,2024-01-02,ann,Tea,T1,own,1,10.00,,EUR\n"
        "3,2024-01-03,ann,Cup,C1,,1,10.00,,EUR\n"
    )
    shop.upload(PRODUCTS + "tea,Green tea,Leaf Ltd,Teas,T1,10.00\n", "products.csv")
    told = shop.rows("SELECT order_id, product, category, brand FROM order_lines ORDER BY order_id")
    assert told == [
        ("1", "Tea", "Teas", "Leaf Ltd"), ("2", "Tea", "own", "Leaf Ltd"), ("3", "Cup", None, None)
    ]  # fmt: skip
    assert shop.rows("SELECT first_category FROM orders ORDER BY order_id") == [("Teas",), ("own",), (None,)]
    assert_rebuilt_alike(shop)
    uploads.undo(shop.store, 2)
    assert shop.rows("SELECT first_category FROM orders ORDER BY order_id") == [(None,), ("own",), (None,)]
    assert_rebuilt_alike(shop)


def test_a_catalogue_may_come_before_the_orders(shop):
    shop.upload(PRODUCTS + "tea,Green tea,Leaf Ltd,Teas,T1,10.00\n", "products.csv", currency="EUR")
    shop.upload(ORDERS + "1,2024-01-01,ann,Tea,T1,,1,10.00,,EUR\n")
    assert shop.row("SELECT first_category FROM orders") == ("Teas",)
    assert_rebuilt_alike(shop)


def test_spending_of_a_day_is_replaced_whole_by_the_newest_report(shop):
    """Two rows of one campaign's day are added up; a later report of that day replaces both."""
    heading = "Date,Channel,Campaign,Spend,Currency\n"
    shop.upload(heading + "2024-01-01,Post,A,5,EUR\n2024-01-01,Post,A,6,EUR\n2024-01-02,Post,A,1,EUR\n", "one.csv")
    shop.upload(heading + "2024-01-01,Post,A,12,EUR\n", "two.csv")
    assert shop.rows("SELECT spent_on, SUM(amount) FROM spend GROUP BY spent_on ORDER BY spent_on") == [
        (date(2024, 1, 1), 12), (date(2024, 1, 2), 1)
    ]  # fmt: skip


def test_the_same_answer_given_twice_is_two_answers(shop):
    heading = "Score,Comment,Answered on\n"
    shop.upload(heading + "10,,2024-01-01\n10,,2024-01-01\n", "january.csv")
    shop.upload(heading + "10,,2024-01-01\n10,,2024-01-01\n9,,2024-02-01\n", "february.csv")
    assert shop.row("SELECT COUNT(*), SUM(rating) FROM feedback") == (3, 29)


# ---------------------------------------------------------------- columns of their own kinds


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (["1990-05-12"], ["1990-05-12"]),
        (["1990/5/2", "1991年12月3日"], ["1990-05-02", "1991-12-03"]),
        (["05-12", "5月2日", "--12-31"], ["--05-12", "--05-02", "--12-31"]),
        (["05/12", "12/31"], ["--05-12", "--12-31"]),
        (["05/12", "31/12"], ["--12-05", "--12-31"]),
        (["02-29", "0000-00-00"], ["--02-29", None]),
    ],
)
def test_birthdays(shop, written, meant):
    rows = "".join(f"甲{place},,,{day},0\n" for place, day in enumerate(written))
    report = shop.upload("客户姓名,客户昵称,客户手机号,客户生日,客户积分\n" + rows)
    assert report.rows_rejected == 0
    assert [day for (day,) in shop.rows("SELECT birthday FROM member_log ORDER BY line_no")] == meant


@pytest.mark.parametrize("written", ["02-30", "13-13", "2023-02-29", "soon"])
def test_a_day_that_does_not_exist_is_rejected(shop, written):
    report = shop.upload(f"客户姓名,客户昵称,客户手机号,客户生日,客户积分\n甲,,,{written},0\n乙,,,1990-01-01,0\n")
    assert (report.lines_stored, report.rows_rejected) == (1, 1)


@pytest.mark.parametrize(
    ("written", "rate"), [("7.8123456", 7.8123456), ('"7,8123456"', 7.8123456), ('"1,447.25"', 1447.25)]
)
def test_rates_keep_all_their_decimals(shop, written, rate):
    shop.upload(f"Date,Currency,Base currency,Rate\n2024-01-01,CNY,EUR,{written}\n")
    assert shop.row("SELECT rate FROM exchange_rates_uploaded") == (rate,)


# ---------------------------------------------------------------- JSON


@pytest.mark.parametrize(
    "text",
    [
        '[{"reviewer": "Ann", "date_reviewed": "05/17/2025", "star_rating": 5, "message": "ok"',
        "[{}]",
        '[{"a": 1}, 7]',
        "[" * 100_000,
        '[{"a": ' + "[" * 100_000,
    ],
)
def test_broken_json_is_refused_with_a_sentence(shop, text):
    with pytest.raises(InputRefused):
        shop.upload(text, "reviews.json")


def test_one_object_a_line_is_a_table_too(shop):
    line = '{"reviewer": "Ann", "date_reviewed": "05/17/2025", "star_rating": 5, "message": "ok", "order_id": 1}\n'
    assert shop.upload(line * 2, "reviews.jsonl").lines_stored == 2
