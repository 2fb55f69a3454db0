"""Amounts in several currencies: never added up as they are, converted day by day, in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_analysis.analysis import cohorts, overview, reporting, rfm
from crm_analysis.analysis.filters import Filters
from crm_analysis.analysis.reporting import Books
from crm_analysis.engines.duckdb import DuckDBEngine
from crm_analysis.engines.query import Query
from crm_analysis.store.shops import ShopSettings, write
from questions_support import Case, MemoryStore, Row, order_rows
from shops import shop_in_memory

CENTS = st.decimals("0.01", "9999.99", places=2)
DAYS = ("2024-01-05", "2024-01-06", "2024-01-08", "2024-02-29")
PER_EURO = st.floats(0.01, 30_000, allow_nan=False)
CURRENCIES = ("EUR", "USD", "CNY", "JPY")


@pytest.fixture(scope="module")
def store() -> MemoryStore:
    return MemoryStore()


def row(store: MemoryStore, query: Query) -> pd.Series:
    return DuckDBEngine(store).answer(query).iloc[0]


def settled(store: MemoryStore, filters: Filters) -> Filters:
    return reporting.settled(filters, Books.of(row(store, reporting.books(filters)).to_dict()))


def rate_rows(rates: dict[tuple[str, str], float]) -> tuple[Row, ...]:
    return tuple(
        {"day": day, "currency": currency, "per_euro": repr(rate), "rated_on": day, "source": "ECB"}
        for (day, currency), rate in rates.items()
    )


@st.composite
def two_shops(draw: st.DrawFn) -> tuple[Case, dict[tuple[str, str], float]]:
    """Two shops in two currencies, and a rate of each on every day."""
    currencies = draw(st.permutations(CURRENCIES))[:2]
    rates = {(day, currency): draw(PER_EURO) for day in DAYS for currency in currencies}
    sales = st.lists(st.tuples(st.sampled_from(DAYS), CENTS, CENTS), min_size=1, max_size=8)
    orders = [
        {
            "shop": shop,
            "order_id": f"{shop}{number}",
            "customer_id": f"c{number % 3}",
            "ordered_at": day,
            "currency": currency,
            "gross_sales": str(gross),
            "refunds": str(refund),
        }
        for shop, currency in zip(("North", "South"), currencies, strict=True)
        for number, (day, gross, refund) in enumerate(draw(sales))
    ]
    return Case("overview", "two shops", (), orders=order_rows(orders), rates=rate_rows(rates)), rates


def by_hand(case: Case, rates: dict[tuple[str, str], float], report_in: str, column: str) -> Decimal:
    """Every order on its own, by the rate of its day."""
    total = Decimal(0)
    for order in case.orders:
        day, currency = str(order["ordered_on"]), str(order["currency"])
        factor = rates[day, report_in] / rates[day, currency] if currency != report_in else 1.0
        total += round(Decimal(float(order[column] or 0) * factor), 4)
    return total


@settings(max_examples=30, deadline=None)
@given(drawn=two_shops())
def test_the_total_of_two_shops_in_two_currencies_is_the_sum_of_orders_converted_by_hand(store, drawn) -> None:
    case, rates = drawn
    store.fill(case)
    view = settled(store, Filters())
    figures = row(store, overview.figures(view))
    assert view.report_in in {order["currency"] for order in case.orders}
    assert figures["currency"] == view.report_in
    assert figures["unconverted_orders"] == 0
    for column in ("gross_sales", "refunds"):
        assert figures[column] == pytest.approx(float(by_hand(case, rates, str(view.report_in), column)), abs=1e-3)
    parts = [row(store, overview.figures(replace(view, shops=(shop,)))) for shop in ("North", "South")]
    assert figures["net_sales"] == pytest.approx(sum(part["net_sales"] for part in parts), abs=1e-6)
    cells = DuckDBEngine(store).answer(cohorts.retention(view))
    scores = DuckDBEngine(store).answer(rfm.scores(view, sales="net"))
    assert cells["net_sales"].sum() == pytest.approx(figures["net_sales"], abs=1e-3)
    assert scores["monetary"].sum() == pytest.approx(figures["net_sales"], abs=1e-3)


EUROS_AND_DOLLARS = order_rows(
    [
        {"ordered_at": "2024-01-05", "currency": "EUR", "gross_sales": "10", "customer_id": "anna"},
        {"ordered_at": "2024-01-06", "currency": "EUR", "gross_sales": "10", "customer_id": "anna"},
        {"ordered_at": "2024-01-05", "currency": "USD", "gross_sales": "10", "customer_id": "bert"},
    ]
)


def test_several_currencies_are_converted_and_one_stays_as_it_is(store: MemoryStore) -> None:
    store.fill(Case("overview", "", (), orders=EUROS_AND_DOLLARS))
    assert settled(store, Filters()).report_in == "EUR"
    assert settled(store, Filters(currency="USD")).report_in is None
    assert settled(store, Filters(currency="USD", report_in="CNY")).report_in == "CNY"
    assert settled(store, Filters(report_in="USD")).report_in == "USD"
    store.fill(Case("overview", "", (), orders=EUROS_AND_DOLLARS[:2]))
    assert settled(store, Filters()).report_in is None


def test_the_shops_week_goes_with_every_question(store: MemoryStore) -> None:
    store.fill(Case("overview", "", (), orders=EUROS_AND_DOLLARS, shops=({"shop": "Corner", "week_start": "7"},)))
    view = settled(store, Filters())
    assert view.week_start == 7
    assert overview.by_period(view, "week").parameters["week_start"] == 7
    assert cohorts.retention(view, "week").parameters["week_start"] == 7


def test_an_empty_shop_is_reported_in_nothing(store: MemoryStore) -> None:
    store.fill(Case("overview", "", ()))
    assert settled(store, Filters()) == Filters()


# One moment in each line, told by its offset: Sunday 10 March 2024, 00:30 in Shanghai, is still Saturday in New York,
# whose clocks go forward that night; on Monday the 11th at 00:30 in New York it is Sunday no longer.
MOMENTS = """Order No,Order date,Customer Id,Amount
1,2024-03-09T16:30:00+00:00,ann,1
2,2024-03-10T04:30:00+00:00,ann,2
3,2024-03-10T06:30:00+00:00,ann,4
4,2024-03-11T03:30:00+00:00,ann,8
5,2024-03-11T04:30:00+00:00,ann,16
6,2024-03-17T03:59:00+00:00,ann,32
7,2024-03-17T04:00:00+00:00,ann,64
"""


@pytest.mark.parametrize(
    ("settings_of_shop", "weeks"),
    [
        (ShopSettings("My shop", timezone="Asia/Shanghai", week_start=1), {"2024-03-04": 1 + 2 + 4, "2024-03-11": 120}),
        (
            ShopSettings("My shop", timezone="America/New_York", week_start=7),
            {"2024-03-03": 1 + 2, "2024-03-10": 4 + 8 + 16 + 32, "2024-03-17": 64},
        ),
        (
            ShopSettings("My shop", timezone="America/New_York", week_start=1),
            {"2024-03-04": 1 + 2 + 4 + 8, "2024-03-11": 16 + 32 + 64},
        ),
    ],
)
def test_weeks_are_those_of_the_shops_own_clock(
    tmp_path: Path, settings_of_shop: ShopSettings, weeks: dict[str, int]
) -> None:
    with shop_in_memory(tmp_path) as shop:
        write(shop.store, settings_of_shop)
        shop.upload(MOMENTS, currency="EUR")
        engine = DuckDBEngine(shop.store)
        books = Books.of(engine.answer(reporting.books(Filters())).iloc[0].to_dict())
        answer = engine.answer(overview.by_period(reporting.settled(Filters(), books), "week"))
    assert dict(zip(answer["period"].astype(str), answer["net_sales"], strict=True)) == weeks


def conversion(**told: object) -> dict[str, object]:
    usual = {
        "currency": "USD",
        "orders": 9,
        "unconverted_orders": 0,
        "first_day": date(2023, 1, 3),
        "last_day": pd.Timestamp(2026, 10, 30),
        "days": 7,
        "uploaded_days": 0,
        "newest_rate_on": date(2026, 10, 30),
        "later_days": 0,
    }
    return usual | told


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({}, "USD → EUR by the ECB's daily rates, Jan 3, 2023 – Oct 30, 2026"),
        ({"uploaded_days": 2}, "USD → EUR by the ECB's daily rates and the shop's own, Jan 3, 2023 – Oct 30, 2026"),
        ({"uploaded_days": 7}, "USD → EUR by the shop's own rates, Jan 3, 2023 – Oct 30, 2026"),
        (
            {"later_days": 12},
            "USD → EUR by the ECB's daily rates, Jan 3, 2023 – Oct 30, 2026; "
            "the newest rate, of Oct 30, 2026, was used for 12 days after it",
        ),
        ({"days": 0, "first_day": None}, ""),
    ],
)
def test_rates_in_words(told: dict[str, object], words: str) -> None:
    assert reporting.rates_in_words(conversion(**told), "EUR") == words


def test_orders_left_out_in_words() -> None:
    assert reporting.unconverted_in_words(conversion()) == ""
    assert reporting.unconverted_in_words(conversion(currency="TWD", unconverted_orders=3)).startswith(
        "Left out for want of an exchange rate: 3 orders in TWD. Upload"
    )
    assert "no currency is named: 1 order." in reporting.unconverted_in_words(
        conversion(currency="XXX", unconverted_orders=1)
    )
