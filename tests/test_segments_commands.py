"""The segments of the command line: saved, listed, shown, deleted, and as a filter of every question."""

from __future__ import annotations

import csv
import io
import json

import pytest

from crm_analysis.rules.exports import export_rules
from crm_analysis.store import Store, cluster_models
from crm_analysis.store.cluster_models import SavedClusters
from shops import TEA_SHOP
from test_cluster_models import by_sales

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
    assert (code, told.startswith("There is no segment 'Tea'. The closest of those that there are: ")) == (3, True)
    assert shop("segments", "delete", "Tea")[0] == 3


@pytest.mark.parametrize(
    "name", ["champions", "grid:champions", "everybody", "tag:country", "cluster:x:1", "rule-x", "{x}", " ", "n" * 81]
)
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


WRONG = {
    "champoins": "There is no segment 'champoins'. The closest of those that there are: champions, ",
    "grid:champion": "There is no segment 'grid:champion'. The closest of those that there are: grid:champions, ",
    "tea lovers": "There is no segment 'tea lovers'. The closest of those that there are: Tea lovers, ",
    "tag:contry=DE": "There is no tag 'contry'. The closest of those that there are: country, ",
    "tag:prss": "There is no tag 'prss'. The closest of those that there are: press, ",
    "tag:country=DEE": "Nobody has the value 'DEE' of the tag country. The closest of its values: DE, FR.",
    "tag:press=no": "Nobody has the value 'no' of the tag press. The closest of its values: yes.",
    "tag:country=": "Nobody has the value '' of the tag country. The closest of its values: ",
}


@pytest.mark.heavy
@pytest.mark.parametrize(("name", "refusal"), WRONG.items())
def test_a_misspelt_segment_is_refused_by_every_command_with_what_is_close(shop, name, refusal):
    shop("segments", "save", "Tea lovers", "--rule", TEA)
    shop("tag", "press", "ann@x.org")
    for words in (("overview", "--json", "--segment", name), ("export", name), ("feed", "open", "Mailer", name)):
        code, out, told = shop(*words)
        assert (code, out) == (3, "")
        assert told.startswith(refusal)
    assert len(rows(shop("exports")[1])) == len(rows(shop("feeds")[1])) == 0


def test_a_tag_is_a_segment_of_every_question(shop):
    assert json.loads(shop("overview", "--json", "--segment", "tag:country=FR")[1])["customers"] == 1
    assert json.loads(shop("segments", "show", "tag:country=FR")[1])["rule"] == {
        "kind": "tagged",
        "tag": "country",
        "among": ["FR"],
    }
    exported = rows(shop("export", "tag:country")[1])
    assert {row["customer_id"]: row["value"] for row in exported} == {"ann@x.org": "FR", "eve@x.org": "DE"}


def test_a_tag_that_nobody_has_now_is_no_mistake(shop):
    shop("tag", "size=xl", "ann@x.org")
    assert [row["customer_id"] for row in rows(shop("export", "tag:size=xl")[1])] == ["ann@x.org"]
    shop("untag", "size=xl", "ann@x.org")
    for name in ("tag:size=xl", "tag:size=xl=yes", "tag:value_tier=top"):
        code, text, _told = shop("export", name)
        assert (code, rows(text)) == (0, [])


def test_a_rule_is_exported_without_being_saved(shop):
    assert {row["customer_id"] for row in rows(shop("export", TEA)[1])} == {"ann@x.org", "eve@x.org"}
    code, _text, told = shop("export", '{"rule": {"kind": "sql"}}')
    assert (code, "there is no kind of condition 'sql'" in told) == (3, True)


def test_the_tagged_are_asked_for_by_names_that_exist(shop):
    assert [row["customer_id"] for row in rows(shop("tagged", "country", "--value", "FR")[1])] == ["ann@x.org"]
    code, out, told = shop("tagged", "country", "--value", "FRA")
    assert (code, out, "The closest of its values: FR, DE." in told) == (3, "", True)


def test_all_segments_are_listed_under_the_names_and_sizes_of_their_exports(shop):
    shop("segments", "save", "Tea", "--rule", TEA)
    shop("tag", "press", "ann@x.org")
    listed = rows(shop("segments", "--all")[1])
    names = [row["segment"] for row in listed]
    assert len(names) == len(set(names))
    assert {"champions", "shopify:champions", "eight:important_value", "tag:country", "tag:country=FR"} <= set(names)
    assert [row["kind"] for row in listed if row["segment"].startswith("tag:")].count("tag") >= 10
    for name in ("hibernating", "eight:important_value", "tag:country", "tag:country=FR", "tag:press=yes", "Tea"):
        row = listed[names.index(name)]
        assert int(row["customers"]) == len(rows(shop("export", name)[1])), name
    # Ann 25 − 2.50 + 10 − 4 + 20 − 5 is of FR by her newest order, Eve brought 10 − 15.
    assert [listed[names.index(name)]["net_sales"] for name in ("tag:country", "tag:country=FR")] == ["38.5", "43.5"]
    assert (names[-1], listed[-1]["kind"], json.loads(listed[-1]["rule"])) == ("Tea", "saved", json.loads(TEA))


