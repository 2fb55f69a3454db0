"""Rules as JSON, in an address, and in words."""

from __future__ import annotations

import base64
import json
import random
import zlib
from datetime import date

import pytest

from crm_analysis import i18n
from crm_analysis.conditions.kinds import (
    KINDS,
    Bought,
    BoughtThen,
    Clustered,
    Flagged,
    Known,
    Ordered,
    OrderedOn,
    Place,
    Saved,
    Scored,
    Tagged,
)
from crm_analysis.conditions.nesting import unfolded
from crm_analysis.conditions.records import Birthday, Consent, Did, Feedback, Member, Points, Registered
from crm_analysis.conditions.tree import All, Any, Not, conditions
from crm_analysis.conditions.wording import sentence
from crm_analysis.conditions.written import DEEPEST, PACKED, from_json, packed, to_json, unpacked
from crm_analysis.errors import InputRefused
from rule_oracle import rule_by_chance

TEA = All((Bought(contains="tea", at_least=3, within_days=180), Ordered("refunds", at_most=0)))
BY_CHANCE = [rule_by_chance(random.Random(seed)) for seed in range(200)]


@pytest.mark.parametrize("rule", BY_CHANCE)
def test_a_rule_survives_json_and_the_address(rule):
    assert from_json(to_json(rule)) == rule
    assert unpacked(packed(rule)) == rule
    assert all(letter.isalnum() or letter in "-_" for letter in packed(rule))


def test_json_says_only_what_is_not_so_by_itself():
    assert json.loads(to_json(Ordered(at_least=3))) == {"version": 1, "rule": {"kind": "ordered", "at_least": 3}}
    assert from_json('{"rule": {"kind": "ordered", "at_least": 3, "since": null}}') == Ordered(at_least=3)


REFUSED = {
    "tea": "cannot be read as JSON",
    "[1]": '"rule" is missing',
    '{"version": 2, "rule": {"all": []}}': "version 2, known here is 1",
    '{"rule": {"most": []}}': "is no condition",
    '{"rule": {"all": [], "any": []}}': "is no condition",
    '{"rule": {"all": {}}}': "is no condition",
    '{"rule": "all"}': "is no condition",
    '{"rule": {"kind": "sql"}}': "no kind of condition 'sql'",
    '{"rule": {"kind": "ordered", "where": "1=1"}}': "has no entry 'where'",
    '{"rule": {"kind": "ordered", "at_least": "3"}}': "'\"3\"' is no number",
    '{"rule": {"kind": "ordered", "at_least": true}}': "is no number",
    '{"rule": {"kind": "ordered", "at_least": NaN}}': "is no number",
    '{"rule": {"kind": "ordered", "at_least": 1, "since": "May"}}': "is no day such as 2024-02-29",
    '{"rule": {"kind": "ordered", "at_least": 1, "within_days": 1.5}}': "is no whole number",
    '{"rule": {"kind": "ordered", "at_least": 1, "within_days": 0}}': "within 0 days is impossible",
    '{"rule": {"kind": "ordered", "measure": "net_sales; --", "at_least": 1}}': "is not among its choices",
    '{"rule": {"kind": "ordered"}}': "has no bound",
    '{"rule": {"kind": "ordered", "at_least": 2, "at_most": 1}}': "at least 2.0 and at most 1.0 is impossible",
    '{"rule": {"kind": "ordered", "at_least": 1, "since": "2024-02-02", "until": "2024-02-01"}}': "impossible",
    '{"rule": {"kind": "place", "among": "DE"}}': "is no list of texts",
    '{"rule": {"kind": "place", "among": [1]}}': "is no list of texts",
    '{"rule": {"kind": "place"}}': "names no value",
    '{"rule": {"kind": "bought"}}': "needs either a list of values or a part of a name",
    '{"rule": {"kind": "ordered_on"}}': "names no days",
    '{"rule": {"kind": "saved"}}': "'saved' names no value",
    '{"rule": {"kind": "clustered", "among": ["1"]}}': "'clustered' names no value",
    '{"rule": {"kind": "member"}}': "names no value",
    '{"rule": {"kind": "points"}}': "has no bound",
    '{"rule": {"kind": "birthday"}}': "needs either months or within_days",
    '{"rule": {"kind": "birthday", "months": ["05"], "within_days": 3}}': "needs either months or within_days",
    '{"rule": {"kind": "birthday", "months": ["5"]}}': "'5' is not among its choices",
    '{"rule": {"kind": "birthday", "within_days": -1}}': "within -1 days is impossible. Write a number from 0",
    '{"rule": {"kind": "registered"}}': "'registered' names no days",
    '{"rule": {"kind": "consent", "among": ["maybe"]}}': "'maybe' is not among its choices",
    '{"rule": {"kind": "did"}}': "names no value",
    '{"rule": {"kind": "did", "events": ["view"], "among": ["Cup"], "contains": "c"}}': "either a list of values or",
    '{"rule": {"kind": "feedback", "measure": "mean_rating", "at_most": 2}}': "are on different scales",
    '{"rule": {"kind": "feedback", "of": "review", "measure": "mean_rating"}}': "has no bound",
    '{"rule": {"kind": "flagged", "among": ["gone"]}}': "'gone' is not among its choices",
    '{"rule": {"kind": "scored", "among": ["kings"]}}': "'kings' is not among its choices",
}


