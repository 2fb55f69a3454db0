"""What is shown of names and addresses to whoever may not see whose they are, and through which door."""

import ast
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crm_analysis import schema
from crm_analysis.access import masking
from crm_analysis.access.engine import MaskedEngine
from crm_analysis.analysis import customers, profile
from crm_analysis.analysis.filters import Filters
from crm_analysis.analysis.selecting import compiled
from crm_analysis.conditions.kinds import Listed
from crm_analysis.engines.duckdb import DuckDBEngine
from crm_analysis.engines.query import personal_columns
from crm_analysis.errors import RightMissing, UnknownCustomer
from crm_analysis.store import Store
from crm_analysis.store.customers import ids_of, meant, numbered
from crm_analysis.ui import person
from marked_shop import PEOPLE, betrayed, fill
from questions_support import QUESTIONS, ask, header

UI_FOLDER = Path(person.__file__).parent
NAMES = {
    "Anna Lee": "A. L.",
    "  anna   maria lee ": "a. l.",
    "Anna": "A.",
    "Ann": "A.",
    "Al": "•••",
    "Li Na": "L.",
    "李雷": "李*",
    "欧阳 修": "欧*",
    "李": "*",
    "山田たろう": "山*",
    "김민수": "김*",
    "Ёлка Иванова": "Ё. И.",
    "ann@x.org": "a•••@x.org",
    "+49 30 1234567": "•••",
    "": "•••",
    "—": "•••",
}
EMAILS = {
    "anna@example.com": "a•••@example.com",
    "ann@example.com": "a•••@example.com",
    "al@example.com": "•••@example.com",
    "a@example.com": "•••@example.com",
    "@example.com": "•••",
    "anna@": "•••",
    "anna": "•••",
    "***@example.com": "•••@example.com",
}
PHONES = {
    "+49301234567": "•••• 4567",
    "13800001234": "•••• 1234",
    "12345678": "•••• 5678",
    "1234567": "•••• 567",
    "123456": "•••• 456",
    "12345": "••••",
    "12": "••••",
    "138****1234": "•••• 234",
    "": "••••",
}
IDENTIFIERS = {
    "anna@example.com": "a•••@example.com",
    "100012345": "•••• 2345",
    "u-8731942": "•••• 942",
    "7": "••••",
    "anna_99x": "a•••",
    "ab": "•••",
    "李雷": "李*",
    "Anna Lee": "A•••",
}


@pytest.mark.parametrize(
    ("mask", "written", "shown"),
    [
        (mask, *pair)
        for mask, table in (
            (masking.masked_name, NAMES),
            (masking.masked_email, EMAILS),
            (masking.masked_phone, PHONES),
            (masking.masked_identifier, IDENTIFIERS),
        )
        for pair in table.items()
    ],
)
def test_so_much_is_shown(mask, written, shown):
    assert mask(written) == shown


def letters(text):
    return [sign for sign in text if sign.isalnum()]


anything = st.one_of(st.text(), st.text("abzÄß李雷の1290 .@+-_", max_size=20), st.emails())


@given(anything)
@example("李 雷")
def test_of_a_name_at_most_two_letters_and_half_of_them_are_shown(name):
    if "@" not in name:
        shown = letters(masking.masked_name(name))
        assert len(shown) <= min(2, len(letters(name)) / 2)


@given(anything)
def test_of_a_mailbox_at_most_one_letter_in_three_is_shown(email):
    mailbox, _at, host = email.rpartition("@")
    shown = letters(masking.masked_email(email))
    assert len(shown) - len(letters(host)) <= min(1, len(letters(mailbox)) / 3)


@given(anything)
def test_of_a_phone_at_most_four_digits_and_half_of_them_are_shown(phone):
    shown = letters(masking.masked_phone(phone))
    assert len(shown) <= min(4, sum(map(str.isdigit, phone)) / 2)


@given(anything)
def test_of_an_identifier_never_more_than_half_is_shown(value):
    if "@" not in value:
        assert len(letters(masking.masked_identifier(value))) <= min(4, len(letters(value)) / 2)


@given(anything, anything)
def test_a_stand_in_is_the_same_for_the_same_alone_and_tells_nothing(one, other):
    assert (masking.stand_in(one) == masking.stand_in(other)) == (one == other)
    assert len(masking.stand_in(one)) == 16


def test_every_kind_has_a_mask_but_customers_who_are_numbered():
    assert {"customer", *masking.MASKS} == set(schema.PERSONAL_KINDS)
    kinds = {column.personal for table in schema.QUESTION_TABLES for column in table.columns}
    assert kinds - {""} <= set(schema.PERSONAL_KINDS)


