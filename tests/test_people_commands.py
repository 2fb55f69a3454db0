"""People on the command line: the profile with what joins them, a wrong join taken apart and taken back."""

import csv
import io
import json

import pytest

COUPLE = """\
Order No,Order date,Amount,Currency,Customer email,Phone
1,2024-01-01,10.00,EUR,ann@x.org,+4940000001
2,2024-01-02,10.00,EUR,bob@x.org,+4940000001
3,2024-01-03,10.00,EUR,cid@x.org,
"""


@pytest.fixture
def shop(crm, tmp_path):
    file = tmp_path / "couple.csv"
    file.write_text(COUPLE, encoding="utf-8")
    assert crm("import", file)[0] == 0
    return crm


def customers(crm, *words):
    return [row["customer_id"] for row in csv.DictReader(io.StringIO(crm("customers", *words)[1]))]


def test_a_profile_tells_every_identifier_and_what_joins_them(shop):
    code, out, _ = shop("customer", "ann@x.org", "--json")
    profile = json.loads(out)
    assert (code, profile["orders"], profile["matched_by"]) == (0, 2, "email, phone")
    told = [(one["kind"], one["value"], one["orders"], one["files"]) for one in profile["identities"]]
    assert told == [
        ("email", "ann@x.org", 1, ["couple.csv"]),
        ("email", "bob@x.org", 1, ["couple.csv"]),
        ("phone", "+4940000001", 2, ["couple.csv"]),
    ]
    assert [join["one"].split("\x1f")[2] for join in profile["joins"]] == ["ann@x.org", "bob@x.org"]
    assert profile["first_order_at"].startswith("2024-01-01")


def test_a_split_is_made_listed_and_taken_back(shop):
    assert customers(shop) == ["ann@x.org", "cid@x.org"]
    assert shop("split", "ann@x.org", "bob@x.org", "--note", "his wife")[0] == 0
    assert customers(shop) == ["ann@x.org", "bob@x.org", "cid@x.org"]
    assert customers(shop, "--search", "BOB") == ["bob@x.org"]
    [listed] = csv.DictReader(io.StringIO(shop("splits")[1]))
    assert (listed["split_id"], listed["customer_id"], listed["note"]) == ("1", "ann@x.org", "his wife")
    assert shop("rejoin", "1")[0] == 0
    assert customers(shop) == ["ann@x.org", "cid@x.org"]
    assert shop("check")[0] == 0


@pytest.mark.parametrize(
    "words",
    [("customer", "nobody"), ("split", "nobody", "x"), ("split", "ann@x.org", "x"), ("rejoin", "7")],
)
def test_what_is_not_there_is_refused(shop, words):
    code, _, told = shop(*words)
    assert code == 3
    assert "There is no" in told or "has 0 identifiers" in told
