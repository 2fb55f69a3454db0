"""The record of decisions can be followed: one form for all, an index of all, and both sides say what was overruled."""

import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent.parent / "docs" / "decisions"
DECISIONS = {path.name[:4]: path for path in sorted(FOLDER.glob("[0-9]*.md"))}
PARTS = ["Context", "Decision", "Consequence"]
RELATIONS = {"Supersedes": "Superseded by", "Amends": "Amended by"}


def head(number):
    """What stands between a decision's title and its context."""
    return DECISIONS[number].read_text(encoding="utf-8").split("\n\n**Context.**")[0]


def related(number, relation):
    """The decisions that a head names behind a relation."""
    lines = re.findall(rf"^{relation} (\d{{4}}(?:,? (?:and )?\d{{4}})*)", head(number), re.MULTILINE)
    return {other for line in lines for other in re.findall(r"\d{4}", line)}


@pytest.mark.parametrize("number", DECISIONS)
def test_a_decision_has_the_form_of_all(number):
    text = DECISIONS[number].read_text(encoding="utf-8")
    assert re.match(rf"# {number} \S[^\n]*[^.\n]\n\n", text)
    assert [part for part in re.findall(r"^\*\*(\w+)\.\*\* ?", text, re.MULTILINE) if part in PARTS] == PARTS


def test_numbers_are_given_once():
    assert len(DECISIONS) == len(list(FOLDER.glob("[0-9]*.md")))


def test_the_index_names_every_decision_by_its_title():
    titles = {path.name: head(number).split("\n")[0].removeprefix("# ") for number, path in DECISIONS.items()}
    listed = re.findall(r"^- \[(.+)\]\((.+?)\)", (FOLDER / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted((file, title) for title, file in listed) == sorted(titles.items())


@pytest.mark.parametrize(("earlier", "later"), RELATIONS.items())
def test_what_is_overruled_is_said_on_both_sides(earlier, later):
    said = {(number, other) for number in DECISIONS for other in related(number, earlier)}
    answered = {(other, number) for number in DECISIONS for other in related(number, later)}
    assert said == answered and said
