"""The two languages: complete, with the same places, and everything written by locale."""

import importlib.util
import re
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.pofile import read_po

from crm_analysis import i18n
from crm_analysis.errors import StoreBusy, UnreadableFile

ROOT = Path(__file__).parent.parent


def load_tool():
    """``tools/translations.py``: a script, so it is loaded by its path."""
    spec = importlib.util.spec_from_file_location("translations", ROOT / "tools" / "translations.py")
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    return tool


SENTENCES = load_tool().sentences()
LANGUAGES = [language for language in i18n.LANGUAGES if language != i18n.SOURCE_LANGUAGE]


@pytest.fixture(autouse=True)
def english():
    i18n.use_language("en")
    yield
    i18n.use_language("en")


@pytest.fixture(scope="module", params=LANGUAGES)
def catalogue(request):
    with i18n.catalogue_file(request.param).open("rb") as source:
        return read_po(source, locale=request.param)


def forms(message):
    """Every written form of a message: one, or one per plural."""
    return message if isinstance(message, tuple | list) else (message,)


def places(text):
    return {name for _text, name, _spec, _conversion in Formatter().parse(text) if name}


def test_collecting_finds_sentences_of_every_kind():
    assert "How is this counted?" in SENTENCES, "the text of _()"
    assert "Net sales" in SENTENCES, "a marked constant"
    assert ("{count} cohort", "{count} cohorts") in SENTENCES, "a plural"
    assert "{file} is empty. Export it again from your shop." in SENTENCES, "a template of an error"
    assert "Shopify orders" in SENTENCES, "the name of a platform"


def test_every_sentence_is_translated(catalogue):
    new = [sentence for sentence in SENTENCES if sentence not in catalogue]
    assert not new, "run tools/translations.py, which adds them"
    lacking = [sentence for sentence in SENTENCES if not all(forms(catalogue[sentence].string))]
    assert not lacking, "translate them"


def test_no_translation_outlives_its_sentence(catalogue):
    known = {forms(sentence)[0] for sentence in SENTENCES}
    assert {forms(message.id)[0] for message in catalogue if message.id} <= known


def test_translations_keep_the_places(catalogue):
    for message in catalogue:
        if message.id:
            wanted = places(forms(message.id)[0])
            assert all(places(form) == wanted for form in forms(message.string)), message.id


def test_translations_keep_line_breaks_of_charts(catalogue):
    for message in catalogue:
        assert all(form.count("<br>") == forms(message.id)[0].count("<br>") for form in forms(message.string))


def test_chinese_sentences_use_chinese_punctuation(catalogue):
    ended = [str(message.string) for message in catalogue if message.id and str(message.id).endswith(".")]
    assert not [text for text in ended if text.endswith(".")]


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("zh-CN", "zh_CN"),
        ("zh-Hans-CN", "zh_CN"),
        ("zh", "zh_CN"),
        ("en-GB", "en"),
        ("fr", "en"),
        ("", "en"),
        (None, "en"),
    ],
)
def test_the_closest_language_to_a_browsers_tag(tag, language):
    assert i18n.closest_language(tag) == language


def test_an_unknown_language_falls_back_to_english():
    i18n.use_language("xx")
    assert i18n.current_language() == "en"


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "1,234,567 36.6% £8,911,407.90 CN¥12.00 ¥1,000 -£5 Dec_1,_2010 Dec_2010 Q4_2010"),
        ("zh_CN", "1,234,567 36.6% £8,911,407.90 ¥12.00 JP¥1,000 -£5 2010年12月1日 2010年12月 2010年第4季度"),
    ],
)
def test_numbers_money_and_days_by_locale(language, written):
    i18n.use_language(language)
    assert written.replace("_", " ") == " ".join(_written_by_locale())


def _written_by_locale():
    return [
        i18n.number(1234567),
        i18n.percent(0.3661),
        i18n.money(Decimal("8911407.90"), "GBP"),
        i18n.money(12, "CNY"),
        i18n.money(1000, "JPY"),
        i18n.money(-5.2, "GBP", 0),
        i18n.day(date(2010, 12, 1)),
        i18n.month(date(2010, 12, 1)),
        i18n.period(datetime(2010, 10, 1), "quarter"),
    ]


@pytest.mark.parametrize("currency", [None, "", "XXX"])
def test_an_amount_whose_currency_nobody_named_is_a_bare_number(currency):
    assert i18n.money(1234.5, currency) == "1,234.50"
    assert i18n.currency_sign(currency) == ""


def test_a_week_is_named_by_its_first_day():
    assert i18n.period(date(2025, 3, 3), "week") == "Mar 3, 2025"


def test_errors_are_translated_with_their_facts():
    error = UnreadableFile("{file} is empty. Export it again from your shop.", file="订单.csv")
    assert i18n.sentence(error) == "订单.csv is empty. Export it again from your shop."
    i18n.use_language("zh_CN")
    assert i18n.sentence(error) == "订单.csv 是空文件。请从店铺后台重新导出。"


def test_a_fact_of_the_shop_is_never_translated():
    i18n.use_language("zh_CN")
    assert "Quantity" in i18n.fill("{file} has no column {heading}. Its columns are: {headings}.", {
        "file": "a.csv", "heading": "Quantity", "headings": "Product"
    })  # fmt: skip


def test_words_of_our_own_inside_a_sentence_are_translated():
    i18n.use_language("zh_CN")
    assert i18n.fill("{reason}", {"reason": "is blank"}) == "是空白"


def test_days_in_sentences_are_written_by_locale():
    i18n.use_language("zh_CN")
    assert i18n.fill("{first}", {"first": date(2025, 1, 2)}) == "2025年1月2日"


def test_plurals():
    assert i18n.plural("{count} customer", "{count} customers", 1) == "1 customer"
    assert i18n.plural("{count} customer", "{count} customers", 1200) == "1,200 customers"
    i18n.use_language("zh_CN")
    assert i18n.plural("{count} customer", "{count} customers", 1) == "1 位客户"


def test_a_sentence_without_translation_stays_english():
    i18n.use_language("zh_CN")
    assert i18n.sentence(StoreBusy("Nobody has translated this.")) == "Nobody has translated this."
    assert i18n._("") == ""


def test_markup_survives_translation(catalogue):
    for message in catalogue:
        marks = re.findall(r"`[^`]+`", forms(message.id)[0] if message.id else "")
        assert all(mark in form for mark in marks for form in forms(message.string))
