"""Who is one person: what joins, what does not, what a person splits by hand, and that no order of files matters."""

import itertools

import pytest

from crm_analysis.errors import InputRefused, RulesRefused, UnknownCustomer
from crm_analysis.ingest import identity
from crm_analysis.ingest.platforms.shopify import SHOPIFY
from crm_analysis.rules.identity import identity_rules, read
from crm_analysis.store import maintenance, migrations, shops, splits, uploads
from crm_analysis.store.shops import ShopSettings
from shops import open_shop, shop_in_memory

HEADINGS = "Order No,Order date,Amount,Currency,Email,Phone,Customer ID\n"
MEMBERS = "Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Phone,Total Spent,Total Orders,Tags\n"
ANN, BOB = "ann@x.org", "bob@x.org"
MOSTS = ("emails_of_a_phone", "ids_of_a_phone", "emails_of_an_id", "phones_of_an_email")
MOST = identity_rules().most[("phone", "email")]


@pytest.fixture
def shop(tmp_path):
    with shop_in_memory(tmp_path) as shop:
        yield shop


def orders(*said):
    """A table of orders, a day apart: e-mail, phone and id of each."""
    rows = (
        f"{number},2024-01-{number:02},10,EUR,{email},{phone},{buyer}"
        for number, (email, phone, buyer) in enumerate(said, start=1)
    )
    return HEADINGS + "\n".join(rows) + "\n"


def people(shop):
    """Customer → their orders' numbers, guests under None."""
    found = {}
    for number, customer in shop.rows("SELECT order_id, customer_id FROM orders ORDER BY shop, CAST(order_id AS INT)"):
        found.setdefault(customer, []).append(number)
    return found


def test_an_order_with_two_identifiers_joins_the_orders_of_both(shop):
    shop.upload(orders((ANN, "", ""), ("", "+4940000001", ""), ("", "", "7"), (BOB, "", "")))
    assert people(shop) == {ANN: ["1"], "+4940000001": ["2"], "7": ["3"], BOB: ["4"]}
    bridge = HEADINGS + "5,2024-02-01,10,EUR,ann@x.org,+4940000001,\n6,2024-02-02,10,EUR,,+4940000001,7\n"
    shop.upload(bridge, "bridge.csv")
    assert people(shop) == {ANN: ["1", "2", "3", "5", "6"], BOB: ["4"]}
    known = "SELECT matched_by, identifiers, orders FROM customers WHERE customer_id = 'ann@x.org'"
    assert shop.row(known) == ("email, phone, id", 3, 5)
    uploads.undo(shop.store, 2)
    assert people(shop) == {ANN: ["1"], "+4940000001": ["2"], "7": ["3"], BOB: ["4"]}
    assert maintenance.check(shop.store) == []


def test_whoever_leaves_nothing_stays_a_guest_and_joins_on_leaving_something(shop):
    shop.upload(orders(("", "", ""), (ANN, "", "")))
    assert people(shop) == {None: ["1"], ANN: ["2"]}
    shop.upload(HEADINGS + "1,2024-01-01,10,EUR,Ann@X.org ,,\n", "again.csv")
    assert people(shop) == {ANN: ["1", "2"]}


def test_two_ways_of_writing_are_one_e_mail_and_one_phone(shop):
    shops.write(shop.store, ShopSettings("My shop", country="DE"))
    shop.upload(orders(("Ann@X.org", "", ""), (" ann@x.org", "040 / 123 456", ""), ("", "+49 (0)40 123456", "")))
    assert people(shop) == {ANN: ["1", "2", "3"]}


def test_a_phone_without_a_country_is_joined_once_the_shop_has_one(shop):
    shop.upload(orders(("", "07400 123456", ""), ("", "+447400123456", "")), shop="Tea")
    assert people(shop) == {"07400123456": ["1"], "+447400123456": ["2"]}
    shops.write(shop.store, ShopSettings("Tea", country="GB"))
    assert people(shop) == {"+447400123456": ["1", "2"]}
    assert maintenance.check(shop.store) == []


