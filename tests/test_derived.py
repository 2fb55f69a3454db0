"""What is derived of the log, worked out by hand, and the check that finds where it is not."""

from datetime import date, datetime

import pytest

from crm_analysis import schema
from crm_analysis.store import goods, maintenance, uploads
from shops import MID_JANUARY, TEA_SHOP, shop_in_memory

ANN, BOB, DAN, EVE, FAY = (f"{name}@x.org" for name in ("ann", "bob", "dan", "eve", "fay"))
NOON = [datetime(2024, 1, day, 12) for day in range(32) if day]

# Columns: order_id, customer, ordered_at, kind, sale_lines, free_lines, units, gross_sales, order_discount, refunds,
# net_sales.
ORDERS = [
    ("A1", ANN, datetime(2024, 1, 5, 9, 30), "sale", 2, 0, 3, 25, 2.5, 0, 22.5),
    ("A2", ANN, datetime(2024, 2, 29, 10), "sale", 1, 0, 1, 10, 0, 4, 6),
    ("A3", ANN, datetime(2024, 1, 11, 8), "sale", 1, 1, 3, 20, 0, 5, 15),
    ("B1", BOB, NOON[5], "free", 0, 1, 1, 0, 0, 0, 0),
    ("B2", BOB, NOON[6], "void", 0, 0, 0, 0, 0, 0, 0),
    ("C1", None, NOON[7], "sale", 1, 0, 1, 5, 0, 0, 5),
    ("D1", DAN, NOON[8], "refund", 0, 0, 0, 0, 0, 10, -10),
    ("E1", EVE, NOON[9], "sale", 1, 0, 1, 10, 0, 15, -5),
    ("F1", FAY, NOON[11], "void", 0, 0, 0, 0, 0, 0, 0),
]
# Columns: order_id, name, currency, country, region, city, channel, coupon, first_product, first_category.
ORDER_TEXTS = [
    ("A1", "Ann", "EUR", "DE", "Berlin", "Berlin", "web", "NEW10", "Tea", "drinks"),
    ("A2", "Ann Lee", "EUR", "FR", None, "Paris", "app", None, "Tea", "drinks"),
    ("A3", "Ann", "EUR", "DE", None, None, "web", None, "Tea", "drinks"),
    ("B1", "Bob", "EUR", "DE", None, None, "web", None, "Sample", "drinks"),
    ("B2", "Bob", "EUR", "DE", None, None, "web", None, "Tea", "drinks"),
    ("C1", None, "EUR", "DE", None, None, "web", None, "Cup", "ware"),
    ("D1", "Dan", "EUR", "DE", None, None, "web", None, "Tea", "drinks"),
    ("E1", "Eve", "EUR", "DE", None, None, "web", None, "Tea", "drinks"),
    ("F1", "Fay", "EUR", "DE", None, None, "web", None, "Tea", "drinks"),
]
# Name, country, region and city are those of the newest order that says them: Ann's newest is of the leap day.
CUSTOMERS = [
    (ANN, f"email\x1f\x1f{ANN}", "email", ANN, None, "Ann Lee", "FR", "Berlin", "Paris", 3,
     datetime(2024, 1, 5, 9, 30), datetime(2024, 2, 29, 10), 1),
    (BOB, f"email\x1f\x1f{BOB}", "email", BOB, None, "Bob", "DE", None, None, 0, None, None, 1),
    (DAN, f"email\x1f\x1f{DAN}", "email", DAN, None, "Dan", "DE", None, None, 0, None, None, 1),
    (EVE, f"email\x1f\x1f{EVE}", "email", EVE, None, "Eve", "DE", None, None, 1, NOON[9], NOON[9], 1),
    (FAY, f"email\x1f\x1f{FAY}", "email", FAY, None, "Fay", "DE", None, None, 0, None, None, 1),
]  # fmt: skip
LINES = [
    ("A1", ANN, 2, "T1", "Tea", "drinks", None, 2, 20),
    ("A1", ANN, 3, "C1", "Cup", "ware", None, 1, 5),
    ("A2", ANN, 4, "T1", "Tea", "drinks", None, 1, 10),
    ("A3", ANN, 5, "T1", "Tea", "drinks", None, 2, 20),
    ("A3", ANN, 6, "C1", "Cup", "ware", None, -1, -5),
    ("A3", ANN, 7, "L1", "Leaflet", None, None, 1, 0),
    ("B1", BOB, 8, "S1", "Sample", "drinks", None, 1, 0),
    ("B2", BOB, 9, "T1", "Tea", "drinks", None, 1, 10),
    ("C1", None, 10, "C1", "Cup", "ware", None, 1, 5),
    ("D1", DAN, 11, "T1", "Tea", "drinks", None, -1, -10),
    ("E1", EVE, 12, "T1", "Tea", "drinks", None, 1, 10),
    ("F1", FAY, 13, "T1", "Tea", "drinks", None, 1, 10),
]


