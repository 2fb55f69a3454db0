"""The exports page: a list is chosen with its tool, who is left out is said, feeds open and close, the log tells."""

from datetime import date

import pytest

from crm_analysis.export.tickets import TICKETS
from crm_analysis.store import contacts, exports, feeds
from crm_analysis.store.contacts import Contact
from crm_analysis.ui.answers import shop_store
from test_lists import MEMBERS, ORDERS


@pytest.fixture
def shop(fill, tmp_path):
    for name, text in (("orders.csv", ORDERS), ("members.csv", MEMBERS)):
        file = tmp_path / name
        file.write_text(text, encoding="utf-8")
        fill(file)


def link(reader):
    (drawn,) = reader.app.get("link_button")
    return drawn.proto


def test_a_list_says_who_is_left_out_and_hands_out_one_link(shop, read):
    reader = read("en-GB").open("exports")
    assert not reader.failures
    assert "**5 customers will be written** of 5 in the list" in reader.words
    reader.app.selectbox("export_layout").set_value("mailchimp").run()
    assert not reader.failures
    assert "**1 customer will be written** of 5 in the list" in reader.words
    assert "2 left out: they do not accept advertising" in reader.words
    assert "1 left out: nobody has said whether they accept advertising" in reader.words
    assert "1 left out: no address for this tool" in reader.words
    reader.choose("export_unknown", "include")
    assert "**2 customers will be written** of 5 in the list" in reader.words
    before = link(reader).url
    reader.app.run()
    assert link(reader).url == before
    ticket = TICKETS.find(before.split("/")[1])
    assert (ticket.file, ticket.wanted.unknown_consent) == ("everybody-mailchimp.csv", "include")


def test_a_plain_table_has_the_columns_that_are_chosen(shop, read):
    reader = read("en-GB").open("exports")
    columns = reader.app.multiselect("export_columns")
    assert not columns.value
    assert columns.options[0] == "customer_id"
    assert "city" in columns.options
    columns.set_value(["customer_id", "city"]).run()
    assert TICKETS.find(link(reader).url.split("/")[1]).wanted.columns == ("customer_id", "city")


def test_a_list_of_nobody_has_no_link(shop, read):
    reader = read("en-GB").open("exports")
    reader.app.selectbox("export_layout").set_value("sms_cn").run()
    reader.app.selectbox("export_list").set_value("grid:champions").run()
    assert not reader.failures
    assert "**0 customers will be written**" in reader.words
    assert link(reader).disabled


def test_a_feed_is_opened_its_address_shown_once_and_closed(shop, read):
    reader = read("en-GB").open("exports")
    reader.app.text_input("feed_name").set_value("**Mailer** <script>").run()
    reader.app.selectbox("feed_layout").set_value("klaviyo").run()
    reader.press("feed_open")
    assert not reader.failures
    (address,) = [code.value for code in reader.app.code if "token=" in code.value]
    token = address.rpartition("token=")[2]
    feed = feeds.opened_by(shop_store(), 1, token)
    assert (feed.name, feed.list, feed.layout) == ("**Mailer** <script>", "everybody", "klaviyo")
    assert r"**\*\*Mailer\*\* \<script>**" in reader.words
    reader.app.run()
    assert not [code for code in reader.app.code if "token=" in code.value]
    reader.press("feed_close_1")
    assert feeds.opened_by(shop_store(), 1, token) is None
    assert "Mailer" not in reader.words


def test_the_log_tells_what_has_left(shop, read):
    reader = read("en-GB").open("exports")
    assert "Nothing has left the store yet." in reader.words
    reach = exports.Reach(5, 1, 2, 1, 1)
    for maker in (exports.Maker(exports.PAGE), exports.Maker(exports.COMMAND_LINE)):
        exports.note(
            shop_store(), exports.Export(maker, "grid:champions", "google", "csv", ("Email",), "leave_out", reach)
        )
    reader.app.run()
    assert not reader.failures
    table = reader.app.dataframe[0].value
    assert list(table["made_by"]) == ["Command line", "Page"]
    assert set(table["list"]) == {"Champions"}
    assert set(table["layout"]) == {"Google customer match (hashed)"}


def test_a_list_of_found_customers_can_be_exported(shop, read):
    reader = read("en-GB").open("customers")
    reader.app.text_input("customers_search").set_value("ann").run()
    reader.press("customers_export")
    assert not reader.failures
    assert "**1 customer will be written** of 1 in the list" in reader.words


def test_a_list_can_note_whom_it_contacts(shop, read):
    reader = read("en-GB").open("exports")
    reader.app.selectbox("export_layout").set_value("mailchimp").run()
    assert TICKETS.find(link(reader).url.split("/")[1]).wanted.contact is None
    reader.app.text_input("export_campaign").set_value("Spring").run()
    assert reader.app.selectbox("export_contact_by_mailchimp").value == "email"
    reader.app.date_input("export_contact_day").set_value(date(2024, 3, 1)).run()
    ticket = TICKETS.find(link(reader).url.split("/")[1])
    assert ticket.wanted.contact == Contact(date(2024, 3, 1), "email", "Spring")


def test_campaigns_are_listed_with_whom_they_reached(shop, read):
    assert "None yet." in read("en-GB").open("exports").words
    contacts.add(shop_store(), "ann@x.org", Contact(date(2024, 3, 1), "email", "Spring"))
    reader = read("en-GB").open("exports")
    assert not reader.failures
    (campaigns,) = (table.value for table in reader.app.dataframe if "campaign" in table.value)
    assert campaigns[["campaign", "contacts", "customers", "orders"]].to_dict("records") == [
        {"campaign": "Spring", "contacts": 1, "customers": 1, "orders": 0}
    ]