def test_a_name_means_the_same_kind_in_every_table_but_where_questions_say_which():
    said = {}
    for table in schema.QUESTION_TABLES:
        for column in table.columns:
            said.setdefault(column.name, set()).add(column.personal)
    assert tuple(name for name, kinds in said.items() if len(kinds) > 1) == schema.OF_MANY_MEANINGS


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_a_header_calls_personal_is_one_of_its_columns_and_of_a_kind(question):
    own = dict(personal_columns(question).items() - schema.PERSONAL.items())
    assert own.keys() <= {column.name for column in header(question).columns}
    assert set(own.values()) <= set(schema.PERSONAL_KINDS)


def kept_answers():
    """Functions of the pages that keep what they work out of answers, each with its first parameter."""
    for file in sorted(UI_FOLDER.glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and any("cache_" in ast.unparse(it) for it in node.decorator_list):
                names = {name.id for name in ast.walk(node) if isinstance(name, ast.Name)}
                if not {"ask", "ask_anew", "_counted"}.isdisjoint(names):
                    yield f"{file.name}: {node.name}", ast.unparse(node.args.args[0])


def test_what_is_kept_of_answers_is_kept_for_each_kind_of_reader():
    kept = dict(kept_answers())
    assert len(kept) >= 8
    assert set(kept.values()) == {"basis: Basis"}, kept


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """A shop whose every personal value is marked."""
    folder = tmp_path_factory.mktemp("marked")
    with Store.open(folder / "store.duckdb") as store:
        fill(store, folder)
        yield store


UNASKED = {"customers_meant": "it is asked by the store alone, of what somebody writes"}


@pytest.mark.parametrize("question", [question for question in QUESTIONS if question not in UNASKED])
def test_no_answer_betrays_who_somebody_is(store, question):
    query = ask(question, customer_id="#1", finding="rejected")
    answer = MaskedEngine(store).answer(query)
    assert not betrayed(answer.to_csv())
    if "customer_id" in answer:
        assert set(answer["customer_id"]) <= {f"#{number}" for number in range(1, PEOPLE + 1)}
    assert list(answer.columns) == [column.name for column in header(question).columns]
    personal = [name for name in answer.columns if name in personal_columns(question)]
    assert not personal or len(answer)


def test_the_shop_is_marked_where_questions_say_that_answers_are_personal(store):
    """Else the test above would pass of itself."""
    engine = DuckDBEngine(store)
    [customer_id] = ids_of(store, ["#1"])
    for question in QUESTIONS:
        answer = engine.answer(ask(question, customer_id=customer_id, written=customer_id, finding="rejected"))
        for name in answer.columns:
            if name in personal_columns(question):
                assert betrayed(answer[name].to_csv()), (question, name)


def test_a_customer_is_asked_for_by_number_and_answers_fit_together(store):
    masked, plain = MaskedEngine(store), DuckDBEngine(store)
    everyone = masked.answer(customers.search())
    numbers = list(everyone["customer_id"])
    assert len(set(numbers)) == len(numbers) == len(plain.answer(customers.search()))
    for number in numbers[:3]:
        [customer_id] = ids_of(store, [number])
        assert meant(store, number) == customer_id
        assert numbered(store, [customer_id, "nobody"]) == {customer_id: number}
        [own] = masked.answer(profile.who(number)).to_dict("records")
        assert own["customer_id"] == number
        filters = Filters()
        same = (masked.answer(profile.orders(number, filters)), plain.answer(profile.orders(customer_id, filters)))
        assert same[0].equals(same[1])
        figures = (masked.answer(profile.figures(number, filters)), plain.answer(profile.figures(customer_id, filters)))
        assert figures[0].equals(figures[1])


def test_a_choice_of_listed_customers_is_made_by_numbers(store):
    numbers = list(MaskedEngine(store).answer(customers.search(most=3))["customer_id"])
    chosen = compiled(Listed(among=tuple(numbers)), None)
    found = MaskedEngine(store).answer(customers.search(segment=chosen))
    assert list(found["customer_id"]) == numbers
    with pytest.raises(UnknownCustomer):
        MaskedEngine(store).answer(
            customers.search(segment=compiled(Listed(among=tuple(ids_of(store, numbers))), None))
        )


def test_nobody_is_found_by_parts_of_a_name_nor_by_an_id(store):
    with pytest.raises(RightMissing):
        MaskedEngine(store).answer(customers.search("zqx."))
    with pytest.raises(UnknownCustomer, match="Write one that a list shows"):
        MaskedEngine(store).answer(profile.who(ids_of(store, ["#1"])[0]))
    with pytest.raises(UnknownCustomer):
        MaskedEngine(store).answer(profile.who("#999999"))