@pytest.fixture
def shop(tmp_path):
    with shop_in_memory(tmp_path) as shop:
        shop.upload(TEA_SHOP)
        yield shop


def test_the_money_of_every_order(shop):
    found = shop.rows("""
        SELECT order_id, customer_id, ordered_at, kind, sale_lines, free_lines, units, gross_sales, order_discount,
            refunds, net_sales
        FROM orders ORDER BY order_id
    """)
    assert found == ORDERS


def test_what_else_is_known_of_every_order(shop):
    found = shop.rows("""
        SELECT order_id, name, currency, country, region, city, channel, coupon, first_product, first_category
        FROM orders ORDER BY order_id
    """)
    assert found == ORDER_TEXTS
    assert shop.rows("SELECT DISTINCT shop, platform, phone, lines_upload_id, header_upload_id FROM orders") == [
        ("My shop", "generic", None, 1, 1)
    ]
    assert shop.rows("SELECT ordered_on FROM orders WHERE order_id IN ('A1', 'A2') ORDER BY ALL") == [
        (date(2024, 1, 5),), (date(2024, 2, 29),)
    ]  # fmt: skip
    assert shop.rows("FROM orders WHERE email IS DISTINCT FROM customer_id") == []
    assert shop.rows("FROM orders WHERE customer_key IS DISTINCT FROM 'email' || CHR(31) || CHR(31) || email") == []


def test_every_customer(shop):
    assert schema.CUSTOMERS.column_names == (
        "customer_id", "customer_key", "matched_by", "email", "phone", "name", "country", "region", "city", "orders",
        "first_order_at", "last_order_at", "identifiers", "customer_no",
    )  # fmt: skip
    assert shop.rows("SELECT * EXCLUDE (customer_no) FROM customers ORDER BY customer_id") == CUSTOMERS


def test_every_line(shop):
    found = shop.rows("""
        SELECT order_id, customer_id, line_no, product_id, product, category, brand, quantity, amount
        FROM order_lines ORDER BY line_no
    """)
    assert found == LINES


def test_every_sold_line(shop):
    """Gifts, returns and what stands on cancelled or unpaid orders was not sold; a guest's cup was."""
    found = shop.rows("""
        SELECT o.order_id, c.customer_id, g.product_id, g.product, g.category, s.ordered_on, s.quantity, s.amount,
            s.currency
        FROM sold_lines AS s
        JOIN orders AS o USING (order_no)
        JOIN goods AS g USING (goods_no)
        LEFT JOIN customers AS c ON c.customer_no = s.customer_no
        ORDER BY o.order_id, g.product_id DESC
    """)
    assert found == [
        ("A1", ANN, "T1", "Tea", "drinks", date(2024, 1, 5), 2, 20, "EUR"),
        ("A1", ANN, "C1", "Cup", "ware", date(2024, 1, 5), 1, 5, "EUR"),
        ("A2", ANN, "T1", "Tea", "drinks", date(2024, 2, 29), 1, 10, "EUR"),
        ("A3", ANN, "T1", "Tea", "drinks", date(2024, 1, 11), 2, 20, "EUR"),
        ("C1", None, "C1", "Cup", "ware", date(2024, 1, 8), 1, 5, "EUR"),
        ("E1", EVE, "T1", "Tea", "drinks", date(2024, 1, 10), 1, 10, "EUR"),
    ]


def test_an_order_has_a_number_of_its_own_that_leads_to_its_row(shop):
    shop.upload(MID_JANUARY, "mid.csv")
    assert shop.rows("SELECT order_no FROM orders WHERE order_id IN ('A2', '2', '4') ORDER BY ALL") == [
        (1_00000_00004,), (2_00000_00002,), (2_00000_00004,)
    ]  # fmt: skip
    assert shop.row("SELECT COUNT(*) - COUNT(DISTINCT order_no) FROM orders") == (0,)


