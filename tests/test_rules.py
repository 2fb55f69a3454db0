"""Segment maps cover every cell of scores exactly once, or say which they do not."""

from __future__ import annotations

from itertools import product

import pytest

from crm_analysis.errors import RulesRefused
from crm_analysis.rules import exports, lapse, segments

WHOLE = 'id = "all"\ngoal = "keep"\nname = { en = "All" }\ndo = { en = "Write." }\n'


def scheme(*blocks: str) -> str:
    """A map of one segment for each block of cells."""
    return "".join(f"[[tiny.segments]]\n{WHOLE}cells = [{block}]\n" for block in blocks)


def test_the_grid_covers_every_cell_once() -> None:
    held = [cell for scheme, *cell, _ in segments.cells() if scheme == "grid"]
    assert sorted(map(tuple, held)) == list(product(range(1, 6), repeat=3))


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
    of = {cell: segment for _, *cell_, segment in segments.cells() for cell in [tuple(cell_)]}
    for m in range(1, 6):
        assert [of[r, f, m] for f in range(1, 6)] == by_frequency


def test_every_segment_has_a_name_and_something_to_do_in_both_languages() -> None:
    for segment in segments.schemes()["grid"].segments:
        assert segment.names.keys() == segment.actions.keys() == {"en", "zh"}
        assert all(segment.names.values())
        assert all(segment.actions.values())


def test_ids_and_names_are_given_once() -> None:
    found = segments.schemes()["grid"].segments
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
        ("[tiny]\n", "no segment holds r1 f1 m1,"),
        ("[[tiny.segments]]\nid = 'x'\ngoal = 'keep'\n", "tiny, segment x: name, do, cells is missing"),
        ("tiny = [", "cannot be read as TOML"),
    ],
)
def test_a_faulty_map_is_refused_by_name(text: str, sentence: str) -> None:
    with pytest.raises(RulesRefused, match=sentence):
        segments.read(text)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("lost_share = 0.9", "lost_share = 0.7"), "the smaller one first"),
        (("lost_share = 0.9", "lost_share = 1.1"), "between 0 and 1"),
        (("least_history = 1.5", "least_history = 0"), "least_history is 0"),
        (("fewest_returners = 100", ""), "fewest_returners is None"),
        (("fewest_returners = 100", "fewest_returners ="), "cannot be read as TOML"),
    ],
)
def test_thresholds_of_the_lapse_point_make_sense_or_are_refused(change: tuple[str, str], says: str) -> None:
    rules = lapse.LAPSE_FILE.read_text(encoding="utf-8")
    with pytest.raises(RulesRefused) as refused:
        lapse.read(rules.replace(*change))
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