def test_a_phone_that_has_no_international_form_is_its_shops_own(shop):
    shop.upload(orders(("", "5550123", ""), ("", "+4940000001", "")), shop="North")
    shop.upload(orders(("", "5550123", ""), ("", "+4940000001", "")), "south.csv", shop="South")
    assert people(shop) == {"5550123 (North)": ["1"], "5550123 (South)": ["1"], "+4940000001": ["2", "2"]}


@pytest.mark.parametrize(
    ("email", "phone", "buyer"),
    [
        ("no-email@shop.de", "", ""),
        ("a***@x.org", "", ""),
        ("", "0000000000", ""),
        ("", "1234567890", ""),
        ("", "138****0000", ""),
        ("", "13800138000", ""),
        ("", "", "0"),
        ("", "", "t**"),
    ],
)
def test_what_stands_for_nobody_joins_nobody(shop, email, phone, buyer):
    shop.upload(orders((email, phone, buyer), (email, phone, buyer), (ANN, "", "")))
    assert people(shop) == {None: ["1", "2"], ANN: ["3"]}


def test_a_phone_of_too_many_people_joins_none_of_them(shop):
    """As many e-mails as the rules allow are one household; one more, and the number is nobody's own."""
    phone = "+4940000001"
    shop.upload(orders(*((f"{n}@x.org", phone, "") for n in range(MOST)), ("", phone, "")))
    assert people(shop) == {"0@x.org": [str(n) for n in range(1, MOST + 2)]}
    shop.upload(HEADINGS + f"9,2024-02-01,10,EUR,9@x.org,{phone},\n", "one_more.csv")
    alone = {f"{n}@x.org": [str(n + 1)] for n in range(MOST)}
    assert people(shop) == alone | {phone: [str(MOST + 1)], "9@x.org": ["9"]}
    assert shop.row("SELECT shared, orders FROM identities WHERE kind = 'phone'") == (True, MOST + 2)
    uploads.undo(shop.store, 2)
    assert people(shop) == {"0@x.org": [str(n) for n in range(1, MOST + 2)]}
    assert maintenance.check(shop.store) == []


def test_a_split_holds_whatever_comes_later_and_can_be_taken_back(shop):
    text = orders((ANN, "+4940000001", ""), (BOB, "+4940000001", ""), ("", "+4940000001", ""))
    shop.upload(text)
    assert people(shop) == {ANN: ["1", "2", "3"]}
    split_id = splits.split(shop.store, ANN, [BOB], note="husband")
    assert people(shop) == {ANN: ["1", "3"], BOB: ["2"]}
    shop.upload(HEADINGS + f"4,2024-02-01,10,EUR,{BOB},+4940000001,\n", "later.csv")
    assert people(shop) == {ANN: ["1", "3"], BOB: ["2", "4"]}
    maintenance.rebuild(shop.store)
    assert people(shop) == {ANN: ["1", "3"], BOB: ["2", "4"]}
    splits.rejoin(shop.store, split_id)
    assert people(shop) == {ANN: ["1", "2", "3", "4"]}
    assert maintenance.check(shop.store) == []
    told = splits.listing(shop.store)
    assert told[["customer_id", "identifier", "note"]].to_numpy().tolist() == [[ANN, f"email\x1f\x1f{BOB}", "husband"]]
    assert told["undone_at"].notna().all()


def test_what_is_split_off_together_stays_together(shop):
    shop.upload(orders((ANN, "+4940000001", "7"), (BOB, "+4940000001", "8"), (BOB, "", "9")))
    splits.split(shop.store, ANN, [BOB, "8", "9"])
    assert people(shop) == {ANN: ["1"], BOB: ["2", "3"]}
    assert shop.row("SELECT identifiers FROM customers WHERE customer_id = 'bob@x.org'") == (3,)
    assert maintenance.check(shop.store) == []