def test_customers_and_goods_keep_their_numbers(shop):
    numbers = shop.rows("SELECT customer_id, customer_no FROM customers ORDER BY ALL")
    goods = shop.rows("FROM goods ORDER BY ALL")
    assert len({number for _who, number in numbers}) == len(numbers)
    uploads.undo(shop.store, 1)
    assert shop.rows("FROM sold_lines") == []
    shop.upload(MID_JANUARY, "mid.csv")
    uploads.redo(shop.store, 1)
    maintenance.rebuild(shop.store)
    assert set(numbers) < set(shop.rows("SELECT customer_id, customer_no FROM customers"))
    assert shop.rows("FROM goods ORDER BY ALL")[: len(goods)] == goods
    assert (
        shop.rows(
            "SELECT customer_id FROM orders JOIN customers USING (customer_no, customer_id) EXCEPT ALL "
            "SELECT customer_id FROM orders WHERE customer_id IS NOT NULL"
        )
        == []
    )


def test_lines_of_a_large_shop_find_their_orders_part_by_part(shop, monkeypatch):
    whole = shop.rows("FROM sold_lines ORDER BY ALL")
    monkeypatch.setattr(goods, "ORDERS_AT_ONCE", 2)
    maintenance.rebuild(shop.store)
    assert shop.rows("FROM sold_lines ORDER BY ALL") == whole


def test_sold_lines_follow_the_customer_that_they_turn_out_to_be_of(shop):
    """Two people until an order names both the e-mail and the phone."""
    headings = "Order No,Order date,Customer email,Customer phone,Product,Quantity,Amount,Currency\n"
    shop.upload(headings + "X1,2024-03-01,,+4915112345678,Cup,1,5,EUR\n", "phone.csv")
    [(before,)] = shop.rows(
        "SELECT DISTINCT sold_lines.customer_no FROM sold_lines JOIN orders USING (order_no) WHERE order_id = 'X1'"
    )
    shop.upload(headings + f"X2,2024-03-02,{ANN},+4915112345678,Cup,1,5,EUR\n", "both.csv")
    found = shop.rows("""
        SELECT s.customer_no, c.customer_id FROM sold_lines AS s
        JOIN orders AS o USING (order_no) JOIN customers AS c ON c.customer_no = s.customer_no
        WHERE o.order_id IN ('X1', 'X2')
    """)
    assert [who for _number, who in found] == [ANN, ANN]
    assert before not in {number for number, _who in found}
    assert maintenance.check(shop.store) == []


def test_every_line_names_the_currency_of_its_amount(shop):
    shop.upload("Order No,Date,Product,Amount,Currency\nX1,2024-03-01,Cup,10,USD\n", "lines.csv")
    shop.upload("Order No,Date,Order total,Currency\nX2,2024-03-01,900,JPY\n", "header.csv")
    found = shop.rows("SELECT order_id, amount, currency FROM order_lines WHERE order_id LIKE 'X%' ORDER BY order_id")
    assert found == [("X1", 10, "USD"), ("X2", 900, "JPY")]


def test_the_channel_is_the_platform_where_the_file_has_none(shop):
    shop.upload("Order No,Date,Amount,Currency\nX1,2024-03-01,10,EUR\n", "plain.csv")
    assert shop.row("SELECT channel FROM orders WHERE order_id = 'X1'") == ("generic",)


def test_a_discount_is_the_gap_between_lines_and_goods_total_where_only_these_are_told(shop):
    """Cup 10.00 and pot 5.00 stand in the items; the order list says that the goods came to 12.00."""
    totals = "Order No,Date,Order total,Currency\nT1,2024-03-01,12.00,EUR\nT2,2024-03-02,20.00,EUR\n"
    lines = "T1,2024-03-01,Cup,10,EUR\nT1,2024-03-01,Pot,5,EUR\nT2,2024-03-02,Pot,5,EUR\n"
    shop.upload("Order No,Date,Product,Amount,Currency\n" + lines, "lines.csv")
    shop.upload(totals, "totals.csv")
    found = shop.rows(
        "SELECT gross_sales, order_discount, net_sales FROM orders WHERE order_id LIKE 'T%' ORDER BY order_id"
    )
    assert found == [(15, 3, 12), (5, 0, 5)]


