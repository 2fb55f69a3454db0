"""Thresholds of scores: read, refused where they do not fit, kept in the store, in force until they are forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crm_analysis.errors import InputRefused
from crm_analysis.rules.segments import schemes
from crm_analysis.rules.thresholds import Thresholds, read
from crm_analysis.store import Store, maintenance, thresholds
from shops import TEA_SHOP, shop_in_memory

GRID, SHOPIFY, EIGHT = (schemes()[name] for name in ("grid", "shopify", "eight"))
STEPS = Thresholds("fixed", (180, 90, 60, 30), (2, 3, 5, 8), (50, 99.5, 200, 500))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "store.duckdb") as opened:
        yield opened


def test_fixed_thresholds_are_three_lists_from_the_worst_to_the_best() -> None:
    assert read("180 90 60 30 / 2 3 5 8 / 50 99.5 200 500", GRID) == STEPS
    assert read("60/5/500", EIGHT) == Thresholds("fixed", (60,), (5,), (500,))


@pytest.mark.parametrize(("text", "school"), [("fifths", GRID), ("mean", EIGHT), ("median", EIGHT)])
def test_other_kinds_are_one_word(text: str, school: object) -> None:
    assert read(text, school) == Thresholds(text)


@pytest.mark.parametrize("thresholds", [STEPS, Thresholds("fifths")])
def test_thresholds_are_written_as_they_are_read(thresholds: Thresholds) -> None:
    assert read(str(thresholds), GRID) == thresholds


@pytest.mark.parametrize(
    ("text", "school", "says"),
    [
        ("mean", GRID, "grid: 'mean' is not among its choices. Take one of: fifths, fixed"),
        ("fifths", EIGHT, "eight: 'fifths' is not among its choices. Take one of: mean, median, fixed"),
        ("60 / 5", EIGHT, "has 2 parts. .* such as '60 / 5 / 500'"),
        ("fixed", EIGHT, "recency: found -. Write 1 of them, each smaller"),
        ("180 90 60 / 2 3 5 8 / 1 2 3 4", GRID, "recency: found 180 90 60. Write 4 of them, each smaller"),
        ("30 60 90 180 / 2 3 5 8 / 1 2 3 4", GRID, "recency: found 30 60 90 180. Write 4 of them, each smaller"),
        ("180 90 60 30 / 2 3 3 8 / 1 2 3 4", GRID, "frequency: found 2 3 3 8. Write 4 of them, each larger"),
        ("180 90 60 30 / 2 3 5 8 / 1 2 3 2.5", GRID, "monetary: found 1 2 3 2.5. Write 4 of them, each larger"),
        ("60 / many / 500", EIGHT, "frequency: 'many' is not a number"),
        ("60 / 5 / -500", EIGHT, "monetary: '-500' is not a number"),
        ("60 / 5 / 1e9", EIGHT, "monetary: '1e9' is not a number"),
        ("60 / 5 / nan", EIGHT, "monetary: 'nan' is not a number"),
    ],
)
def test_thresholds_that_do_not_fit_are_refused_with_what_to_write(text: str, school: object, says: str) -> None:
    with pytest.raises(InputRefused, match=says):
        read(text, school)


def test_what_is_saved_counts_for_its_school_until_it_is_forgotten(store: Store) -> None:
    thresholds.save(store, GRID, Thresholds("fifths"))
    thresholds.save(store, GRID, STEPS)
    thresholds.save(store, EIGHT, Thresholds("median"))
    assert thresholds.in_force(store, GRID) == STEPS
    assert thresholds.in_force(store, EIGHT) == Thresholds("median")
    assert thresholds.in_force(store, SHOPIFY) == Thresholds("fifths")
    before = store.data_version()
    thresholds.forget(store, GRID)
    assert thresholds.in_force(store, GRID) == Thresholds("fifths")
    assert thresholds.in_force(store, EIGHT) == Thresholds("median")
    assert store.data_version() > before


def test_what_does_not_fit_is_not_saved(store: Store) -> None:
    with pytest.raises(InputRefused):
        thresholds.save(store, EIGHT, STEPS)
    assert thresholds.in_force(store, EIGHT) == Thresholds("mean")


def test_the_tag_of_the_segment_follows_the_thresholds(tmp_path: Path) -> None:
    with shop_in_memory(tmp_path) as shop:
        shop.upload(TEA_SHOP)
        before = shop.rows("SELECT customer_id, value FROM customer_tags WHERE tag = 'segment' ORDER BY ALL")
        thresholds.save(shop.store, GRID, Thresholds("fixed", (9003, 9002, 9001, 9000), (91, 92, 93, 94), (1, 2, 3, 4)))
        tagged = shop.rows("SELECT DISTINCT value FROM customer_tags WHERE tag = 'segment'")
        assert tagged == [("new",)]
        assert maintenance.check(shop.store) == []
        thresholds.forget(shop.store, GRID)
        assert shop.rows("SELECT customer_id, value FROM customer_tags WHERE tag = 'segment' ORDER BY ALL") == before
