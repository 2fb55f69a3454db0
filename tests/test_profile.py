"""The profile of one customer on the command line, on a shop whose figures can be checked by head."""

import json
import shutil

import pytest

from crm_analysis.ingest.load import import_file
from crm_analysis.ingest.report import ImportOptions
from crm_analysis.store import Store

ORDERS = """\
Order No,Order date,Customer email,Customer Id,Customer name,Phone,Country,Currency,Product,Quantity,\
Amount,Order discount,Refund,Status
A1,2024-01-05 09:30:00,ann@x.org,7,Ann,+49 30 1234567,DE,EUR,Tea,2,20.00,2.50,,paid
A1,,,,,,,,Cup,1,5.00,,,
A2,2024-01-15 10:00:00,ann@x.org,7,Ann Lee,+49 30 1234567,DE,EUR,Tea,1,10.00,,4.00,paid
A3,2024-01-20 10:00:00,ann@x.org,7,Ann Lee,,DE,EUR,Pot,1,99.00,,,cancelled
A4,2024-02-14 10:00:00,ann@x.org,7,Ann Lee,,DE,EUR,Tea,1,10.00,,,paid
B1,2024-02-20 10:00:00,bob@x.org,8,Bob,,FR,EUR,Cup,1,5.00,,,paid
C1,2024-02-20 11:00:00,,,,,FR,EUR,Cup,1,5.00,,,paid
E1,2024-02-03 11:00:00,eve@x.org,,Eve,+49 40 0000001,FR,EUR,Cup,1,5.00,,,paid
E2,2024-02-04 11:00:00,edd@x.org,,Edd,+49 40 0000001,FR,EUR,Cup,1,5.00,,,paid
D1,2024-02-21 11:00:00,dan@x.org,9,Dan,,FR,EUR,Cup,-1,-5.00,,,paid
"""
NORTH = """\
Order No,Order date,Customer email,Customer Id,Currency,Product,Quantity,Amount
1,2024-02-01,cleo@x.org,8,EUR,Tea,1,3.00
"""
SURVEY = """\
Answered on,Score,Comment,E-mail
2024-02-01,9,lovely tea,ann@x.org
"""
EVENTS = """\
Time,Event,Product,E-mail
2024-02-10 10:00:00,view,Pot,ann@x.org
2024-02-10 10:05:00,view,Pot,ann@x.org
"""


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """A store that holds all of it."""
    folder = tmp_path_factory.mktemp("profile")
    texts = {"orders": ORDERS, "north": NORTH, "survey": SURVEY, "events": EVENTS}
    with Store.open(folder / "store.duckdb") as store:
        for name, text in texts.items():
            file = folder / f"{name}.csv"
            file.write_text(text, encoding="utf-8")
            import_file(store, file, ImportOptions(shop="North" if name == "north" else "Corner"))
    return folder / "store.duckdb"


@pytest.fixture
def shop(crm, tmp_path, filled):
    """The command line on a copy of it."""
    shutil.copy(filled, tmp_path / "store.duckdb")
    return crm


def test_the_outlook_is_worked_out_where_it_is_asked_for_and_says_why_nothing_is_told(shop):
    assert not {"returning", "value"} & profile(shop, "ann@x.org").keys()
    told = profile(shop, "ann@x.org", "--outlook")
    assert told["returning"]["verdict"] == told["value"]["verdict"] == "not_enough_evidence"
    assert [told["returning"][f"in_{days}"] for days in (30, 60, 90)] == [None, None, None]
    assert (told["value"]["x"], told["value"]["expected_orders"]) == (2, None)
    assert told["returning"]["why"]
    assert told["value"]["why"]


def profile(shop, who, *words):
    code, out, told = shop("customer", who, "--json", *words)
    assert code == 0, told
    return json.loads(out)


