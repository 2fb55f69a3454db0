"""Every question of ``sql/``: what its header promises, what it answers, and that two engines agree."""

from __future__ import annotations

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from crm_analysis.analysis.cohorts import SLICES, STEPS
from crm_analysis.analysis.terms import PERIODS
from crm_analysis.engines.duckdb import DuckDBEngine
from crm_analysis.engines.query import Query, common_tables, parameter_names
from questions_support import (
    QUESTIONS,
    Case,
    MemoryStore,
    ask,
    assert_answer,
    assert_same,
    busy_shop,
    cases,
    header,
    order_rows,
    texts_of,
)
from second_engine import SailEngine, sail

OF_KEPT_FIGURES = [question for question in QUESTIONS if "kept_until" in common_tables(question)]
NOBODY = Case("span", "nobody", expect=())
ONE_CUSTOMER = Case(
    "span",
    "one customer",
    expect=(),
    orders=order_rows(
        [
            {"customer_id": "c0", "ordered_at": "2024-02-29", "country": "DE", "kind": "sale"}
            | {"email_key": "e1", "phone_key": "p1", "header_upload_id": "1"},
            {"customer_id": None, "ordered_at": "2024-03-31", "country": None, "kind": "void"}
            | {"email_key": None, "phone_key": None, "header_upload_id": "1"},
        ]
    ),
    customers=({"customer_id": "c0", "customer_key": "e1", "orders": "1"},),
    identities=({"identifier": "e1", "kind": "email", "customer_id": "c0", "customer_key": "e1", "shared": "false"},),
    lines=(
        {"shop": "Corner", "platform": "etsy", "order_id": "1", "category": "cups", "quantity": "1", "amount": "5"},
        {"shop": "Corner", "platform": "etsy", "order_id": "1", "category": "tea", "quantity": "1", "amount": "5"},
    ),
    rates=tuple(
        {"day": "2024-02-29", "currency": currency, "per_euro": rate, "rated_on": "2024-02-29", "source": "ECB"}
        for currency, rate in (("EUR", "1"), ("USD", "1.25"))
    ),
    log={
        "uploads": ({"upload_id": "1", "file": "march.csv", "shop": "Corner", "platform": "etsy", "rows_read": "2"},),
        "rejects": ({"upload_id": "1", "line_no": "3", "heading": "Date", "reason": "is not a date"},),
        "members": ({"shop": "Corner", "upload_id": "1", "line_no": "2", "email_key": "e1", "level": "gold"},),
        "contact_entries": (
            {"contact_id": "1", "identifier": "e1", "contacted_on": "2024-02-29", "campaign": "Spring"},
        ),
        "events": (
            {
                "shop": "Corner",
                "upload_id": "1",
                "line_no": "2",
                "happened_at": "2024-02-28 10:00:00",
                "email_key": "e1",
            },
        ),
        "feedback": ({"shop": "Corner", "upload_id": "1", "line_no": "2", "kind": "review", "email_key": "e1"},),
        "customer_tags": ({"customer_id": "c0", "tag": "country", "value": "DE", "since": "2024-02-29"},),
        "tag_log": (
            {"entry": "1", "identifier": "e1", "tag": "press", "given": "true", "made_at": "2024-03-01 10:00:00"},
        ),
    },
)
FIXED_STEPS = {
    "recency_thresholds": "70 50 20 5",
    "frequency_thresholds": "2 3 5 8",
    "monetary_thresholds": "10 20.5 40 80",
}
VARIANTS = [
    *(ask(question) for question in QUESTIONS),
    *(ask("overview", by=by) for by in ("none", *PERIODS)),
    *(ask("retention", by=by) for by in STEPS),
    *(ask("retention", slice_by=slice_by) for slice_by in SLICES),
    ask("retention", slice_by="first_product", most_slices=1),
    ask("retention_curve", by="30d", slice_by="country"),
    ask("rfm", sales="net", free_orders="count"),
    ask("rfm", scheme="shopify", sales="net"),
    *(ask("rfm", scheme="eight", thresholds=kind) for kind in ("mean", "median")),
    *(ask(question, thresholds="fixed", **FIXED_STEPS) for question in ("rfm", "movement", "segment_history")),
    ask("segment_history", scheme="eight", months=2),
    *(ask("segment_grid", scheme=scheme) for scheme in ("shopify", "eight")),
    ask("customer_features", sales="net", breadth="skip", names="skip", since=date(2024, 2, 1)),
    ask("concentration", sales="net", steps=3),
    *(ask("churn", split_by=split_by, fewest_returners=1, least_history=0.5) for split_by in ("channel", "category")),
    ask("lapse_points", split_by="channel", fewest_returners=1),
    ask("lapse_ranges", split_by="channel", fewest_returners=1, least_history=0.5),
    ask("activity_movement", since=date(2024, 2, 15), fewest_returners=1, least_history=0.5),
    *(ask(question, report_in="USD", by="week", week_start=7) for question in QUESTIONS),
    ask("overview", by="none", report_in="EUR", shops=["North"]),
    ask("overview", by="none", countries=["DE", "FR"], categories=["cups"], since=date(2024, 2, 1)),
]


def named(query: Query) -> str:
    """A question with what makes it differ from the others, for the list of tests."""
    return f"{query.name} {query.parameters.get('by', '')} {query.parameters.get('slice_by', '')}"


@pytest.fixture(scope="module")
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture(scope="module")
def engine(store: MemoryStore) -> DuckDBEngine:
    return DuckDBEngine(store)


@pytest.fixture(scope="module")
def other_engine() -> Iterator[SailEngine]:
    with sail() as engine:
        yield engine