def test_of_a_tag_a_filter_looks_at_those_who_ordered_then(shop):
    words = ("--since", "2024-01-10", "--until", "2024-01-31", "--country", "DE")
    sizes = {row["segment"]: row["customers"] for row in rows(shop("segments", "--all", *words)[1])}
    assert (sizes["tag:country=DE"], sizes["tag:country=FR"]) == ("1", "1")
    for name, who in (("tag:country=DE", "eve@x.org"), ("tag:country=FR", "ann@x.org")):
        assert [row["customer_id"] for row in rows(shop("export", name, *words)[1])] == [who]
    assert rows(shop("export", "tag:country=DE", "--segment", "tag:country=FR")[1]) == []


@pytest.fixture
def clustered(shop, tmp_path):
    """Ann is in cluster 1 of Spring, Eve in cluster 2."""
    with Store.open(tmp_path / "store.duckdb") as store:
        cluster_models.save(store, SavedClusters("Spring", "gross", by_sales(4.0, 1.0)))
    return shop


def test_a_cluster_is_a_segment_of_every_question_and_a_list_of_every_tool(clustered):
    assert json.loads(clustered("overview", "--json", "--segment", "cluster:Spring:1")[1])["customers"] == 1
    assert [row["customer_id"] for row in rows(clustered("export", "cluster:Spring:2")[1])] == ["eve@x.org"]
    for layout in export_rules().layouts:
        told = clustered("export", "cluster:Spring:1", "--layout", layout, "--unknown-consent", "include")[2]
        assert told.startswith("1 in cluster:Spring:1"), layout
    listed = {row["segment"]: row for row in rows(clustered("segments", "--all")[1])}
    assert {name: listed[name]["customers"] for name in ("cluster:Spring:1", "cluster:Spring:2")} == {
        "cluster:Spring:1": "1",
        "cluster:Spring:2": "1",
    }
    assert json.loads(listed["cluster:Spring:2"]["rule"])["rule"]["kind"] == "clustered"
    assert clustered("feed", "open", "Mailer", "cluster:Spring:1")[0] == 0
    for words in (("export", "cluster:Spring:3"), ("overview", "--json", "--segment", "cluster:Spring:3")):
        code, out, told = clustered(*words)
        assert (code, out, "Take a number from 1 to 2." in told) == (3, "", True)


def test_a_saved_segment_is_a_condition_of_others_and_stays_while_it_is(shop):
    """Of those who bought tea, Ann ordered three times and Eve once."""
    shop("segments", "save", "Tea", "--rule", TEA)
    often = '{"rule": {"all": [{"kind": "saved", "name": "Tea"}, {"kind": "ordered", "at_least": 2}]}}'
    code, _out, told = shop("segments", "save", "Often", "--rule", often)
    assert (code, told) == (
        0,
        "Often: saved. Customers who are in the saved segment Tea and placed at least 2 orders.\n",
    )
    assert json.loads(shop("segments", "show", "Often")[1])["rule"] == json.loads(often)["rule"]
    assert [row["customer_id"] for row in rows(shop("export", "Often")[1])] == ["ann@x.org"]
    assert json.loads(shop("overview", "--json", "--segment", often)[1])["customers"] == 1
    assert rows(shop("segments")[1])[-2]["customers"] == "1"
    code, _out, told = shop("segments", "delete", "Tea")
    assert (code, "The segment Tea is part of the segment Often." in told) == (3, True)
    code, _out, told = shop(
        "segments", "save", "Tea", "--rule", '{"rule": {"not": {"kind": "saved", "name": "Often"}}}'
    )
    assert (code, "'Tea' would contain itself: Tea → Often → Tea." in told) == (3, True)
    code, _out, told = shop("export", '{"rule": {"kind": "saved", "name": "Oftn"}}')
    assert (code, "There is no segment 'Oftn'. The closest of those that there are: Often, Tea." in told) == (3, True)
    assert [shop("segments", "delete", name)[0] for name in ("Often", "Tea")] == [0, 0]


@pytest.mark.parametrize(
    ("rule", "who"),
    [
        ({"kind": "ordered_on", "coupons": ["NEW10"]}, ["ann@x.org"]),  # A1, her first, and no later one
        ({"kind": "ordered_on", "of": "last_order", "coupons": ["NEW10"]}, []),
        ({"kind": "ordered_on", "of": "last_order", "channels": ["app"], "since": "2024-02-29"}, ["ann@x.org"]),
        ({"kind": "ordered_on", "channels": ["web"], "until": "2024-01-05"}, ["ann@x.org"]),
        # net of discounts and refunds: Ann 22.50, 15 and 6, Eve 10 − 15
        ({"kind": "ordered", "measure": "largest_order", "at_least": 22.5}, ["ann@x.org"]),
        ({"kind": "ordered", "measure": "largest_order", "at_most": -5}, ["eve@x.org"]),
        ({"kind": "ordered", "at_least": 1, "platforms": ["generic"]}, ["ann@x.org", "eve@x.org"]),
        ({"kind": "ordered", "at_least": 1, "platforms": ["shopify"]}, []),
    ],
)
def test_orders_are_told_apart_by_where_they_came_from_and_how_large_they_were(shop, rule, who):
    assert [row["customer_id"] for row in rows(shop("export", json.dumps({"rule": rule}))[1])] == who
