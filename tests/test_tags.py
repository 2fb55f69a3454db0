"""Tags: worked out at every import as a rebuild would, and given by hand to people who are later joined and split."""

from __future__ import annotations

from datetime import date

import pytest

from crm_analysis.analysis import tags as asked
from crm_analysis.errors import InputRefused, RulesRefused, UnknownCustomer
from crm_analysis.rules import tags as rules
from crm_analysis.store import maintenance, splits, tags, uploads
from crm_analysis.store.shops import ShopSettings
from crm_analysis.store.shops import write as write_settings
from shops import FEBRUARY, JANUARY, MID_JANUARY, TEA_SHOP, open_shop, shop_in_memory

HEADINGS = "Order No,Order date,Customer email,Customer Id,Product,Quantity,Amount,Currency\n"

TWO_CURRENCIES = HEADINGS + (
    "1,2024-01-02,ann@x.org,,Tea,1,10.00,EUR\n"
    "2,2024-01-03,ann@x.org,,Tea,1,10.00,EUR\n"
    "3,2024-01-03,bob@x.org,,Cup,1,40.00,USD\n"
)


@pytest.fixture
def shop(tmp_path):
    with shop_in_memory(tmp_path) as opened:
        yield opened


def tags_of(shop, customer_id):
    found = shop.rows(f"SELECT tag, value FROM customer_tags WHERE customer_id = '{customer_id}'")
    return dict(found)


def all_tags(shop):
    return shop.rows("FROM customer_tags ORDER BY ALL")


def test_an_import_tags_everybody_with_an_order(shop):
    """Ann's three orders: the newest from FR, one of three with a discount, tea each time; above Eve in everything."""
    shop.upload(TEA_SHOP)
    assert tags_of(shop, "ann@x.org") == {
        "country": "FR",
        "region": "Berlin",
        "channel": "app",
        "relation": "returning",
        "favourite_category": "drinks",
        "price_level": "low",
        "discounts": "sometimes",
        "rhythm": "monthly",
        "time_of_day": "morning",
        "segment": "need_attention",
        "value_tier": "middle",
    }
    assert tags_of(shop, "dan@x.org") == {}


def test_tags_after_more_uploads_and_an_undo_are_those_of_a_rebuild(shop):
    shop.upload(JANUARY)
    alone = all_tags(shop)
    shop.upload(MID_JANUARY, "mid.csv")
    shop.upload(FEBRUARY, "february.csv")
    assert all_tags(shop) != alone
    assert maintenance.check(shop.store) == []
    uploads.undo(shop.store, 2)
    uploads.undo(shop.store, 3)
    assert all_tags(shop) == alone


def test_check_names_tags_that_are_not_as_worked_out(shop):
    shop.upload(JANUARY)
    shop.change("DELETE FROM customer_tags WHERE tag = 'segment'")
    assert maintenance.check(shop.store) == [
        "customer_tags: 0 rows differ from what a rebuild makes, 2 of a rebuild are missing"
    ]


def test_tiers_follow_the_currency_that_the_shop_reports_in(shop):
    """1000 yen are less than 9 euros; as bare numbers they would be more."""
    orders = "1,2024-01-02,,ann,Tea,1,1000,JPY\n2,2024-01-02,,bob,Tea,1,9,EUR\n3,2024-01-02,,cat,Tea,1,8,EUR\n"
    shop.upload(HEADINGS + orders)
    found = shop.rows("SELECT customer_id, value FROM customer_tags WHERE tag = 'value_tier' ORDER BY ALL")
    assert found == [("ann", "low"), ("bob", "middle"), ("cat", "low")]
    write_settings(shop.store, ShopSettings(shop.row("SELECT DISTINCT shop FROM uploads")[0], currency="JPY"))
    assert maintenance.check(shop.store) == []


def test_a_member_of_no_order_has_the_tags_of_the_list(shop):
    shop.upload(
        "会员编号,手机号,生日,会员等级,注册时间\nM1,13900000000,1990-05-06,金卡,2024-01-01\n",
        "members.csv",
        kind="members",
    )
    [customer] = {customer for (customer,) in shop.rows("SELECT customer_id FROM customer_tags")}
    assert tags_of(shop, customer) == {"birthday_month": "05", "member_level": "金卡"}


