"""Segment maps cover every cell of scores exactly once, or say which they do not."""

from __future__ import annotations

import math
from itertools import product

import pytest

from crm_analysis.errors import RulesRefused
from crm_analysis.rules import churn, exports, roles, segments

WHOLE = 'id = "all"\ngoal = "keep"\nname = { en = "All" }\n'


def scheme(*blocks: str) -> str:
    """A map of one segment for each block of cells."""
    return "".join(f"[[tiny.segments]]\n{WHOLE}cells = [{block}]\n" for block in blocks)


@pytest.mark.parametrize(("school", "best", "cells"), [("grid", 5, 125), ("shopify", 5, 125), ("eight", 2, 8)])
def test_every_school_covers_every_cell_once(school: str, best: int, cells: int) -> None:
    held = [cell for scheme, *cell, _ in segments.cells() if scheme == school]
    assert len(held) == cells
    assert sorted(map(tuple, held)) == list(product(range(1, best + 1), repeat=3))


def test_there_are_three_schools() -> None:
    assert list(segments.schemes()) == ["grid", "shopify", "eight"]


@pytest.mark.parametrize(
    ("r", "by_frequency"),
    [
        (5, ["new", "potential_loyalist", "potential_loyalist", "champions", "champions"]),
        (4, ["promising", "potential_loyalist", "potential_loyalist", "loyal", "loyal"]),
        (3, ["about_to_sleep", "about_to_sleep", "need_attention", "loyal", "loyal"]),
        (2, ["hibernating", "hibernating", "at_risk", "at_risk", "cant_lose"]),
        (1, ["hibernating", "hibernating", "at_risk", "at_risk", "cant_lose"]),
    ],
)
def test_the_grid_is_the_map_of_recency_by_frequency(r: int, by_frequency: list[str]) -> None:
    of = segment_of("grid")
    for m in range(1, 6):
        assert [of[r, f, m] for f in range(1, 6)] == by_frequency


@pytest.mark.parametrize(
    ("r", "by_mean"),
    [
        (5, ["new", "active", "active", "champions", "champions"]),
        (4, ["promising", "active", "active", "loyal", "loyal"]),
        (3, ["almost_lost", "almost_lost", "needs_attention", "loyal", "loyal"]),
        (2, ["dormant", "dormant", "at_risk", "at_risk", "previously_loyal"]),
        (1, ["dormant", "dormant", "at_risk", "at_risk", "previously_loyal"]),
    ],
)
def test_shopify_goes_by_the_mean_of_frequency_and_monetary_halves_up(r: int, by_mean: list[str]) -> None:
    of = segment_of("shopify")
    for f, m in product(range(1, 6), repeat=2):
        assert of[r, f, m] == by_mean[math.floor((f + m) / 2 + 0.5) - 1]


def test_eight_groups_are_those_of_the_chinese_model() -> None:
    assert segment_of("eight") == {
        (2, 2, 2): "important_value",
        (2, 1, 2): "important_develop",
        (1, 2, 2): "important_keep",
        (1, 1, 2): "important_retain",
        (2, 2, 1): "general_value",
        (2, 1, 1): "general_develop",
        (1, 2, 1): "general_keep",
        (1, 1, 1): "general_retain",
    }
    assert [segment.names["zh"] for segment in segments.schemes()["eight"].segments] == [
        "重要价值客户", "重要发展客户", "重要保持客户", "重要挽留客户",
        "一般价值客户", "一般发展客户", "一般保持客户", "一般挽留客户",
    ]  # fmt: skip


def segment_of(school: str) -> dict[tuple[int, int, int], str]:
    return {(r, f, m): segment for scheme, r, f, m, segment in segments.cells() if scheme == school}


def test_every_segment_has_a_name_in_both_languages() -> None:
    for scheme in segments.schemes().values():
        for segment in scheme.segments:
            assert segment.names.keys() == {"en", "zh"}
            assert all(segment.names.values())


@pytest.mark.parametrize("school", ["grid", "shopify", "eight"])
def test_ids_and_names_are_given_once(school: str) -> None:
    found = segments.schemes()[school].segments
    assert len({segment.id for segment in found}) == len(found)
    for language in ("en", "zh"):
        assert len({segment.names[language] for segment in found}) == len(found)


def test_a_rule_says_the_cells_in_short() -> None:
    assert {segment.id: segment.rule for segment in segments.schemes()["grid"].segments}["loyal"] == "r 3 4, f 4 5"


