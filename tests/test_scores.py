"""Scores of every school and kind of threshold are those that plain Python gives, whatever the order of rows."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm_analysis.analysis import rfm
from crm_analysis.analysis.filters import Filters
from crm_analysis.engines.duckdb import DuckDBEngine
from crm_analysis.rules import segments
from crm_analysis.rules.thresholds import Thresholds
from questions_support import Case, MemoryStore, order_rows

START = date(2024, 2, 20)
LAST_DAY = START + timedelta(days=12)
FIVE = Thresholds("fixed", (9, 6, 3, 0), (2, 3, 4, 5), (0.1, 5, 10.5, 30))
TWO = Thresholds("fixed", (6,), (2,), (10.5,))
WAYS = [
    ("grid", Thresholds("fifths")),
    ("grid", FIVE),
    ("shopify", Thresholds("fifths")),
    ("shopify", FIVE),
    ("eight", Thresholds("mean")),
    ("eight", Thresholds("median")),
    ("eight", TWO),
]
orders = st.tuples(st.integers(0, 6), st.integers(0, 12), st.sampled_from(["0.1", "0.3", "5", "10.5", "30"]))
shops = st.lists(orders, min_size=1, max_size=40)

Order = tuple[int, int, str]
Figures = dict[str, tuple[Fraction, Fraction, Fraction]]


@pytest.fixture(scope="module")
def store() -> MemoryStore:
    return MemoryStore()


@pytest.mark.heavy
@pytest.mark.parametrize(("scheme", "thresholds"), WAYS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(shop=shops, seed=st.integers(0, 9))
def test_scores_are_those_of_plain_python_and_shuffled_rows_change_nothing(
    store: MemoryStore, scheme: str, thresholds: Thresholds, shop: list[Order], seed: int
) -> None:
    asked = rfm.scores(Filters(as_of=LAST_DAY + timedelta(days=1)), scheme, thresholds=thresholds)
    answer = DuckDBEngine(filled(store, shop)).answer(asked)
    shuffled = random.Random(seed).sample(shop, len(shop))
    assert DuckDBEngine(filled(store, shuffled)).answer(asked).equals(answer)
    scores = {row.customer_id: (row.r, row.f, row.m) for row in answer.itertuples()}
    assert scores == reckoned(figures(shop), thresholds)
    segment = {(name, r, f, m): it for name, r, f, m, it in segments.cells()}
    assert list(answer["segment"]) == [segment[scheme, *scores[it]] for it in answer["customer_id"]]


def filled(store: MemoryStore, shop: Sequence[Order]) -> MemoryStore:
    rows = order_rows(
        [
            {"customer_id": f"c{who}", "ordered_at": f"{START + timedelta(days=day)}", "gross_sales": amount}
            for who, day, amount in shop
        ]
    )
    store.fill(Case("rfm", "drawn", expect=(), orders=rows))
    return store


def figures(shop: Sequence[Order]) -> Figures:
    """Customer → how recently, how often, how much; more is better in all three."""
    return {
        f"c{who}": (
            Fraction(max(day for it, day, _ in shop if it == who) - (LAST_DAY - START).days),
            Fraction(sum(it == who for it, _, _ in shop)),
            sum((Fraction(amount) for it, _, amount in shop if it == who), Fraction()),
        )
        for who in {who for who, _, _ in shop}
    }


def reckoned(found: Figures, thresholds: Thresholds) -> dict[str, tuple[int, ...]]:
    columns = list(zip(*found.values(), strict=True))
    steps = (tuple(-it for it in thresholds.recency), thresholds.frequency, thresholds.monetary)
    return {
        customer: tuple(
            SCORING[thresholds.kind](figure, column, fixed)
            for figure, column, fixed in zip(own, columns, steps, strict=True)
        )
        for customer, own in found.items()
    }


def _fifth(figure: Fraction, column: Sequence[Fraction], fixed: Sequence[float]) -> int:
    return 1 + 5 * sum(other < figure for other in column) // len(column)


def _above_median(figure: Fraction, column: Sequence[Fraction], fixed: Sequence[float]) -> int:
    ranked = sorted(column)
    middle = (ranked[(len(ranked) - 1) // 2] + ranked[len(ranked) // 2]) / 2
    return 2 if figure > middle else 1


def _above_mean(figure: Fraction, column: Sequence[Fraction], fixed: Sequence[float]) -> int:
    return 2 if figure > sum(column) / len(column) else 1


def _reached(figure: Fraction, column: Sequence[Fraction], fixed: Sequence[float]) -> int:
    return 1 + sum(figure >= Fraction(str(least)) for least in fixed)


SCORING: Mapping[str, Callable[[Fraction, Sequence[Fraction], Sequence[float]], int]] = {
    "fifths": _fifth,
    "median": _above_median,
    "mean": _above_mean,
    "fixed": _reached,
}