@pytest.fixture(scope="module")
def busy_other_engine(
    store: MemoryStore, other_engine: SailEngine, tmp_path_factory: pytest.TempPathFactory
) -> SailEngine:
    store.fill(busy_shop(seed=1))
    other_engine.load(store.write_parquet(tmp_path_factory.mktemp("busy")))
    return other_engine


def case_name(case: Case) -> str:
    return f"{case.question}: {case.name}"


@pytest.mark.parametrize("case", cases(), ids=case_name)
def test_the_answer_is_that_worked_out_by_hand(case: Case, store: MemoryStore, engine: DuckDBEngine) -> None:
    store.fill(case)
    answer = engine.answer(case.query())
    assert_answer(answer, case.expect)
    if case.question in OF_KEPT_FIGURES:
        store.keep_figures()
        assert_same(answer, engine.answer(case.query()))


@pytest.mark.heavy
@pytest.mark.parametrize("case", cases()[::2], ids=case_name)
def test_the_other_engine_gives_it_too(
    case: Case, store: MemoryStore, engine: DuckDBEngine, other_engine: SailEngine, tmp_path: Path
) -> None:
    """It takes twenty times as long as the first, so that each second case must do: all are asked of a busy shop."""
    store.fill(case)
    other_engine.load(store.write_parquet(tmp_path))
    assert_same(engine.answer(case.query()), other_engine.answer(case.query()))


@pytest.mark.parametrize("question", QUESTIONS)
def test_header_names_the_real_columns_and_types(question: str, store: MemoryStore) -> None:
    store.fill(NOBODY)
    query = ask(question)
    with store.cursor() as cursor:
        described = cursor.execute(f"DESCRIBE {query.sql}", query.bound).fetchall()
    real = [(name, sql_type.replace(",", ", ")) for name, sql_type, *_ in described]
    assert [(column.name, column.type) for column in header(question).columns] == real


@pytest.mark.parametrize("question", QUESTIONS)
def test_headers_name_every_parameter_once(question: str) -> None:
    named = [parameter.name for text in texts_of(question) for parameter in text.parameters]
    assert sorted(named) == list(parameter_names(question))


@pytest.mark.parametrize("question", QUESTIONS)
def test_header_opens_with_a_question_and_its_grain(question: str) -> None:
    opening = header(question)
    assert opening.question.endswith("?")
    assert opening.grain.startswith("one row")


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_question_has_cases_and_one_of_them_is_the_empty_shop(question: str) -> None:
    assert any(not case.orders for case in cases() if case.question == question)


def test_a_case_refuses_a_wrong_row(store: MemoryStore, engine: DuckDBEngine) -> None:
    store.fill(NOBODY)
    answer = engine.answer(ask("span"))
    with pytest.raises(AssertionError, match="orders: 0 is not '1'"):
        assert_answer(answer, [{"orders": "1"}])
    with pytest.raises(AssertionError):
        assert_answer(answer, [{"orders": "0"}, {"orders": "0"}])
    with pytest.raises(AssertionError):
        assert_same(answer, answer.assign(orders=1))


@pytest.mark.heavy
@pytest.mark.parametrize("seed", range(10))
def test_figures_that_are_kept_answer_as_the_orders_do(seed: int, store: MemoryStore, engine: DuckDBEngine) -> None:
    store.fill(busy_shop(seed))
    days = {name: date(2024, 2, 10) for name in ("as_of", "since", "until", "moved_from")}
    asked = [ask(name) for name in OF_KEPT_FIGURES]
    asked += [
        replace(it, parameters=it.parameters | {day: days[day]}) for it in asked for day in days if day in it.parameters
    ]
    from_orders = [engine.answer(query) for query in asked]
    store.keep_figures()
    for query, answer in zip(asked, from_orders, strict=True):
        assert_same(answer, engine.answer(query))


@pytest.mark.heavy
@pytest.mark.parametrize("query", VARIANTS, ids=named)
def test_a_shop_of_one_customer_has_an_answer(query: Query, store: MemoryStore, engine: DuckDBEngine) -> None:
    store.fill(ONE_CUSTOMER)
    answer = engine.answer(query)
    assert list(answer) == [column.name for column in header(query.name).columns]
    assert len(answer) > 0


@pytest.mark.heavy
@pytest.mark.parametrize("seed", [2, 3])
def test_the_order_of_rows_changes_nothing(seed: int, store: MemoryStore, engine: DuckDBEngine) -> None:
    shop = busy_shop(seed=1)
    shuffled = tuple(random.Random(seed).sample(shop.orders, len(shop.orders)))
    store.fill(shop)
    answers = [engine.answer(query) for query in VARIANTS]
    store.fill(replace(shop, orders=shuffled))
    for query, answer in zip(VARIANTS, answers, strict=True):
        assert len(answer) > 0, named(query)
        pd.testing.assert_frame_equal(engine.answer(query), answer, rtol=1e-12, obj=named(query))


@pytest.mark.heavy
@pytest.mark.parametrize("query", VARIANTS, ids=named)
def test_both_engines_agree_on_a_busy_shop(
    query: Query, store: MemoryStore, engine: DuckDBEngine, busy_other_engine: SailEngine
) -> None:
    store.fill(busy_shop(seed=1))
    assert_same(engine.answer(query), busy_other_engine.answer(query))


@pytest.mark.heavy
def test_answers_are_the_same_again_and_from_many_threads(store: MemoryStore, engine: DuckDBEngine) -> None:
    store.fill(busy_shop(seed=1))
    alone = [engine.answer(query) for query in VARIANTS]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(engine.answer, VARIANTS * 2))
    for answer, expected in zip(together, alone * 2, strict=True):
        pd.testing.assert_frame_equal(answer, expected)
