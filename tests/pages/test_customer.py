"""The page of one customer: finding them, what is known of them, and what is given and noted by hand."""

from datetime import date

import pytest

MANY = """Order No,Order date,Customer email,Customer Id,Customer name,Phone,Country,Currency,\
Product,Quantity,Amount,Refund
1,2025-01-05,ann@x.org,7,Ann,+49 30 1234567,DE,EUR,Tea,2,20.00,
1,,,,,,,,Cup,1,5.00,
2,2025-01-15,ann@x.org,7,Ann Lee,,DE,EUR,Tea,1,10.00,4.00
3,2025-02-14,ann@x.org,7,Ann Lee,,DE,EUR,Tea,1,10.00,
4,2025-02-20,anna@x.org,8,Anna,,FR,EUR,Cup,1,5.00,
5,2025-02-21,dan@x.org,9,Dan,,FR,EUR,Cup,-1,-5.00,
"""
SURVEY = """Answered on,Score,Comment,E-mail
2025-02-01,9,lovely tea,ann@x.org
"""


@pytest.fixture
def shop(fill, tmp_path):
    """Ann with three orders and an answer, Anna with one order, Dan who only gave something back."""
    files = {"orders": MANY, "survey": SURVEY}
    for name, text in files.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    fill(*(tmp_path / f"{name}.csv" for name in files))


def figures(reader):
    return {metric.label: metric.value for metric in reader.app.metric}


def test_a_profile_shows_what_is_known(shop, read):
    reader = read("en-GB", {"customer": "ann@x.org"}).open("customer")
    assert not reader.failures
    assert reader.app.title[0].value == "Ann Lee"
    assert figures(reader) == {
        "Orders": "3",
        "Net sales": "€41.00",
        "Average order value": "€13.67",
        "Customer since": "Jan 2025",
        "Last order": "7 days ago",
        "Mean gap": "20 days",
    }
    assert "3 orders from Jan 5, 2025 to Feb 14, 2025" in reader.words
    assert "20 days between orders on average; silent for 7 days now" in reader.words
    assert "Segment: " in reader.words
    assert "E-mail: `ann@x.org`" in reader.words
    goods, orders, said, known = (table.value for table in reader.app.dataframe)
    assert list(goods["item"]) == ["Tea", "Cup"]
    assert list(orders["products"]) == ["Tea", "Tea", "Cup, Tea"]
    assert list(said["text"]) == ["lovely tea"]
    assert "+49301234567" in list(known["value"])


def test_what_is_unknown_is_not_drawn(shop, read):
    reader = read("en-GB", {"customer": "anna@x.org"}).open("customer")
    assert not reader.failures
    assert "Mean gap" not in figures(reader)
    assert "One order, on Feb 20, 2025" in reader.words
    assert "What they said" not in reader.words
    assert "refunds" not in reader.app.dataframe[1].value


def orders_of(read, customer):
    tables = [table.value for table in read("en-GB", {"customer": customer}).open("customer").app.dataframe]
    (orders,) = (table for table in tables if "net_sales" in table)
    return orders


def test_orders_tell_when_they_were_shipped_and_delivered_where_that_is_known(fill, read, tmp_path):
    path = tmp_path / "orders.csv"
    path.write_text(
        "Order No,Order date,Customer email,Amount,Currency,Shipped on,Delivered on\n"
        "1,2025-01-05,ann@x.org,20,EUR,2025-01-06,2025-01-09\n"
        "2,2025-02-05,ann@x.org,20,EUR,2025-02-05,\n"
        "3,2025-02-07,bob@x.org,20,EUR,,\n"
    )
    fill(path)
    orders = orders_of(read, "ann@x.org")
    assert list(orders["shipped_on"].dt.date) == [date(2025, 2, 5), date(2025, 1, 6)]
    assert [day.date() for day in orders["delivered_on"].dropna()] == [date(2025, 1, 9)]
    assert not {"shipped_on", "delivered_on"} & set(orders_of(read, "bob@x.org"))


def test_whoever_only_gave_back_has_orders_but_no_figures(shop, read):
    reader = read("en-GB", {"customer": "9"}).open("customer")
    assert not reader.failures
    assert reader.app.title[0].value == "Dan"
    assert "No order of theirs counts" in reader.words
    assert figures(reader) == {}