@pytest.mark.parametrize(("text", "told"), REFUSED.items())
def test_what_no_rule_can_say_is_refused_in_one_sentence(text, told):
    with pytest.raises(InputRefused) as refusal:
        from_json(text)
    assert told in str(refusal.value)


def test_groups_too_deep_are_refused():
    deep = '{"not": ' * DEEPEST + '{"all": []}' + "}" * DEEPEST
    with pytest.raises(InputRefused, match="deep in each other"):
        from_json(f'{{"rule": {deep}}}')
    with pytest.raises(InputRefused, match=r"JSON|deep"):
        from_json('{"rule": ' + '{"not": ' * 15_000 + "1" + "}" * 15_001)


@pytest.mark.parametrize(
    "text",
    [
        PACKED,
        f"{PACKED}%%%",
        packed(TEA)[:-6],
        PACKED + base64.urlsafe_b64encode(zlib.compress(b"x" * 5_000_000)).decode(),
        PACKED + base64.urlsafe_b64encode(zlib.compress(b"\xff")).decode(),
    ],
)
def test_an_address_that_was_cut_off_or_swollen_is_refused(text):
    with pytest.raises(InputRefused):
        unpacked(text)


SENTENCES = {
    TEA: (
        "Customers who bought what is called …tea… in at least 3 orders within the last 180 days and never had a refund"
    ),
    All(): "All customers",
    Not(Bought(among=("Tea",))): "Customers who never bought the product Tea",
    All((Any((Place(among=("DE",)), Known("email"))), Not(Ordered(at_least=2)))): (
        "Customers who (live in the country DE or have an e-mail address) and "
        "do not fulfil this: (placed at least 2 orders)"
    ),
    Ordered("net_sales", at_least=100, at_most=250.5, currency="EUR", shops=("North",)): (
        "Customers who brought net sales of €100.00 to €250.50 in the shop North"
    ),
    Ordered("discount_share", at_least=0.125): (
        "Customers who were given at least 12.5% of their gross sales as discounts"
    ),
    OrderedOn("first_order", since=date(2024, 1, 1)): "Customers who placed their first order since Jan 1, 2024",
    Tagged("member_level", ("gold",)): "Customers who have the tag Member level with the value gold",
    OrderedOn("first_order", channels=("web",), coupons=("MAY",), within_days=30): (
        "Customers who placed their first order through the channel web with the coupon MAY within the last 30 days"
    ),
    OrderedOn("last_order", platforms=("etsy",)): "Customers who placed their last order on the platform etsy",
    Ordered("largest_order", at_least=50, currency="EUR"): (
        "Customers who placed an order of at least €50.00 as their largest"
    ),
    Not(Saved("Tea")): "Customers who do not fulfil this: (are in the saved segment Tea)",
    Clustered("Spring", ("1", "3")): "Customers who are in the cluster 1 or 3 of Spring",
    Not(Clustered("Spring")): "Customers who do not fulfil this: (are in a cluster of Spring)",
    Member("gender", ("female", "x")): "Customers who have the gender female or x",
    Points(at_least=100): "Customers who hold at least 100 points",
    Birthday(("03", "04")): "Customers who have their birthday in March or April",
    Birthday(within_days=0): "Customers who have their birthday on the last day seen",
    Birthday(within_days=30): "Customers who have their birthday within 30 days of the last day seen",
    Registered(within_days=30): "Customers who signed up within the last 30 days",
    Consent("email", ("given", "unknown")): (
        "Customers who (accept advertising by e-mail or have not said whether they accept advertising by e-mail)"
    ),
    All((Did(("view", "wish"), "category", ("Tea",)), Not(Did(("cart",), within_days=7)))): (
        "Customers who (looked at the category Tea or did 'wish' with the category Tea) and "
        "never put anything into the cart within the last 7 days"
    ),
    Did(("view",), at_least=3): "Customers who looked at anything at least 3 times",
    Did(("view",), at_most=0): "Customers who never looked at anything",
    Feedback("review", at_least=2): "Customers who wrote at least 2 reviews",
    Not(Feedback("ticket")): "Customers who never opened a ticket",
    Feedback("survey", "newest_rating", at_most=6): "Customers who gave at most 6 points in their newest survey",
    BoughtThen("category", ("Tea",), "product", ("Cup",), 30): (
        "Customers who bought the category Tea and within 30 days after it the product Cup"
    ),
    All((Flagged(("at_risk", "lost")), Not(Flagged(("lost",), on=date(2024, 3, 1))))): (
        "Customers who are flagged At risk or Lost by their own rhythm and "
        "do not fulfil this: (were flagged Lost by their own rhythm on Mar 1, 2024)"
    ),
    All((Scored("grid", ("champions",), on=date(2024, 3, 1)), Scored("grid", ("at_risk", "loyal")))): (
        "Customers who were in the segment Champions on Mar 1, 2024 and are in the segment At risk or Loyal"
    ),
}


