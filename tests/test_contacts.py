"""Whom the shop contacted: by hand, with a list, told by a file; what becomes of it when people join; campaigns."""

import csv
import io
import json
from datetime import date

import pytest

from crm_analysis.errors import InputRefused, UnknownCustomer
from crm_analysis.ingest.load import import_file
from crm_analysis.ingest.report import ImportOptions
from crm_analysis.store import Store, contacts, splits
from crm_analysis.store.contacts import Contact
from test_lists import MEMBERS, ORDERS

TOLD = """\
Contacted on,Contact channel,Campaign,Subject,E-mail,Phone
2024-02-20 09:00:00,E-Mail,Spring,New teas,ann@x.org,
2024-02-21,phone,,,,+49 30 1234567
2024-02-22,phone,,,nobody@x.org,
"""
JOINED = """\
Order No,Order date,Customer email,Customer Id,Phone,Currency,Product,Quantity,Amount,Campaign
A1,2024-01-05,ann@x.org,7,+49 30 1234567,EUR,Tea,1,20.00,Spring
B1,2024-02-20,bob@x.org,8,,EUR,Cup,1,5.00,
"""
BRIDGE = """\
Order No,Order date,Customer email,Customer Id,Phone,Currency,Product,Quantity,Amount,Campaign
C1,2024-03-01,bob@x.org,7,,EUR,Cup,1,5.00,
"""
SPRING = Contact(date(2024, 3, 1), "email", "Spring")


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture
def shop(crm, tmp_path):
    """Ann and Bob in the shop's files."""
    for name, text in (("orders", JOINED), ("told", TOLD)):
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    code, _out, told = crm("import", "orders.csv", "told.csv", "--shop", "Corner")
    assert code == 0, told
    return crm


def contacts_of(shop, who):
    return json.loads(shop("customer", who, "--json")[1])["contacts"]


def test_a_file_tells_contacts_of_whom_its_identifiers_lead_to(shop):
    assert [(told["contacted_on"], told["channel"], told["campaign"]) for told in contacts_of(shop, "ann@x.org")] == [
        ("2024-02-21", "phone", None),
        ("2024-02-20", "E-Mail", "Spring"),
    ]
    assert contacts_of(shop, "bob@x.org") == []


def test_a_contact_is_noted_by_hand_and_deleted(shop):
    words = ("--on", "2024-03-02", "--channel", "phone", "--campaign", " Thanks ", "--text", "asked for her parcel")
    assert shop("contact", "ann@x.org", *words)[2].startswith("Contact 1 is kept.")
    assert contacts_of(shop, "ann@x.org")[0] == {
        "contacted_on": "2024-03-02",
        "channel": "phone",
        "campaign": "Thanks",
        "text": "asked for her parcel",
        "source": "hand",
        "list": None,
        "contact_id": 1,
    }
    assert shop("delete-contact", "1")[0] == 0
    assert len(contacts_of(shop, "ann@x.org")) == 2
    assert shop("delete-contact", "1")[::2] == (
        3,
        "No contact 1 was noted here. The profile of a customer names those that there are.\n",
    )


def test_who_is_unknown_or_says_too_much_is_refused(shop):
    code, _out, told = shop("contact", "carl@x.org")
    assert (code, told.startswith("There is no customer carl@x.org.")) == (3, True)
    code, _out, told = shop("contact", "ann@x.org", "--campaign", "x" * 101)
    assert (code, told) == (3, "The name of the campaign has 101 letters. Write 100 at most.\n")
    assert shop("contact", "ann@x.org", "--channel", "pigeon")[0] == 2
    assert len(contacts_of(shop, "ann@x.org")) == 2