def test_a_profile_tells_all_that_is_known(shop):
    ann = profile(shop, "ann@x.org")
    assert (ann["customer_id"], ann["name"], ann["country"], ann["orders"]) == ("ann@x.org", "Ann Lee", "DE", 3)
    assert ann["currency"] == "EUR"
    assert ann["figures"] == {
        "as_of": "2024-02-22",
        "orders": 3,
        "gross_sales": 45.0,
        "order_discounts": 2.5,
        "refunds": 4.0,
        "net_sales": 38.5,
        "average_order_value": pytest.approx(38.5 / 3),
        "unconverted_orders": 0,
    }
    placed = [(order["order_id"], order["kind"], order["net_sales"]) for order in ann["order_list"]]
    assert placed == [("A4", "sale", 10.0), ("A3", "void", 0.0), ("A2", "sale", 6.0), ("A1", "sale", 22.5)]
    assert [line["product"] for line in ann["order_lines"] if line["order_id"] == "A1"] == ["Cup", "Tea"]
    assert [(item["item"], item["orders"], item["pieces"]) for item in ann["products"]] == [
        ("Tea", 3, 4.0),
        ("Cup", 1, 1.0),
    ]
    # 10 and 30 days lie between; the last day seen is 21 February.
    assert [(gap["next_on"], gap["days"], gap["mean_gap_days"]) for gap in ann["gaps"]] == [
        ("2024-01-15", 10, 20.0),
        ("2024-02-14", 30, 20.0),
        (None, 7, 20.0),
    ]
    assert (ann["churn"]["days_since_last"], ann["churn"]["flag"]) == (7, None)
    assert [score["month"] for score in ann["scores"]] == ["2024-01-01", "2024-02-01"]
    assert {"tag": "country", "value": "DE", "since": "2024-01-05"} in ann["tags"]
    assert [(said["kind"], said["rating"], said["text"]) for said in ann["feedback"]] == [("survey", 9.0, "lovely tea")]
    assert ann["events"] == [{"happened_on": "2024-02-10", "event": "view", "item": "Pot", "times": 2}]
    assert [one["value"] for one in ann["identities"] if one["kind"] == "phone"] == ["+49301234567"]
    assert ann["joins"]


@pytest.mark.parametrize("written", ["ANN@X.ORG", "+49 30 1234567", " 7 "])
def test_a_customer_is_named_by_e_mail_phone_or_id(shop, written):
    assert profile(shop, written)["customer_id"] == "ann@x.org"


def test_what_is_unseen_from_an_earlier_day_is_left_out(shop):
    ann = profile(shop, "ann@x.org", "--as-of", "2024-01-16")
    assert (ann["figures"]["orders"], len(ann["order_list"]), ann["gaps"][-1]["days"]) == (2, 2, 0)
    assert ann["feedback"] == ann["events"] == []


def test_whoever_only_gave_back_has_no_figures_but_what_was_given_back(shop):
    dan = profile(shop, "dan@x.org")
    assert (dan["orders"], dan["figures"]["orders"], dan["gaps"], dan["churn"]) == (0, 0, [], None)
    assert [(order["kind"], order["net_sales"]) for order in dan["order_list"]] == [("refund", -5.0)]


def test_several_who_may_be_meant_are_named(shop):
    code, _out, told = shop("customer", "8")
    assert code == 3
    assert "'8' may be 2 customers: bob@x.org, cleo@x.org. Name one of them by its id." in told


def test_a_stranger_is_refused_with_the_closest(shop):
    code, _out, told = shop("customer", "anne@x.org", "--json")
    assert code == 3
    assert "There is no customer anne@x.org. The closest of those that there are: ann@x.org" in told


def test_notes_are_kept_with_the_person_and_deleted_for_good(shop):
    assert shop("note", "7", "  prefers green tea ")[0] == 0
    assert shop("note", "bob@x.org", "his wife orders too")[0] == 0
    assert shop("note", "ann@x.org", "moved to Bonn")[0] == 0
    noted = profile(shop, "ann@x.org")["notes"]
    assert [(one["note_id"], one["text"]) for one in noted] == [(3, "moved to Bonn"), (1, "prefers green tea")]
    assert shop("delete-note", "1")[0] == 0
    assert [one["note_id"] for one in profile(shop, "ann@x.org")["notes"]] == [3]
    code, _out, told = shop("delete-note", "1")
    assert (code, "There is no note 1." in told) == (3, True)


@pytest.mark.parametrize("text", ["  ", "x" * 2001])
def test_a_note_has_words_but_not_too_many(shop, text):
    assert shop("note", "7", text)[0] == 3


def test_a_note_follows_the_person_through_a_split(shop):
    assert shop("note", "edd@x.org", "calls on Mondays")[0] == 0
    assert shop("split", "eve@x.org", "edd@x.org")[0] == 0
    assert [one["text"] for one in profile(shop, "eve@x.org")["notes"]] == ["calls on Mondays"]
    assert profile(shop, "edd@x.org")["notes"] == []