def test_a_split_must_leave_something_on_both_sides(shop):
    shop.upload(orders((ANN, "+4940000001", "")))
    with pytest.raises(InputRefused, match=r"ann@x\.org has 0 identifiers 'bob@x\.org'"):
        splits.split(shop.store, ANN, [BOB])
    with pytest.raises(InputRefused, match="each side must keep something"):
        splits.split(shop.store, ANN, [ANN, "+4940000001"])
    with pytest.raises(UnknownCustomer, match="no customer nobody"):
        splits.split(shop.store, "nobody", [ANN])
    with pytest.raises(InputRefused, match="no standing split 1"):
        splits.rejoin(shop.store, 1)


def test_members_join_like_orders(shop):
    """The members' list knows that the e-mail and the phone are one person's; undone, it knows nothing."""
    shop.upload(orders((ANN, "", ""), ("", "+4940000001", "")))
    shop.upload(MEMBERS + "'7,Ann,Lee,ann@x.org,yes,+4940000001,0,0,\n'8,Dan,,dan@x.org,no,,0,0,\n", "members.csv")
    assert people(shop) == {ANN: ["1", "2"]}
    names = shop.rows("SELECT customer_id, name, orders FROM customers ORDER BY customer_id")
    assert names == [(ANN, "Ann Lee", 2), ("dan@x.org", "Dan", 0)]
    shop.upload(MEMBERS + "'7,Ann,Lee,ann@x.org,yes,,0,0,\n", "moved.csv")
    assert people(shop) == {ANN: ["1"], "+4940000001": ["2"]}
    assert maintenance.check(shop.store) == []
    for upload_id in (2, 3):
        uploads.undo(shop.store, upload_id)
    assert shop.row("SELECT COUNT(*) FROM customers") == (2,)
    assert maintenance.check(shop.store) == []


def test_new_customers_are_people_of_whom_nothing_was_known(shop):
    assert shop.upload(orders((ANN, "", ""), (ANN, "1", ""), ("", "", ""))).customers_new == 1
    later = "4,2024-02-01,10,EUR,ann@x.org,,7\n5,2024-02-02,10,EUR,,,7\n6,2024-02-02,10,EUR,,,8\n"
    assert shop.upload(HEADINGS + later, "later.csv").customers_new == 1
    assert shop.rows("SELECT customers_new FROM uploads ORDER BY upload_id") == [(1,), (1,)]


def test_customers_are_numbered_by_their_first_orders_and_keep_their_numbers(shop):
    numbers = "SELECT customer_no, customer_id FROM customers ORDER BY customer_no"
    days = [(BOB, 3), ("cat@x.org", 2), (ANN, 3), (BOB, 1), ("dan@x.org", 2)]
    shop.upload(HEADINGS + "".join(f"{no},2024-01-0{day},10,EUR,{who},,\n" for no, (who, day) in enumerate(days)))
    first = [(1, BOB), (2, "cat@x.org"), (3, "dan@x.org"), (4, ANN)]
    assert shop.rows(numbers) == first
    shop.upload(HEADINGS + "9,2023-01-01,10,EUR,eve@x.org,,\n10,2023-01-01,10,EUR,ann@x.org,,\n", "earlier.csv")
    assert shop.rows(numbers) == [*first, (5, "eve@x.org")]


@pytest.mark.heavy
def test_no_order_of_uploads_matters(tmp_path):
    phone = "+4940000001"
    files = {
        "a": orders((ANN, "", ""), ("", phone, ""), ("", "", "7"), ("", "", "")),
        "b": HEADINGS + f"11,2024-02-01,10,EUR,ann@x.org,{phone},\n12,2024-02-01,10,EUR,bob@x.org,,7\n",
        "c": HEADINGS + "".join(f"2{n},2024-03-01,10,EUR,{n}@x.org,{phone},\n" for n in range(MOST)),
        "d": HEADINGS + "31,2023-12-01,10,EUR,,+447400123456,7\n",
    }
    pictures = set()
    for order in itertools.permutations(files):
        with shop_in_memory(tmp_path) as shop:
            for name in order:
                shop.upload(files[name], f"{name}.csv")
            tables = ("customers", "identities")
            people = [shop.rows(f"SELECT * EXCLUDE (customer_no) FROM {table} ORDER BY ALL") for table in tables]
            pictures.add(str(people))
    assert len(pictures) == 1