def test_a_contact_follows_the_person_when_orders_join_and_part(tmp_path):
    with Store.open(tmp_path / "store.duckdb") as store:
        for name, text in (("orders", JOINED), ("bridge", BRIDGE)):
            (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
        import_file(store, tmp_path / "orders.csv", ImportOptions(shop="Corner"))
        contacts.add(store, "bob@x.org", SPRING)
        with pytest.raises(UnknownCustomer):
            contacts.add(store, "carl@x.org", SPRING)
        assert whose(store) == ["bob@x.org"]
        import_file(store, tmp_path / "bridge.csv", ImportOptions(shop="Corner"))
        assert whose(store) == ["ann@x.org"]
        bob = next(one for one in identifiers(store) if "bob" in one)
        splits.split(store, "ann@x.org", [bob])
        assert whose(store) == ["bob@x.org"]


def whose(store):
    with store.cursor() as cursor:
        found = cursor.execute(
            "SELECT i.customer_id FROM contact_entries AS e JOIN identities AS i USING (identifier) ORDER BY ALL"
        ).fetchall()
    return [customer_id for (customer_id,) in found]


def identifiers(store):
    with store.cursor() as cursor:
        return [one for (one,) in cursor.execute("SELECT identifier FROM identities").fetchall()]


@pytest.mark.parametrize("fault", [{"channel": "pigeon"}, {"text": "x" * 2001}, {"campaign": "x" * 101}])
def test_a_contact_that_says_what_none_can_is_refused(fault):
    with pytest.raises(InputRefused):
        Contact(**({"contacted_on": date(2024, 3, 1), "channel": "email"} | fault))


@pytest.fixture
def listed(crm, tmp_path):
    """The shop of lists: five customers, of whom one may be written to by e-mail."""
    (tmp_path / "orders.csv").write_text(ORDERS, encoding="utf-8")
    (tmp_path / "members.csv").write_text(MEMBERS, encoding="utf-8")
    assert crm("import", "orders.csv", "members.csv")[0] == 0
    return crm


def test_a_list_notes_whom_it_writes_and_nobody_twice(listed):
    def export(layout, day):
        return listed(
            "export", "everybody", "--layout", layout, "--campaign", "Spring", "--on", day, "--to", "list.csv"
        )

    assert export("mailchimp", "2024-03-01")[0] == 0
    (reached,) = rows(listed("campaigns", "contacts", "Spring")[1])
    assert (reached["contacted_on"], reached["channel"], reached["list"]) == ("2024-03-01", "email", "everybody")
    assert export("mailchimp", "2024-03-01")[0] == 0
    assert len(rows(listed("campaigns", "contacts", "Spring")[1])) == 1
    assert export("mailchimp", "2024-03-08")[0] == 0
    assert export("meta", "2024-03-08")[0] == 0
    assert {(one["contacted_on"], one["channel"]) for one in rows(listed("campaigns", "contacts", "Spring")[1])} == {
        ("2024-03-01", "email"),
        ("2024-03-08", "email"),
        ("2024-03-08", "advertisement"),
    }


def test_a_list_without_a_campaign_notes_nobody(listed):
    assert listed("export", "everybody", "--layout", "generic", "--to", "list.csv")[0] == 0
    assert rows(listed("campaigns", "list")[1]) == []


def test_a_list_that_cannot_be_written_notes_nobody(listed):
    words = ("--layout", "mailchimp", "--campaign", "Spring", "--to", "list.xlsx")
    assert listed("export", "everybody", *words)[0] == 3
    assert rows(listed("campaigns", "list")[1]) == []


def test_campaigns_tell_whom_they_reached_and_which_orders_name_them(shop):
    assert shop("contact", "bob@x.org", "--on", "2024-03-05", "--campaign", "Spring")[0] == 0
    assert rows(shop("campaigns", "list")[1]) == [
        {
            "campaign": "Spring",
            "first_on": "2024-02-20",
            "newest_on": "2024-03-05",
            "contacts": "2",
            "customers": "2",
            "orders": "1",
            "order_customers": "1",
            "net_sales": "20.0",
        }
    ]
    assert shop("campaigns", "delete", "Spring")[2] == "1 contacts are deleted.\n"
    (spring,) = rows(shop("campaigns", "list")[1])
    assert (spring["contacts"], spring["newest_on"]) == ("1", "2024-02-20")
    assert shop("campaigns", "delete", "Spring")[::2] == (3, "No contact of a campaign 'Spring' was noted here.\n")