def test_a_score_left_out_may_be_any() -> None:
    (tiny,) = segments.read(scheme("{}")).values()
    assert len(tiny.segments[0].cells) == 125


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (scheme("{ r = [2, 3, 4, 5] }, { r = [1], f = [1, 2, 3, 4] }"), "no segment holds r1 f5 m1, r1 f5 m2,"),
        (scheme("{}", "{ r = [5], f = [1], m = [3] }"), "several segments hold r5 f1 m3. Leave"),
        (scheme("{}, { r = [1], f = [1], m = [1] }"), "several segments hold r1 f1 m1. Leave"),
        (scheme("{}, { r = [6], f = [1], m = [1] }"), "no scores such as r6 f1 m1. Use"),
        (scheme("{ fm = [1, 2, 3] }"), "no segment holds r1 f2 m5,"),
        ("[tiny]\nscores = [1, 2]\n" + scheme("{ r = [1, 2, 3] }"), "no scores such as r3 f1 m1, .* from 1 to 2"),
        ("[tiny]\n", "no segment holds r1 f1 m1,"),
        ("[[tiny.segments]]\nid = 'x'\ngoal = 'keep'\n", "tiny, segment x: name, cells is missing"),
        ("tiny = [", "cannot be read as TOML"),
    ],
)
def test_a_faulty_map_is_refused_by_name(text: str, sentence: str) -> None:
    with pytest.raises(RulesRefused, match=sentence):
        segments.read(text)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("lost_at = 1.5", "lost_at = 0.9"), "at least 1 for the second"),
        (("cooling_at = 0.8", "cooling_at = 1.2"), "at most 1 for the first"),
        (("late_share = 0.1 ", "late_share = 1 "), "between 0 and 1"),
        (("least_history = 2", "least_history = 0"), "least_history is 0"),
        (("slow_from = 0.75", "slow_from = 75"), "slow_from is 75. Write a share between 0 and 1"),
        (('id = "at_risk"', 'id = "risky"'), "active, cooling, risky, lost"),
        (("{lost_at:g} times it", "{lost:g} times it"), "flag at_risk: the text names lost"),
        (("fewest_returners = 100", ""), "fewest_returners is None"),
        (("fewest_returners = 100", "fewest_returners ="), "cannot be read as TOML"),
    ],
)
def test_rules_of_churn_make_sense_or_are_refused(change: tuple[str, str], says: str) -> None:
    rules = churn.CHURN_FILE.read_text(encoding="utf-8")
    with pytest.raises(RulesRefused) as refused:
        churn.read(rules.replace(*change))
    assert says in str(refused.value)


LAYOUT = exports.EXPORTS_FILE.read_text(encoding="utf-8")


def test_every_layout_has_a_name_in_both_languages_and_headings_once() -> None:
    for layout in exports.export_rules().layouts.values():
        assert set(layout.names) == {"en", "zh"}
        headings = [column.heading for column in layout.columns]
        assert len(set(headings)) == len(headings)


def test_people_of_unknown_consent_are_left_out_unless_the_shop_says_otherwise() -> None:
    assert exports.export_rules().unknown_consent == "leave_out"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            'unknown_consent = "leave_out"',
            'unknown_consent = "ask"',
            "unknown_consent is ask. Write one of: leave_out, include",
        ),
        ('needs = ["email"]', 'needs = ["fax"]', "layout mailchimp: needs names fax. Known are: email, phone"),
        ('"gmail"', '"rot13"', "layout google: as names rot13"),
        ('of = "state"', 'of = "shoe_size"', "layout meta: of names shoe_size"),
        ('kinds = ["csv"]', "", "layout klaviyo: kinds is missing"),
        ("[layouts.sms]", "[layouts.sms", "cannot be read as TOML"),
    ],
)
def test_faulty_rules_of_exports_are_refused_by_name(old: str, new: str, says: str) -> None:
    with pytest.raises(RulesRefused) as refused:
        exports.read(LAYOUT.replace(old, new, 1))
    assert says in str(refused.value)


def role(words: str) -> str:
    """A role of a rules file."""
    return f"[[roles]]\n{words}\n"


def test_owners_and_teams_see_who_customers_are_and_managers_do_not() -> None:
    assert {name: role.may(roles.PERSONAL) for name, role in roles.roles().items()} == {
        "owner": True,
        "manager": False,
        "team": True,
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "there are no roles"),
        ("roles = [", "cannot be read as TOML"),
        (role('id = "a"\nname = { en = "A" }'), "role 1: an id or a name in zh is missing"),
        (role('name = { en = "A", zh = "A" }'), "role 1: an id"),
        (2 * role('id = "a"\nname = { en = "A", zh = "A" }'), "a stands there twice"),
        (
            role('id = "a"\nrights = ["all"]\nname = { en = "A", zh = "A" }'),
            "'all' is no right. The rights are: personal",
        ),
    ],
)
def test_faulty_rules_of_roles_are_named(text: str, said: str) -> None:
    with pytest.raises(RulesRefused, match=said):
        roles.read(text)


def test_an_unknown_role_is_told_with_those_that_there_are() -> None:
    with pytest.raises(RulesRefused, match=r"'chief'\. Set it to one of those that there are: owner, manager, team"):
        roles.role_named("chief")