def test_a_name_counts_only_where_nothing_else_is_known(shop):
    """Shopify's orders without e-mail are joined by name and postcode; one with an e-mail is not joined by them."""
    headings = "Name,Email,Financial Status,Created at,Currency,Lineitem quantity,Lineitem name,Lineitem price,"
    rows = ("#1,,", "#2,,", "#3,ann@x.org,")
    lines = (f"{row}paid,2024-01-01 10:00:00 +0100,EUR,1,Tea,10,Ann Lee,20095\n" for row in rows)
    shop.upload(headings + "Billing Name,Billing Zip\n" + "".join(lines))
    found = shop.rows("SELECT order_id, customer_id FROM orders ORDER BY order_id")
    assert found == [("#1", "ann lee 20095"), ("#2", "ann lee 20095"), ("#3", ANN)]


def test_an_older_store_knows_its_people_once_it_is_opened(tmp_path, monkeypatch):
    older = migrations.steps()[:2]
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "steps", lambda: older)
        _fill_older_store(tmp_path)
    with open_shop(tmp_path) as shop:
        found = shop.rows("SELECT order_id, customer_id, email_key IS NULL FROM orders ORDER BY order_id")
        assert found == [("1", ANN, False), ("2", ANN, True), ("3", "tb_7", True), ("4", None, True)]
        assert maintenance.check(shop.store) == []


def _fill_older_store(folder):
    import duckdb

    with duckdb.connect(str(folder / "store.duckdb")) as connection:
        migrations.migrate(connection, "store.duckdb")
        connection.execute("""
            INSERT INTO uploads (upload_id, shop, platform, layout, kind) VALUES
                (1, 'S', 'woocommerce', 'woocommerce_advanced', 'orders'), (2, 'S', 'taobao', 'taobao_orders', 'orders')
        """)
        connection.execute("""
            INSERT INTO order_log
                (upload_id, line_no, order_id, ordered_at, email, phone, buyer_id, customer_key, goods_total)
            VALUES
                (1, 2, '1', TIMESTAMP '2024-01-01', 'ann@x.org', '+4940000001', NULL,
                    'email' || CHR(31) || CHR(31) || 'ann@x.org', 10),
                (1, 3, '2', TIMESTAMP '2024-01-02', NULL, '+4940000001', NULL,
                    'phone' || CHR(31) || CHR(31) || '+4940000001', 10),
                (2, 2, '3', TIMESTAMP '2024-01-02', NULL, NULL, 'tb_7',
                    'id' || CHR(31) || 'taobao' || CHR(31) || 'tb_7', 10),
                (2, 3, '4', TIMESTAMP '2024-01-02', NULL, NULL, NULL, NULL, 10)
        """)


def test_every_key_of_a_declaration_is_an_identifier_but_for_the_digits_of_a_phone():
    keys = identity.keys(SHOPIFY, "Ann's")
    assert list(keys) == ["email_key", "phone_key", "id_key", "alias_key", "name_key"]
    assert "'name' || CHR(31) || 'Ann''s/shopify' || CHR(31) || lower(name_id)" in keys["name_key"]
    assert keys["id_key"] == keys["alias_key"] == "CAST(NULL AS VARCHAR)"
    assert "CHR(31)" not in keys["phone_key"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[most", "cannot be read as TOML"),
        ("[most]\nemails_of_a_phone = 0", r"most\.emails_of_a_phone"),
        ("[most]\n" + "".join(f"{entry} = 1\n" for entry in MOSTS) + "[nobody]\nemails = ['(']", r"nobody\.emails"),
    ],
)
def test_rules_that_are_not_as_they_should_be_are_refused(text, told):
    with pytest.raises(RulesRefused, match=told):
        read(text)