def test_a_tag_is_given_once_and_taken(shop):
    shop.upload(JANUARY)
    assert tags.give(shop.store, ["ann", "bob"], " wholesale ", "said so") == 2
    assert tags.give(shop.store, ["ann"], "wholesale") == 0
    assert tags_of(shop, "ann")["wholesale"] == "yes"
    assert tags.names(shop.store) == ["wholesale"]
    assert tags.take(shop.store, ["ann"], "wholesale", "a mistake") == 1
    assert tags.take(shop.store, ["ann"], "wholesale") == 0
    assert "wholesale" not in tags_of(shop, "ann")
    assert "wholesale" in tags_of(shop, "bob")
    listed = tags.log(shop.store)
    assert [*zip(listed["customer_id"], listed["given"], listed["note"], strict=True)] == [
        ("ann", False, "a mistake"),
        ("bob", True, "said so"),
        ("ann", True, "said so"),
    ]
    assert maintenance.check(shop.store) == []


def test_tags_given_by_hand_follow_the_identifier_through_joins_and_splits(shop):
    shop.upload(HEADINGS + "1,2024-01-01,ann@x.org,,Tea,1,10,EUR\n2,2024-01-02,,77,Tea,1,10,EUR\n")
    tags.give(shop.store, ["ann@x.org"], "press")
    tags.give(shop.store, ["77"], "staff")
    shop.upload(HEADINGS + "3,2024-01-03,ann@x.org,77,Tea,1,10,EUR\n", "joining.csv")
    assert {"press", "staff"} <= tags_of(shop, "ann@x.org").keys()
    split = splits.split(shop.store, "ann@x.org", ["77"])
    assert "staff" not in tags_of(shop, "ann@x.org")
    assert "staff" in tags_of(shop, "77")
    splits.rejoin(shop.store, split)
    assert tags.take(shop.store, ["ann@x.org"], "staff") == 1
    assert "staff" not in tags_of(shop, "ann@x.org")
    assert maintenance.check(shop.store) == []


def test_tags_sleep_while_the_upload_of_their_customer_is_undone(shop):
    shop.upload(JANUARY)
    tags.give(shop.store, ["ann"], "press")
    uploads.undo(shop.store, 1)
    assert all_tags(shop) == []
    uploads.redo(shop.store, 1)
    assert "press" in tags_of(shop, "ann")


def test_what_cannot_be_given_is_refused_and_leaves_no_trace(shop):
    shop.upload(JANUARY)
    with pytest.raises(UnknownCustomer, match="no customer zoe"):
        tags.give(shop.store, ["ann", "zoe"], "press")
    with pytest.raises(InputRefused, match="name of one line"):
        tags.give(shop.store, ["ann"], "  ")
    with pytest.raises(InputRefused, match="segment is a tag that is worked out"):
        tags.take(shop.store, ["ann"], "segment")
    assert shop.rows("FROM tag_log") == []


def test_every_tag_has_its_words_in_both_languages():
    found = rules.tag_rules().tags.values()
    for tag in found:
        for texts in (tag.names, tag.rules, tag.sinces, *tag.values.values()):
            assert texts.keys() == {"en", "zh"}
            assert all(texts.values())
            assert not any("{" in text for text in texts.values())
    assert {tag.family for tag in found} == set(rules.FAMILIES)


def test_the_rule_says_the_threshold_in_force():
    text = rules.TAGS_FILE.read_text(encoding="utf-8")
    changed = rules.read(text.replace("hunter_share = 0.5 ", "hunter_share = 0.75 "))
    assert "75%" in changed.tags["discounts"].rules["en"]
    assert changed.thresholds["hunter_share"] == 0.75


