"""Parameters of questions: what is chosen, what is refused, and which period came before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest

from crm_analysis.analysis import choices, cohorts, movement, overview, rfm
from crm_analysis.analysis.features import features
from crm_analysis.analysis.filters import Filters
from crm_analysis.engines.duckdb import DuckDBEngine
from crm_analysis.engines.query import Query
from crm_analysis.errors import InputRefused
from crm_analysis.rules.clusters import FEATURES
from crm_analysis.rules.thresholds import Thresholds
from questions_support import MemoryStore, busy_shop
from shops import TEA_SHOP, open_shop

EVERYTHING = Filters()


@pytest.fixture(scope="module")
def engine() -> DuckDBEngine:
    store = MemoryStore()
    store.fill(busy_shop(seed=5))
    return DuckDBEngine(store)


def test_no_filter_restricts_nothing() -> None:
    given = EVERYTHING.parameters()
    assert (given.pop("free_orders"), given.pop("week_start")) == ("ignore", 1)
    assert set(given.values()) == {None}


def test_lists_are_one_text_with_every_value_between_line_breaks() -> None:
    assert Filters(shops=("North", "South")).parameters()["shop"] == "\nNorth\nSouth\n"


def test_filters_are_equal_and_usable_as_keys() -> None:
    assert {Filters(shops=("North",)): 1}[Filters(shops=("North",))] == 1


def test_equal_questions_are_one_entry_in_a_cache() -> None:
    asked = overview.by_period(Filters(shops=("North",)), "week")
    assert {asked: 1}[overview.by_period(Filters(shops=("North",)), "week")] == 1
    assert asked != overview.by_period(EVERYTHING, "week")


def test_a_question_binds_all_it_names_and_nothing_else() -> None:
    assert Query("span", {"as_of": None, "shop": "\nNorth\n"}).parameters == {"as_of": None}
    assert Query("overview").parameters.keys() > {"as_of", "by", "shop"}


@pytest.mark.parametrize("name", ["overview", "rfm"])
def test_shared_tables_are_written_out_before_a_questions_own(name: str) -> None:
    code = [line for line in Query(name).sql.splitlines() if not line.startswith("--")]
    assert code[:2] == ["WITH", "viewpoint AS ("]
    assert code.count("WITH") == 1


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(InputRefused, match="begins on 2024-02-01 but ends on 2024-01-31"):
        Filters(since=date(2024, 2, 1), until=date(2024, 1, 31))


def test_a_movement_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(InputRefused, match="starts on 2024-02-01 and ends on 2024-02-01"):
        movement.movement(Filters(until=date(2024, 2, 1)), date(2024, 2, 1))


def test_a_period_of_one_day_is_a_period() -> None:
    assert Filters(since=date(2024, 2, 1), until=date(2024, 2, 1)).parameters()["until"] == date(2024, 2, 1)


@pytest.mark.parametrize(
    "refused",
    [
        lambda: overview.by_period(EVERYTHING, "day"),
        lambda: overview.by_period(EVERYTHING, "30d"),
        lambda: cohorts.retention(EVERYTHING, "fortnight"),
        lambda: cohorts.retention(EVERYTHING, slice_by="colour"),
        lambda: cohorts.mean_curve(EVERYTHING, slice_by=""),
        lambda: rfm.scores(EVERYTHING, scheme="none"),
        lambda: rfm.segments(EVERYTHING, sales="profit"),
        lambda: rfm.members(EVERYTHING, "heroes"),
        lambda: rfm.scores(EVERYTHING, thresholds=Thresholds("mean")),
        lambda: movement.customers(EVERYTHING, date(2024, 1, 1), before="heroes"),
        lambda: movement.customers(EVERYTHING, date(2024, 1, 1), after="heroes"),
        lambda: movement.history(EVERYTHING, scheme="none"),
    ],
)
def test_a_word_that_is_no_choice_is_refused_with_the_choices(refused: Callable[[], Query]) -> None:
    with pytest.raises(InputRefused, match="is not among its choices"):
        refused()


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        (date(2024, 3, 1), date(2024, 3, 31), (date(2024, 1, 30), date(2024, 2, 29))),
        (date(2024, 3, 1), None, (date(2024, 1, 21), date(2024, 2, 29))),
        (date(2024, 3, 1), date(2024, 12, 31), (date(2024, 1, 21), date(2024, 2, 29))),
        (date(2024, 4, 9), date(2024, 4, 9), (date(2024, 4, 8), date(2024, 4, 8))),
    ],
)
def test_the_previous_period_is_as_long_and_ends_the_day_before(
    since: date, until: date | None, expected: tuple[date, date]
) -> None:
    before = overview.previous(Filters(since=since, until=until, shops=("North",)), as_of=date(2024, 4, 10))
    assert before == Filters(since=expected[0], until=expected[1], shops=("North",))


def test_nothing_comes_before_all_time_or_before_a_period_that_has_not_begun() -> None:
    assert overview.previous(Filters(until=date(2024, 1, 31)), as_of=date(2024, 4, 10)) is None
    assert overview.previous(Filters(since=date(2024, 4, 10)), as_of=date(2024, 4, 10)) is None


@pytest.mark.parametrize(
    ("since", "until", "year_before"),
    [
        (date(2024, 3, 1), date(2024, 3, 31), (date(2023, 3, 1), date(2023, 3, 31))),
        (date(2024, 2, 1), date(2024, 2, 29), (date(2023, 2, 1), date(2023, 2, 28))),
        (date(2025, 2, 1), date(2025, 2, 28), (date(2024, 2, 1), date(2024, 2, 29))),
        (date(2024, 4, 2), None, (date(2023, 4, 2), date(2023, 4, 9))),
        (date(2023, 4, 11), date(2024, 4, 9), (date(2022, 4, 11), date(2023, 4, 9))),
        (date(2023, 4, 10), date(2024, 4, 9), None),
        (None, date(2024, 4, 9), None),
        (date(2025, 6, 1), None, None),
    ],
)
def test_the_year_before_is_the_same_days_and_none_where_they_touch_the_period(
    since: date | None, until: date | None, year_before: tuple[date, date] | None
) -> None:
    as_of = date(2025, 6, 1) if since and since.year == 2025 else date(2024, 4, 10)
    found = overview.year_before(Filters(since=since, until=until), as_of)
    assert (found and (found.since, found.until)) == year_before


def test_figures_are_one_row_and_add_up_over_the_months(engine: DuckDBEngine) -> None:
    (whole,) = engine.answer(overview.figures(EVERYTHING)).itertuples()
    months = engine.answer(overview.by_period(EVERYTHING))
    for column in ("orders", "guest_orders", "gross_sales", "refunds", "net_sales", "new_customers"):
        assert months[column].sum() == pytest.approx(getattr(whole, column))
    assert whole.new_customers == whole.customers
    assert ((months.new_customers + months.returning_customers) == months.customers).all()
    assert whole.net_sales == pytest.approx(whole.gross_sales - whole.order_discounts - whole.refunds)


@pytest.mark.parametrize("by", cohorts.STEPS)
def test_cohorts_hold_every_customer_once_and_intervals_hold_their_share(engine: DuckDBEngine, by: str) -> None:
    cells = engine.answer(cohorts.retention(EVERYTHING, by))
    first = cells[cells.age == 0]
    assert first.cohort_size.sum() == engine.answer(overview.figures(EVERYTHING)).customers[0]
    assert (first.retention == 1).all()
    assert cells.retention.between(cells.retention_low, cells.retention_high).all()
    assert cells.retention_low.ge(0).all()
    assert cells.retention_high.le(1).all()


@pytest.mark.parametrize("slice_by", cohorts.SLICES[1:])
def test_slices_are_parts_of_the_whole(engine: DuckDBEngine, slice_by: str) -> None:
    parts = engine.answer(cohorts.retention(EVERYTHING, slice_by=slice_by))
    whole = engine.answer(cohorts.retention(EVERYTHING))
    by_age = ["cohort", "age"]
    added = parts.groupby(by_age)[["cohort_size", "customers", "net_sales"]].sum().reset_index()
    compared = whole.merge(added, on=by_age, suffixes=("", "_added"))
    assert len(compared) == len(whole)
    for column in ("cohort_size", "customers", "net_sales"):
        assert compared[column].tolist() == pytest.approx(compared[f"{column}_added"].tolist())


def test_slices_beyond_the_largest_are_one_slice(engine: DuckDBEngine) -> None:
    every = engine.answer(cohorts.retention(EVERYTHING, slice_by="first_product"))
    largest = engine.answer(cohorts.retention(EVERYTHING, slice_by="first_product", most_slices=1))
    sizes = every[every.age == 0].groupby("slice").cohort_size.sum()
    assert set(largest["slice"]) == {sizes.idxmax(), cohorts.OTHER}
    rest = largest[(largest["slice"] == cohorts.OTHER) & (largest.age == 0)].cohort_size.sum()
    assert rest == sizes.sum() - sizes.max() > 0


@pytest.mark.parametrize("by", cohorts.STEPS)
def test_whoever_orders_at_an_age_orders_at_it_or_later(engine: DuckDBEngine, by: str) -> None:
    cells = engine.answer(cohorts.retention(EVERYTHING, by))
    complete = cells[cells.complete]
    assert (complete.unbounded_retention >= complete.retention).all()
    assert cells[~cells.complete].unbounded_retention.isna().all()
    falls = complete.groupby("cohort").unbounded_retention.diff().dropna()
    assert (falls <= 0).all()


def test_orders_of_all_cells_are_the_orders_of_customers(engine: DuckDBEngine) -> None:
    cells = engine.answer(cohorts.retention(EVERYTHING))
    assert cells.orders.sum() == engine.answer(overview.figures(EVERYTHING)).customer_orders[0]
    ages = cells.sort_values("age").groupby("cohort")
    assert cells.cumulative_orders_per_customer.tolist() == pytest.approx(
        (ages.orders.cumsum() / cells.cohort_size).tolist()
    )


@pytest.mark.parametrize(("by", "slice_by"), [("month", "none"), ("30d", "country"), ("week", "first_product")])
def test_the_customers_in_a_cell_are_those_that_it_counts(engine: DuckDBEngine, by: str, slice_by: str) -> None:
    for cell in engine.answer(cohorts.retention(EVERYTHING, by, slice_by, most_slices=2)).itertuples():
        people = engine.answer(
            cohorts.cohort_customers(EVERYTHING, cell.cohort.date(), cell.age, by, slice_by, 2, cell.slice)
        )
        assert len(people) == people.customer_id.nunique() == cell.customers
        assert people.orders.sum() == cell.orders


def test_the_trend_is_a_column_of_the_grid_and_ends_beside_the_mean(engine: DuckDBEngine) -> None:
    cells = engine.answer(cohorts.retention(EVERYTHING, "week"))
    trend = engine.answer(cohorts.trend(EVERYTHING, 2, "week"))
    assert trend[["cohort", "retention", "complete"]].equals(
        cells.loc[cells.age == 2, ["cohort", "retention", "complete"]].reset_index(drop=True)
    )
    (mean,) = engine.answer(cohorts.mean_curve(EVERYTHING, "week")).query("age == 2").itertuples()
    before = trend[trend.complete].iloc[:-1]
    assert trend[trend.complete].iloc[-1].retention_before == pytest.approx(
        before.customers.sum() / before.cohort_size.sum()
    )
    assert mean.customers == trend[trend.complete].customers.sum()


def test_payback_tells_the_margins_of_the_grid(engine: DuckDBEngine) -> None:
    view = Filters(report_in="EUR", since=date(2024, 1, 1))
    cells = engine.answer(cohorts.retention(view))
    told = engine.answer(cohorts.payback(view))
    for column in ("cumulative_margin_per_customer", "known_cost_share"):
        assert told[column].tolist() == pytest.approx(cells[column].tolist(), nan_ok=True)
    assert told.spend.notna().any()


def test_the_mean_curve_is_the_complete_cells_added_up(engine: DuckDBEngine) -> None:
    cells = engine.answer(cohorts.retention(EVERYTHING, "week"))
    curve = engine.answer(cohorts.mean_curve(EVERYTHING, "week"))
    added = cells[cells.complete].groupby("age")[["cohort_size", "customers"]].sum()
    assert curve.age.tolist() == added.index.tolist()
    assert curve.retention.tolist() == pytest.approx((added.customers / added.cohort_size).tolist())


def test_segments_count_the_scores_and_members_list_them(engine: DuckDBEngine) -> None:
    scores = engine.answer(rfm.scores(EVERYTHING))
    segments = engine.answer(rfm.segments(EVERYTHING)).set_index("segment")
    everyone = engine.answer(rfm.members(EVERYTHING))
    assert segments.customers.sum() == len(scores) == len(everyone)
    assert segments.customer_share.sum() == pytest.approx(1)
    assert segments.net_sales_share.sum() == pytest.approx(1)
    for segment, customers in segments.customers.items():
        members = engine.answer(rfm.members(EVERYTHING, str(segment)))
        assert set(members.customer_id) == set(scores.customer_id[scores.segment == segment])
        assert len(members) == customers


def test_what_is_offered_can_be_chosen(engine: DuckDBEngine) -> None:
    offered = engine.answer(choices.choices())
    span = engine.answer(choices.span()).iloc[0]
    assert set(offered.field) == {"shop", "country", "channel", "currency", "category"}
    for row in offered[offered.field == "country"].itertuples():
        chosen = engine.answer(overview.figures(Filters(countries=(row.value,)))).iloc[0]
        assert chosen.orders == row.orders
        assert chosen.as_of == span.as_of


def test_a_question_can_be_asked_for_some_of_its_columns(tmp_path: Path) -> None:
    with open_shop(tmp_path) as shop:
        shop.upload(TEA_SHOP)
        engine = DuckDBEngine(shop.store)
        whole = engine.answer(features(Filters(), tuple(FEATURES)))
        some = engine.answer(features(Filters(), ("tenure",)))
        unnamed = engine.answer(features(Filters(), named=False))
    told = ["customer_no", "customer_id", "recency_days", "frequency", "monetary", "tenure_days", "net_sales"]
    assert list(some) == told
    assert len(some) == 2
    pd.testing.assert_frame_equal(unnamed, some.drop(columns=["customer_id", "tenure_days"]))
    pd.testing.assert_frame_equal(some, whole[list(some)])
    assert features(Filters()) != features(Filters(), ("tenure",))


def test_figures_are_kept_until_the_orders_change_and_answer_only_where_everything_is_looked_at(tmp_path: Path) -> None:
    with open_shop(tmp_path) as shop:
        shop.upload(TEA_SHOP)
        engine = DuckDBEngine(shop.store)
        shop.change("UPDATE kept_figures SET frequency = 99")

        def frequencies(**filters: object) -> set[int]:
            return set(engine.answer(features(Filters(**filters)))["frequency"])  # type: ignore[arg-type]

        [(last_day,)] = shop.rows("SELECT MAX(ordered_on) FROM orders")
        assert frequencies() == frequencies(as_of=last_day + timedelta(days=9)) == {99}
        narrowed = ({"as_of": last_day}, {"shops": ("Corner",)}, {"free_orders": "count"}, {"report_in": "USD"})
        for filters in narrowed:
            assert 99 not in frequencies(**filters)
        shop.upload(TEA_SHOP.replace("1001", "2001"), "later.csv")
        assert 99 not in frequencies()
