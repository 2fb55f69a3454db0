"""Movement, the monthly history and today's segments are one thing seen three ways, of whole histories and windows."""

from dataclasses import replace
from datetime import date
from random import Random

import pandas as pd
import pytest

from crm_analysis.analysis import movement, rfm
from crm_analysis.analysis.filters import Filters
from crm_analysis.engines.duckdb import DuckDBEngine
from shops import shop_in_memory

LAST = date(2024, 12, 31)
BEFORE = date(2024, 8, 31)
SCHEMES = ("grid", "eight")
WINDOWS = {None: None, 6: date(2024, 7, 1), 12: date(2024, 1, 1)}
"""Months → first day of the window that ends with the last day."""


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    chance = Random(5)
    days = [day.date().isoformat() for day in pd.date_range("2023-01-01", LAST)]
    rows = [f"{n},{chance.choice(days)},c{chance.randrange(60)},{chance.randrange(5, 90)}.00,EUR" for n in range(300)]
    rows.append(f"300,{LAST.isoformat()},c1,9.00,EUR")
    with shop_in_memory(tmp_path_factory.mktemp("moves")) as shop:
        shop.upload("Order No,Order date,Customer Id,Amount,Currency\n" + "\n".join(rows) + "\n")
        yield DuckDBEngine(shop.store)


def sizes(rows, segment, customers="customers"):
    counted = rows.groupby(segment)[customers].sum()
    return {name: count for name, count in counted.items() if count and name != movement.NOBODY}


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_both_ends_of_the_movement_are_in_the_monthly_history(engine, scheme, window):
    ways = engine.answer(movement.movement(Filters(), BEFORE, scheme, window_months=window))
    months = engine.answer(movement.history(Filters(), 24, scheme, window_months=window))
    for day, side in ((BEFORE, "segment_before"), (LAST, "segment_after")):
        then = months[pd.to_datetime(months["scored_on"]).dt.date == day]
        assert sizes(ways, side) == sizes(then, "segment")


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_later_end_is_what_the_segments_of_the_same_orders_are(engine, scheme, window):
    ways = engine.answer(movement.movement(Filters(), BEFORE, scheme, window_months=window))
    now = engine.answer(rfm.segments(replace(Filters(), since=WINDOWS[window]), scheme))
    assert sizes(ways, "segment_after") == sizes(now, "segment")


@pytest.mark.parametrize("window", WINDOWS)
def test_the_list_of_movers_is_the_table_of_ways(engine, window):
    ways = engine.answer(movement.movement(Filters(), BEFORE, window_months=window))
    movers = engine.answer(movement.customers(Filters(), BEFORE, window_months=window))
    counted = movers.groupby(["segment_before", "segment_after"]).agg(
        customers=("customer_id", "size"), net_sales=("net_sales", "sum")
    )
    expected = ways.set_index(["segment_before", "segment_after"])[["customers", "net_sales"]]
    assert counted.astype(float).to_dict() == expected.astype(float).sort_index().to_dict()
    left = engine.answer(movement.customers(Filters(), BEFORE, after=movement.NOBODY, window_months=window))
    assert (len(left) > 0) == (window is not None)
    assert (left["orders"] == 0).all()


def test_what_was_brought_in_between_does_not_hang_on_the_window(engine):
    whole, window = (
        engine.answer(movement.movement(Filters(), BEFORE, window_months=months))["net_sales"].sum()
        for months in (None, 6)
    )
    assert whole == window > 0