def test_a_cancelled_line_of_a_standing_order_counts_nowhere(shop):
    """Of the closed item no money counts and no line shows; the order stands with the other."""
    items = "订单编号,主订单编号,标题,价格,购买数量,外部系统编号,订单状态,订单创建时间,订单付款时间\n"
    shop.upload(
        items + "5-1,5,茶,10.00,1,T1,交易成功,2024-03-01 10:00:00,2024-03-01 10:01:00\n"
        "5-2,5,杯,7.00,1,C1,交易关闭,2024-03-01 10:00:00,2024-03-01 10:01:00\n",
        "items.csv",
    )
    assert shop.row("SELECT kind, sale_lines, units, gross_sales, refunds FROM orders WHERE platform = 'taobao'") == (
        "sale", 1, 1, 10, 0
    )  # fmt: skip
    assert shop.rows("SELECT product FROM order_lines WHERE platform = 'taobao'") == [("茶",)]


def test_lines_without_a_header_wait_for_it(shop):
    items = "主订单编号,标题,价格,购买数量,外部系统编号\n7,茶,10.00,2,T1\n"
    orders = (
        "订单编号,买家会员名,买家应付货款,订单创建时间,订单付款时间,订单状态\n"
        "7,小王,20.00,2024-03-01 10:00:00,2024-03-01 10:01:00,交易成功\n"
    )
    before = shop.figures()
    shop.upload(items, "items.csv")
    assert shop.figures() == before
    shop.upload(orders, "orders.csv")
    assert shop.row("SELECT customer_id, gross_sales, units FROM orders WHERE platform = 'taobao'") == ("小王", 20, 2)
    uploads.undo(shop.store, 3)
    assert shop.figures() == before


def test_check_is_silent_where_everything_is_as_derived(shop):
    shop.upload(MID_JANUARY, "mid.csv")
    uploads.undo(shop.store, 1)
    before = shop.everything()
    assert maintenance.check(shop.store) == []
    assert shop.everything() == before


@pytest.mark.heavy
@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ("UPDATE orders SET net_sales = net_sales + 0.0001 WHERE order_id = 'A2'", "orders: 1 rows differ"),
        ("DELETE FROM orders WHERE order_id = 'B2'", "orders: 0 rows differ from what a rebuild makes, 1 of a rebuild"),
        ("INSERT INTO orders FROM orders WHERE order_id = 'C1'", "orders: 1 rows differ"),
        ("DELETE FROM customers WHERE customer_id = 'dan@x.org'", "customers: 0 rows differ"),
        ("UPDATE customers SET name = NULL WHERE customer_id = 'ann@x.org'", "customers: 1 rows differ"),
        ("DELETE FROM line_log WHERE line_no = 3", "orders: 1 rows differ"),
        ("DELETE FROM order_log WHERE order_id = 'E1'", "orders: 1 rows differ"),
        ("UPDATE sold_lines SET amount = 11 WHERE amount = 10", "sold_lines: 3 rows differ"),
        ("DELETE FROM rejects", "upload 2: its record says 1 rejected rows, the log holds 0"),
        ("DELETE FROM uploads WHERE upload_id = 2", "line_log: 1 rows belong to no upload"),
        ("UPDATE uploads SET undone_at = uploaded_at WHERE upload_id = 2", "orders: 1 rows differ"),
    ],
)
def test_check_names_what_is_not_as_it_should_be(shop, fault, told):
    shop.upload("Order No,Date,Amount,Currency\nX1,2024-03-01,10,EUR\nX2,never,10,EUR\n", "second.csv")
    shop.change(fault)
    assert any(sentence.startswith(told) for sentence in maintenance.check(shop.store))


def test_check_sees_an_undone_upload_that_has_lost_orders(shop):
    uploads.undo(shop.store, 1)
    shop.change("DELETE FROM order_log WHERE order_id = 'A2'; DELETE FROM line_log WHERE order_id = 'A2'")
    assert maintenance.check(shop.store) == ["upload 1: its record says 9 orders, the log holds 8"]


def test_rebuild_mends_what_is_derived(shop):
    before = shop.figures()
    shop.change("DELETE FROM customers")
    shop.change("UPDATE orders SET net_sales = 0, customer_id = 'nobody'")
    assert len(maintenance.check(shop.store)) == 2
    maintenance.rebuild(shop.store)
    assert maintenance.check(shop.store) == []
    assert shop.figures() == before