def test_the_search_opens_the_only_one_and_offers_several(shop, read):
    reader = read("en-GB").open("customer")
    reader.app.text_input("customer_search").set_value("DAN@").run()
    assert reader.app.title[0].value == "Dan"
    assert reader.app.query_params["customer"] == "dan@x.org"
    reader.app.text_input("customer_search").set_value("ann").run()
    assert [button.label for button in reader.app.button if button.key.startswith("customer_found_")] == [
        "Ann Lee · ann\N{WORD JOINER}@x.org · 3 orders",
        "Anna · anna\N{WORD JOINER}@x.org · 1 order",
    ]
    reader.press("customer_found_1")
    assert reader.app.title[0].value == "Anna"
    reader.app.text_input("customer_search").set_value("nobody").run()
    assert "Nobody is found" in reader.words


def test_a_stranger_in_the_address_is_said_plainly_and_the_search_stays(shop, read):
    reader = read("en-GB", {"customer": "ane@x.org"}).open("customer")
    assert any("There is no customer ane" in failure for failure in reader.failures)
    reader.app.text_input("customer_search").set_value("dan").run()
    assert not reader.failures
    assert reader.app.title[0].value == "Dan"


def test_a_tag_is_given_and_taken_and_a_note_kept_and_deleted(shop, read):
    reader = read("zh-CN", {"customer": "ann@x.org"}).open("customer")
    reader.app.text_input("customer_tag_new").set_value("press")
    reader.press("customer_tag_give")
    assert not reader.failures
    assert "**press**" in reader.words
    reader.press("customer_tag_take_0")
    assert "**press**" not in reader.words
    reader.app.text_area("customer_note_new").set_value("calls on *Mondays*")
    reader.press("customer_note_keep")
    assert not reader.failures
    assert [text.value for text in reader.app.text if "Mondays" in text.value] == ["calls on *Mondays*"]
    reader.press("note_delete_1")
    assert [text.value for text in reader.app.text if "Mondays" in text.value] == []


def test_a_note_without_words_is_refused(shop, read):
    reader = read("en-GB", {"customer": "ann@x.org"}).open("customer").press("customer_note_keep")
    assert reader.failures == ["A note needs some words. Write them."]


def test_what_to_expect_is_worked_out_when_asked_for_or_it_is_said_why_not(shop, read):
    reader = read("en-GB", {"customer": "ann@x.org"}).open("customer")
    assert reader.words.count("Not enough evidence") == 1  # to name the next product
    reader.app.toggle("customer_ahead").set_value(True).run()
    assert not reader.failures
    assert reader.words.count("Not enough evidence") >= 3


def test_an_order_that_cannot_be_converted_is_shown_and_left_out_of_sums(fill, tmp_path, read):
    file = tmp_path / "mixed.csv"
    file.write_text(
        "Order No,Order date,Customer email,Currency,Product,Quantity,Amount\n"
        "1,2025-01-06,ann@x.org,EUR,Tea,1,10.00\n2,2025-01-07,ann@x.org,EUR,Tea,1,12.00\n"
        "3,2025-01-08,ann@x.org,VND,Tea,1,90000.00\n",
        encoding="utf-8",
    )
    fill(file)
    reader = read("en-GB", {"customer": "ann@x.org"}).open("customer")
    assert not reader.failures
    assert figures(reader)["Net sales"] == "€22.00"
    assert "1 order counts in none of these" in reader.words
    assert list(reader.app.dataframe[1].value["currency"]) == ["VND", "EUR", "EUR"]


def test_a_contact_is_noted_and_shown_and_deleted(shop, read):
    reader = read("en-GB", {"customer": "ann@x.org"}).open("customer")
    assert contacts_shown(reader) == []
    reader.app.date_input("customer_contact_day").set_value(date(2025, 3, 1))
    reader.app.selectbox("customer_contact_channel").set_value("phone")
    reader.app.text_input("customer_contact_campaign").set_value("Spring")
    reader.press("customer_contact_keep")
    assert not reader.failures
    assert contacts_shown(reader) == [("Phone call", "Spring", "Noted by hand")]
    assert reader.app.text_input("customer_contact_campaign").value == ""


def contacts_shown(reader):
    tables = [table.value for table in reader.app.dataframe if "contact_id" in table.value]
    return [(row["channel"], row["campaign"], row["source"]) for table in tables for row in table.to_dict("records")]