@pytest.mark.parametrize(
    ("found", "put", "told"),
    [
        ("[thresholds]", "[thresholds", "cannot be read as TOML"),
        ("near_share = 0.1 ", "near_share = 0 ", "near_share is 0"),
        ("near_share = 0.1 ", "near_share = 1.5 ", "near_share is 1.5"),
        ("near_share = 0.1 ", "", "near_share is None"),
        ("monthly_gap = 45", "monthly_gap = 10", "weekly_gap, monthly_gap, quarterly_gap, yearly_gap do not rise"),
        ("high_share = 0.3 ", "high_share = 0.05 ", "top_share, high_share, middle_share do not rise"),
        ("habit_share = 0.5 ", "habit_share = 0.4 ", "habit_share is 0.4"),
        ('id = "region"', 'id = "country"', "country stands there twice"),
        ('id = "region"\nfamily = "basic"', 'id = "region"', "tag region: family is missing"),
        ('id = "region"\nfamily = "basic"', 'id = "region"\nfamily = "x"', "tag region: there is no family x"),
        ("{returning_orders} orders on", "{returns} orders on", "names returns, which is no threshold"),
    ],
)
def test_rules_that_make_no_sense_are_refused(found, put, told):
    text = rules.TAGS_FILE.read_text(encoding="utf-8")
    assert found in text
    with pytest.raises(RulesRefused, match=told):
        rules.read(text.replace(found, put, 1))


def test_the_command_line_prints_gives_and_takes_tags(crm, tmp_path):
    (tmp_path / "orders.csv").write_text(JANUARY, encoding="utf-8")
    assert crm("import", "orders.csv", "--json")[0] == 0
    code, printed, _ = crm("tags", "--customer", "bob")
    assert code == 0
    lines = printed.splitlines()
    assert lines[0] == "customer_id,tag,value,since"
    assert "bob,relation,new,2024-01-02" in lines
    assert all(line.startswith("bob,") for line in lines[1:])
    assert len(crm("tags")[1].splitlines()) > len(lines)
    assert "1 customers were given the tag press" in crm("tag", "press", "ann", "--note", "a friend")[2]
    assert crm("tagged", "press")[1].splitlines()[1].startswith("ann,")
    assert crm("tag-sizes")[1].splitlines()[0] == "tag,value,customers,share,new_customers,earliest_since,latest_since"
    history = crm("tag-history", "relation", "--as-of", "2024-01-03")[1].splitlines()
    assert history == ["as_of,value,customers", "2024-01-03,new,2"]
    assert crm("untag", "press", "ann")[0] == 0
    assert len(crm("tagged", "press")[1].splitlines()) == 1
    assert len(crm("tag-log")[1].splitlines()) == 3
    assert crm("tag", "press", "nobody")[0] == 3
    assert crm("tag-history", "press")[0] == 3


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        (date(2024, 1, 15), date(2024, 3, 10), [date(2024, 2, 1), date(2024, 3, 1), date(2024, 3, 11)]),
        (date(2024, 1, 1), date(2024, 1, 31), [date(2024, 2, 1)]),
        (date(2023, 1, 1), date(2024, 2, 29), [date(2024, 1, 1), date(2024, 2, 1), date(2024, 3, 1)]),
    ],
)
def test_the_ends_of_months_are_seen_from_the_first_days_of_the_next(first, last, found):
    assert asked.month_ends(first, last, months=2) == found


@pytest.mark.parametrize(
    "earlier",
    [
        "UPDATE tag_thresholds SET amount = 9 WHERE name = 'returning_orders'",
        "DELETE FROM tag_thresholds",
        "UPDATE exchange_rates SET per_euro = 2 * per_euro",
        "UPDATE segment_cells SET segment = 'old name'",
    ],
)
def test_tags_follow_rules_and_rates_that_have_changed_when_the_store_is_opened(tmp_path, earlier):
    with open_shop(tmp_path) as shop:
        shop.upload(TWO_CURRENCIES)
        tags = shop.rows("FROM customer_tags ORDER BY ALL")
        shop.change(earlier)
        shop.change("UPDATE customer_tags SET value = 'as it was'")
    with open_shop(tmp_path) as shop:
        assert shop.rows("FROM customer_tags ORDER BY ALL") == tags
        assert maintenance.check(shop.store) == []


def test_tags_are_left_alone_where_nothing_has_changed(tmp_path):
    with open_shop(tmp_path) as shop:
        shop.upload(TWO_CURRENCIES)
        shop.change("UPDATE customer_tags SET value = 'as it was'")
    with open_shop(tmp_path) as shop:
        assert shop.rows("SELECT DISTINCT value FROM customer_tags") == [("as it was",)]
