"""The playbook has words for every segment in both languages; a shop's own go before them until they are taken back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from crm_analysis.errors import InputRefused, RulesRefused
from crm_analysis.rules import playbook as rules
from crm_analysis.rules.segments import schemes
from crm_analysis.store import Store, playbook

TEXT = rules.PLAYBOOK_FILE.read_text(encoding="utf-8")
GRID, EIGHT = schemes()["grid"], schemes()["eight"]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "store.duckdb") as opened:
        yield opened


def test_every_segment_of_every_school_has_its_play_in_both_languages() -> None:
    wanted = {
        (scheme.name, segment.id, language)
        for scheme in schemes().values()
        for segment in scheme.segments
        for language in ("en", "zh")
    }
    assert rules.playbook().keys() == wanted
    for (_, _, language), play in rules.playbook().items():
        for text in asdict(play).values():
            assert any("\u4e00" <= letter <= "\u9fff" for letter in text) == (language == "zh"), text


def test_high_value_is_for_care_promising_for_the_second_order_at_risk_for_the_cause() -> None:
    said = {segment: rules.playbook()["grid", segment, "en"].goal for segment in ("champions", "promising", "at_risk")}
    assert "service and care" in said["champions"]
    assert "second order" in said["promising"]
    assert "Find the cause" in said["at_risk"]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("[grid.champions]", "[grid.heroes]", "Playbook of grid: its segments are heroes"),
        ('like = "grid.loyal"', 'like = "grid.nobody"', "shopify loyal: there are no words of 'grid.nobody'"),
        ('like = "grid.loyal"', 'like = "shopify.new"', "shopify loyal: there are no words of 'shopify.new'"),
        ('en = "This week"', 'de = "Bald"', "need_attention: timing is missing in en"),
        ("[grid.champions]", "[grid.champions", "cannot be read as TOML"),
    ],
)
def test_a_playbook_with_a_gap_is_refused_by_name(old: str, new: str, says: str) -> None:
    assert old in TEXT
    with pytest.raises(RulesRefused, match=says):
        rules.read(TEXT.replace(old, new))


def test_own_words_hold_in_their_language_and_school_alone(store: Store) -> None:
    usual = playbook.plays(store, GRID, "en")
    playbook.write(store, GRID, "new", "en", {"offer": " A cup of tea ", "timing": usual["new"].timing})
    changed = playbook.plays(store, GRID, "en")
    assert changed["new"] == replace(usual["new"], offer="A cup of tea")
    assert {segment: play for segment, play in changed.items() if segment != "new"} == {
        segment: play for segment, play in usual.items() if segment != "new"
    }
    assert playbook.plays(store, GRID, "zh")["new"] == rules.playbook()["grid", "new", "zh"]
    assert playbook.plays(store, schemes()["shopify"], "en")["new"] == usual["new"]
    with store.cursor() as cursor:
        assert cursor.execute("SELECT entry, text FROM playbook_edits").fetchall() == [("offer", "A cup of tea")]


def test_blank_words_and_a_reset_bring_the_rules_back(store: Store) -> None:
    usual = playbook.plays(store, EIGHT, "zh")
    playbook.write(store, EIGHT, "general_keep", "zh", {"goal": "常来坐坐", "message": "好久不见"})
    playbook.write(store, EIGHT, "general_keep", "zh", {"goal": "  "})
    assert playbook.plays(store, EIGHT, "zh")["general_keep"] == replace(usual["general_keep"], message="好久不见")
    playbook.reset(store, EIGHT, "general_keep")
    assert playbook.plays(store, EIGHT, "zh") == usual


def test_a_playbook_lists_every_segment_by_name(store: Store) -> None:
    listed = playbook.listing(store, EIGHT, "zh")
    assert list(listed) == ["segment", "name", "goal", "offer", "channel", "timing", "message"]
    assert list(listed["name"])[:2] == ["重要价值客户", "重要发展客户"]


@pytest.mark.parametrize(
    ("segment", "language", "texts", "says"),
    [
        ("heroes", "en", {"goal": "Win"}, "no entry of heroes in en"),
        ("new", "de", {"goal": "Win"}, "no entry of new in de"),
        ("new", "en", {"price": "Low"}, "no price of new"),
        ("new", "en", {"goal": "x" * 1001}, "goal has 1001 letters"),
    ],
)
def test_words_that_fit_nowhere_are_refused(
    store: Store, segment: str, language: str, texts: dict[str, str], says: str
) -> None:
    with pytest.raises(InputRefused, match=says):
        playbook.write(store, GRID, segment, language, texts)