@pytest.mark.parametrize(("rule", "told"), SENTENCES.items(), ids=str)
def test_a_rule_is_said_in_one_sentence(rule, told):
    assert sentence(rule) == told


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_rule_has_a_sentence_in_every_language(language):
    i18n.use_language(language)
    said = [sentence(rule) for rule in BY_CHANCE]
    assert all(text and "{" not in text.replace("{'", "") for text in said)
    assert {condition.kind for rule in BY_CHANCE for condition in conditions(rule)} == KINDS.keys()


def test_names_stand_in_the_sentence_as_they_are():
    assert sentence(Bought(among=("{0}", "<b>", "**x**"))) == "Customers who bought the product {0} or <b> or **x**"


def book(**rules):
    return rules.__getitem__


def test_saved_segments_stand_in_a_rule_as_what_they_are():
    tea, cup = Bought(among=("Tea",)), Bought(among=("Cup",))
    rules = book(Tea=tea, Both=All((Saved("Tea"), cup)))
    assert unfolded(Any((Not(Saved("Both")), Saved("Tea"))), rules) == Any((Not(All((tea, cup))), tea))


def test_a_segment_that_contains_itself_is_refused():
    rules = book(A=Not(Saved("B")), B=Any((Saved("C"),)), C=Saved("A"))
    with pytest.raises(InputRefused, match=r"'A' would contain itself: A → B → C → A"):
        unfolded(Saved("A"), rules)
    with pytest.raises(InputRefused, match=r"'New' would contain itself: New → New"):
        unfolded(All((Saved("New"),)), rules, "New")


def test_segments_of_segments_cannot_swell_without_end():
    """Twenty segments, each of them twice the one before, would be a million conditions."""
    rules = book(
        **{f"s{n}": Any((Saved(f"s{n - 1}"), Saved(f"s{n - 1}"))) for n in range(1, 20)}, s0=Ordered(at_least=1)
    )
    assert unfolded(Saved("s9"), rules)
    with pytest.raises(InputRefused, match="more than 1000 conditions"):
        unfolded(Saved("s19"), rules)
