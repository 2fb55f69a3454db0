"""Names inside sentences, charts and rules: letter by letter, and no way round the functions that see to it."""

import re
from pathlib import Path

import pytest

from crm_analysis.charts.names import as_label
from crm_analysis.errors import InputRefused
from crm_analysis.i18n import fill, isolated
from crm_analysis.ui import plain

ROOT = Path(__file__).parent.parent
SPOKEN = re.compile(r"from crm_analysis\.i18n import [^\n]*\b(sentence|fill)\b|i18n\.(sentence|fill)\(")


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("**bold**", r"\*\*bold\*\*"),
        (r"$\LaTeX$", r"\$\\LaTeX\$"),
        (":red[x]", r"\:red\[x\]"),
        (":rocket:x", "\\:\u2060rocket\\:x"),
        (":material/x:", "\\:\u2060material/x:"),
        ("Tea: green", "Tea: green"),
        ("<script>", r"\<script>"),
        ("&lt;b&gt;", r"\&lt;b\&gt;"),
        ("B&B", "B&B"),
        ("# 1", r"\# 1"),
        ("- x", r"\- x"),
        ("+1", r"\+1"),
        ("1. x", r"1\. x"),
        ("12) x", r"12\) x"),
        ("\t=1\n\n* x", r"\=1 \* x"),
        ("http://x.org", "http\u2060\\://x.org"),
        ("www.x.org", "www\u2060.x.org"),
        ("a.b@x.org", "a.b\u2060@x.org"),
    ],
)
def test_a_name_is_no_markup_and_no_link(name, written):
    assert plain.as_written(name) == written


@pytest.mark.parametrize(
    ("name", "written"), [("a", "`a`"), ("`a", "`` `a ``"), ("a``b", "```a``b```"), ("a\nb", "`a b`")]
)
def test_code_ends_where_it_should(name, written):
    assert plain.as_code(name) == written


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("<b>x</b>", "&#60;b&#62;x&#60;/b&#62;"),
        ("%{x}", "&#37;&#123;x&#125;"),
        ("$x$", "&#36;x&#36;"),
        ("B&B", "B&#38;B"),
        ("a\nb", "a b"),
    ],
)
def test_a_name_in_a_chart_is_no_markup(name, label):
    assert as_label(name) == label


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("plain", "plain"),
        ("\u202ex", "\u2068\u202ex\u2069"),
        ("שלום", "\u2068שלום\u2069"),
        ("\u2069\u202ex", "\u2068\u202ex\u2069"),
        ("\u2067x\u2069", "\u2068\u2067x\u2069\u2069"),
    ],
)
def test_a_name_turns_nothing_round_but_itself(name, kept):
    assert isolated(name) == kept


def test_a_refusal_shows_what_was_found_letter_by_letter():
    refusal = InputRefused("{file}: there is no such file.", file="**x** www.x.org\u202e.csv")
    assert (
        plain.sentence(refusal)
        == "\u2068\u2068\\*\\*x\\*\\* www\u2060.x.org\u202e.csv\u2069: there is no such file.\u2069"
    )
    assert fill("{file} twice", {"file": "{x}"}) == "{x} twice"


def test_pages_speak_of_failures_in_one_way_only():
    pages = [*(ROOT / "pages").glob("*.py"), *(ROOT / "crm_analysis" / "ui").glob("*.py")]
    others = [
        page.name for page in pages if page.name != "plain.py" and SPOKEN.search(page.read_text(encoding="utf-8"))
    ]
    assert others == []
    assert [page.name for page in pages if "unsafe_allow_html" in page.read_text(encoding="utf-8")] == []
