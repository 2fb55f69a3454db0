"""Every question of ``sql/``: what its header promises, what it answers, and that two engines agree."""

from __future__ import annotations

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from questions_support import (
    QUESTIONS,
    Case,
    MemoryStore,
    ask,
    assert_answer,
    assert_same,
    cases,
    order_rows,
)
from second_engine import SailEngine, sail

from crm_analysis.engines.duckdb import DuckDBEngine


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


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case.question}: {case.name}")
def test_both_engines_give_the_answer_worked_out_by_hand(
    case: Case, store: MemoryStore, engine: DuckDBEngine, other_engine: SailEngine, tmp_path: Path
) -> None:
    store.fill(case)
    answer = engine.answer(case.query())
    assert_answer(answer, case.expect)
    other_engine.load(store.write_parquet(tmp_path))
    assert_same(answer, other_engine.answer(case.query()))
