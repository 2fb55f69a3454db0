"""The segments of the command line: saved, listed, shown, deleted, and as a filter of every question."""

from __future__ import annotations

import csv
import io
import json

import pytest

from shops import TEA_SHOP

TEA = '{"version": 1, "rule": {"all": [{"kind": "bought", "among": ["Tea"]}]}}'
TABLE = "segment,kind,customers,net_sales,rule"


@pytest.fixture
def shop(crm, tmp_path):
    (tmp_path / "orders.csv").write_text(TEA_SHOP, encoding="utf-8")
    assert crm("import", "orders.csv", "--json")[0] == 0
    return crm


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_a_saved_segment_is_listed_with_size_and_sales_behind_those_of_rfm(shop):
    code, _out, told = shop("segments", "save", "  Tea   lovers ", "--rule", TEA)
    assert (code, told) == (0, "Tea lovers: saved. Customers who bought the product Tea.\n")
    code, text, _told = shop("segments")
    assert (code, text.startswith(TABLE)) == (0, True)
    last = rows(text)[-1]
    # Ann brought 25 − 2.50, 10 − 4 and 20 − 5, Eve 10 − 15; Bob's tea was cancelled, Dan's came back, Fay never paid.
    assert (last["segment"], last["kind"], last["customers"], last["net_sales"]) == ("Tea lovers", "saved", "2", "38.5")
    assert json.loads(last["rule"]) == json.loads(TEA)


def test_a_segment_filters_every_question(shop):
    shop("segments", "save", "Tea", "--rule", TEA)
    french = '{"rule": {"all": [{"kind": "place", "among": ["FR"]}, {"kind": "bought", "among": ["Tea"]}]}}'
    for segment, customers in (("Tea", 2), (french, 1)):
        assert json.loads(shop("overview", "--json", "--segment", segment)[1])["customers"] == customers
        assert len(rows(shop("rfm", "--segment", segment)[1])) == customers
    scored = rows(shop("rfm")[1])
    mine = next(row for row in scored if row["customer_id"] == "ann@x.org")
    of_segment = {row["customer_id"] for row in scored if row["segment"] == mine["segment"]}
    assert {row["customer_id"] for row in rows(shop("rfm", "--segment", mine["segment"])[1])} == of_segment
    assert rows(shop("segments", "--segment", french)[1])[-1]["customers"] == "1"


def test_a_rule_comes_from_a_file_and_goes_out_as_json(shop, tmp_path):
    (tmp_path / "rule.json").write_text(TEA, encoding="utf-8")
    assert shop("segments", "save", "Tea", "--rule", "rule.json")[0] == 0
    code, text, told = shop("segments", "show", "Tea")
    assert (code, json.loads(text)) == (0, json.loads(TEA))
    assert told == "Customers who bought the product Tea.\n"
    assert shop("segments", "save", "Copy", "--rule", "Tea")[0] == 0
    assert json.loads(shop("segments", "show", "Copy")[1]) == json.loads(TEA)


def test_a_segment_of_the_same_name_gives_way_and_one_can_be_forgotten(shop):
    shop("segments", "save", "Tea", "--rule", TEA)
    assert shop("segments", "save", "Tea", "--rule", TEA.replace("Tea", "Cup"))[0] == 0
    assert [row["segment"] for row in rows(shop("segments")[1])].count("Tea") == 1
    assert "Cup" in shop("segments", "show", "Tea")[1]
    assert shop("segments", "delete", "Tea")[0] == 0
    code, _text, told = shop("overview", "--json", "--segment", "Tea")
    assert (code, "There is no segment 'Tea'. Saved are: –." in told) == (3, True)
    assert shop("segments", "delete", "Tea")[0] == 3


@pytest.mark.parametrize("name", ["champions", "grid:champions", "everybody", "rule-x", "{x}", " ", "n" * 81])
def test_a_name_that_means_something_else_is_refused(shop, name):
    assert shop("segments", "save", name, "--rule", TEA)[0] == 3


def test_a_rule_that_cannot_be_read_changes_nothing(shop):
    code, _text, told = shop("segments", "save", "Bad", "--rule", '{"rule": {"kind": "sql"}}')
    assert (code, "There is no" in told or "no kind of condition" in told) == (3, True)
    assert "Bad" not in shop("segments")[1]


def test_a_saved_segment_is_exported_like_any_other(shop):
    shop("segments", "save", "Tea", "--rule", TEA)
    code, text, _told = shop("export", "Tea")
    assert code == 0
    assert {row["customer_id"] for row in rows(text)} == {"ann@x.org", "eve@x.org"}
    french = '{"rule": {"kind": "place", "among": ["FR"]}}'
    assert [row["customer_id"] for row in rows(shop("export", "Tea", "--segment", french)[1])] == ["ann@x.org"]
