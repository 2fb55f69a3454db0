"""Who returns: measures by hand and by the library, published areas, no look ahead, and when the rule stays."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import brier_score_loss, roc_auc_score

from crm_analysis.analysis import returning
from crm_analysis.analysis.filters import Filters
from crm_analysis.engines.duckdb import DuckDBEngine
from crm_analysis.ingest.load import import_file
from crm_analysis.ingest.report import ImportOptions
from crm_analysis.models.returning import Returning, Window
from crm_analysis.models.returning.calibration import at_share, expected_share, level_of, slope
from crm_analysis.models.returning.measures import auc, gains, mean_gain, measured, reliability
from crm_analysis.models.returning.methods import METHODS, RULE
from crm_analysis.models.returning.trial import RULE_STAYS, TOO_FEW, TOO_YOUNG, UNTRIED
from crm_analysis.store import Store
from questions_support import MemoryStore, busy_shop

FIRST = date(2023, 1, 1)
COLUMNS = ("recent_30", "recent_90", "recent_180", "gross_sales", "last_sales", "lines_per_order", "last_lines",
           "discount_share", "refund_share", "tickets", "visit_days")  # fmt: skip


def shop(customers, starts_on=FIRST, days=90, seed=1, law=None):
    """A window of invented customers, of whom as many return as a law says; by default that of the silence."""
    chance = np.random.default_rng(seed)
    silence, order_days = chance.integers(0, 300, customers), chance.integers(1, 3, customers)
    known = pd.DataFrame(
        {
            "customer_id": [f"c{number}" for number in range(customers)],
            "silence_days": silence,
            "tenure_days": silence + 20 * (order_days - 1),
            "order_days": order_days,
            "second_after_days": pd.array([pd.NA] * customers, "Int64"),
            "worst_rating": np.nan,
            "season": np.nan,
            "slowness": np.nan,
        }
        | {column: chance.uniform(size=customers) for column in COLUMNS}
    )
    shares = law(known) if law else 0.9 * np.exp(-silence / 100)
    after = np.where(chance.uniform(size=customers) < shares, chance.integers(0, days, customers), np.nan)
    returns = pd.DataFrame({"customer_id": known["customer_id"], "after_days": after}).dropna()
    return Window.of(starts_on, days, known, returns)


def windows_of(customers, number=5, **options):
    return [shop(customers, FIRST - timedelta(days=45 * place), seed=place + 1, **options) for place in range(number)]


# Measures


def test_measures_are_those_of_the_library():
    chance = np.random.default_rng(3)
    probability = chance.integers(0, 30, 500) / 29
    returned = chance.uniform(size=500) < probability
    found = measured(probability, returned)
    assert found.n == 500 and found.returned_share == returned.mean()
    assert found.auc == pytest.approx(roc_auc_score(returned, probability))
    assert found.brier == pytest.approx(brier_score_loss(returned, probability))
    assert found.brier_error == pytest.approx(((probability - returned) ** 2).std() / np.sqrt(500))


def test_calibration_and_lift_by_hand():
    """Ten customers, one a bin: they are off by 0.1, 0.2 … and the highest one returned, as four of ten did."""
    probability = np.array([0.1, 0.2, 0.3, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9])
    returned = np.array([0, 0, 0, 0, 0, 0, 1, 1, 1, 1], bool)
    found = measured(probability, returned)
    assert found.ece == pytest.approx((0.1 + 0.2 + 0.3 + 0.4 + 0.45 + 0.5 + 0.4 + 0.3 + 0.2 + 0.1) / 10)
    assert (found.auc, found.lift_top_decile) == (1, 2.5)


def test_customers_of_one_probability_share_what_came_whatever_their_order():
    probability, returned = np.full(40, 0.25), np.arange(40) < 10
    for order in (np.arange(40), np.arange(40)[::-1]):
        found = measured(probability[order], returned[order])
        assert (found.auc, found.ece, found.lift_top_decile) == (0.5, 0, 1)
        assert [bin.returned for bin in reliability(probability, returned[order])] == [0.25] * 10
        assert list(gains(probability, returned[order], 4)[1]) == [0, 0.25, 0.5, 0.75, 1]


def test_the_calibration_error_of_right_probabilities_is_the_one_by_chance():
    chance = np.random.default_rng(1)
    found = []
    for _shop in range(200):
        probability = chance.uniform(0.2, 0.8, 1_000)
        found.append(measured(probability, chance.uniform(size=1_000) < probability))
    assert np.mean([one.ece for one in found]) == pytest.approx(np.mean([one.ece_by_chance for one in found]), rel=0.03)


def test_where_nobody_returned_there_is_no_area():
    found = measured(np.array([0.1, 0.2]), np.array([False, False]))
    assert np.isnan(found.auc) and np.isnan(found.lift_top_decile) and found.brier == pytest.approx(0.025)


def test_the_standard_error_of_an_area_is_how_much_it_varies():
    chance = np.random.default_rng(2)
    found = []
    for _shop in range(300):
        happened = chance.uniform(size=400) < 0.3
        found.append(auc(chance.normal(size=400) + happened, happened))
    errors = [np.sqrt((influence**2).sum()) for _area, influence in found]
    assert np.mean(errors) == pytest.approx(np.std([area for area, _influence in found]), rel=0.1)


def test_a_gain_over_windows_of_the_same_customers_is_no_surer_than_over_one():
    chance = np.random.default_rng(2)
    ids, happened = [f"c{n}" for n in range(300)], chance.uniform(size=300) < 0.4
    window = (ids, chance.normal(size=300) + happened, chance.normal(size=300), happened)
    gain, error = mean_gain([window])
    assert mean_gain([window, window]) == pytest.approx((gain, error))
    others = ([f"d{n}" for n in range(300)], *window[1:])
    assert mean_gain([window, others]) == pytest.approx((gain, error / np.sqrt(2)))


# Windows


def test_windows_are_as_long_as_the_horizon_and_half_overlap():
    told = returning.windows(Filters(), date(2010, 12, 1), date(2011, 9, 10), 90)
    assert [(window.starts_on, window.days) for window in told] == [
        (date(2011, 6, 12), 90),
        (date(2011, 4, 28), 90),
        (date(2011, 3, 14), 90),
    ]
    assert told[0].features.parameters["as_of"] == date(2011, 6, 12)
    assert told[0].returns.parameters["as_of"] == date(2011, 9, 10)
    assert told[0].returns.parameters["returned_from"] == date(2011, 6, 12)


def test_in_a_young_shop_windows_are_shorter_than_the_horizon_and_the_longest_tells_the_growth():
    told = returning.windows(Filters(), date(1997, 1, 1), date(1997, 10, 1), 273)
    assert [(str(window.starts_on), window.days) for window in told] == [
        ("1997-07-02", 91),
        ("1997-05-17", 91),
        ("1997-04-01", 91),
    ]
    (longest,) = returning.longer(Filters(), date(1997, 1, 1), date(1997, 10, 1), 273)
    assert (str(longest.starts_on), longest.days) == ("1997-04-01", 183)
    assert list(returning.longer(Filters(), date(1997, 1, 1), date(1997, 10, 1), 90)) == []


@pytest.mark.parametrize(("days_known", "windows"), [(149, 0), (150, 2)])
def test_a_shop_that_is_too_young_has_no_windows(days_known, windows):
    as_of = date(2024, 1, 1) + timedelta(days=days_known)
    assert len(returning.windows(Filters(), date(2024, 1, 1), as_of, 90)) == windows


def test_neither_the_period_nor_a_segment_decides_who_came_back():
    asked = Filters(as_of=date(2025, 1, 1), since=date(2024, 6, 1), until=date(2024, 6, 2), countries=("DE",))
    window = returning.window(asked, date(2024, 7, 1), 90)
    for query in (window.features, window.returns):
        assert query.parameters["since"] is None and query.parameters["until"] is None
        assert query.parameters["country"] == "\nDE\n"


def test_a_slow_delivery_is_one_of_the_figures_and_an_unknown_one_is_as_slow_as_half():
    window = shop(4)
    window.known.customers["slowness"] = [0.8, 0, np.nan, 0.25]
    assert list(window.known.regressors[:, -1]) == [0.8, 0, 0.5, 0.25]


# No look ahead


def told_before(case, day):
    """A shop as it was on a day: nothing that happened on it or later."""
    logs = {"feedback": "given_at", "events": "happened_at", "refunds": "refunded_at"}
    keep = {log: tuple(row for row in case.log.get(log, ()) if (row[at] or day) < day) for log, at in logs.items()}
    orders = tuple(
        row | {at: row.get(at) if (row.get(at) or day) < day else None for at in ("shipped_at", "delivered_at")}
        for row in case.orders
        if row["ordered_at"] < day
    )
    return replace(case, orders=orders, log={**case.log, **keep})


def sees_ahead(query, case, day):
    """Whether an answer changes with what happened on a day or later."""
    store = MemoryStore()
    answers = []
    for shop_then in (case, told_before(case, day)):
        store.fill(shop_then)
        answers.append(DuckDBEngine(store).answer(query))
    return not answers[0].equals(answers[1])


@pytest.mark.parametrize("seed", range(5))
def test_what_is_learned_from_does_not_see_the_window(seed):
    case = busy_shop(seed)
    refunds = tuple(
        {"shop": "Corner", "platform": "etsy", "order_id": str(number), "refunded_at": f"2024-0{1 + number % 3}-28"}
        for number in range(50)
    )
    # A review of an order that is still to come, as chance may have it, is known by an order that is not.
    said = tuple(row for row in case.log["feedback"] if row["order_id"] is None)
    case = replace(case, log={**case.log, "refunds": refunds, "feedback": said})
    window = returning.window(Filters(), date(2024, 2, 28), 30)
    assert not sees_ahead(window.features, case, "2024-02-28")
    # The guard itself can say no: these features were asked for on the last day of the window.
    assert sees_ahead(returning.features(Filters(), date(2024, 3, 29), 30), case, "2024-02-28")


def test_a_trial_learns_only_from_windows_that_were_over():
    """Windows that overlap the one that is tried are poisoned: were they learned from, all would be turned round."""
    poisoned = windows_of(400, law=lambda known: known["silence_days"] / 300)
    sound = windows_of(400)
    mixed = [sound[0], poisoned[1], *sound[2:]]
    assert Returning().fit(mixed).trials_[0].told[RULE] == pytest.approx(
        Returning().fit([sound[0], sound[1], *sound[2:]]).trials_[0].told[RULE]
    )


# Levels


def test_the_season_of_the_year_before_is_carried_over():
    """Half as many return from March on as from any other day; a year later so they are expected to."""

    def level(place):
        return 0.3 if place in (0, 8) else 0.6

    starts = [FIRST - timedelta(days=45 * place) for place in range(1, 12)]
    windows = [
        shop(2_000, start, seed=place, law=lambda known, place=place: np.full(len(known), level(place)))
        for place, start in enumerate(starts, start=1)
    ]
    target = shop(2_000, FIRST, seed=99)
    score = METHODS[RULE](windows, {})
    told = at_share(score(target), expected_share(score, windows, target)).mean()
    # The latest known window (0.6), a year before it (0.6), and a year before the target (0.3).
    assert told == pytest.approx(0.3, abs=0.04)
    without = expected_share(score, windows[:5], target)
    assert without == pytest.approx(0.6, abs=0.03)


def test_longer_windows_grow_by_the_power_that_the_longest_one_shows():
    """Of all 32 % return in 90 days and 1 − 0.68² in four times as long: the root of the days."""
    windows = [shop(4_000, seed=n, law=lambda known: np.full(len(known), 0.32)) for n in (1, 2)]
    longest = shop(4_000, days=360, seed=3, law=lambda known: np.full(len(known), 1.0))
    after = np.where(np.arange(4_000) < 1_280, 10.0, np.where(np.arange(4_000) < 2_150, 200.0, np.nan))
    longest = Window(longest.starts_on, 360, longest.known, after)
    score = METHODS[RULE](windows, {})
    told = expected_share(score, windows, shop(10, days=810, seed=4).within(810), longest)
    base = expected_share(score, windows, shop(10, seed=4))
    power = np.log(np.log(1 - 2_150 / 4_000) / np.log(1 - 0.32)) / np.log(4)
    assert power == pytest.approx(0.5, abs=0.01)
    assert told == pytest.approx(1 - (1 - base) ** (9**power))


def test_a_level_makes_the_mean_what_it_was():
    window = shop(1_000)
    score = METHODS[RULE]([window], {})
    level = level_of(score, [window], shop(10, FIRST + timedelta(days=90)))
    assert (1 / (1 + np.exp(-score(window) - level))).mean() == pytest.approx(window.returned.mean())


def test_a_slope_undoes_what_spread_too_far():
    chance = np.random.default_rng(6)
    log_odds = chance.normal(size=20_000)
    returned = chance.uniform(size=20_000) < 1 / (1 + np.exp(-log_odds))
    assert slope([(1 / (1 + np.exp(-2 * log_odds)), returned)]) == pytest.approx(0.5, abs=0.03)
    assert slope([]) == 1


# Verdicts


def test_where_only_the_silence_tells_the_rule_stays():
    found = Returning().fit(windows_of(600))
    assert (found.verdict_, found.method_, found.why_.template) == ("rule", RULE, RULE_STAYS)
    target = shop(500, FIRST + timedelta(days=90), seed=77)
    told = found.probabilities(target)
    assert (np.argsort(told) == np.argsort(-target.known.figures("silence_days"))).mean() > 0
    assert measured(told, target.returned).ece < 0.06


def test_where_more_than_the_silence_tells_a_model_is_used():
    found = Returning().fit(windows_of(600, law=lambda known: 0.1 + 0.8 * known["visit_days"]))
    assert (found.verdict_, found.method_) == ("model", "logistic")
    gain, error = found.gains_["logistic"]
    assert gain > 0.25 > error > 0
    rows = found.backtest(found.trials_)
    assert set(rows["method"]) == set(METHODS) and list(rows["used"]) == list(rows["method"] == "logistic")
    assert rows["cutoff"].nunique() == len(found.trials_) == 2


def test_the_same_shop_gives_the_same_probabilities():
    target = shop(300, FIRST + timedelta(days=90), seed=77)
    one, other = (Returning().fit(windows_of(400)).tried_on(target).told for _run in range(2))
    assert all((one[name] == other[name]).all() for name in METHODS)


def test_probabilities_grow_with_the_days():
    target = shop(300, FIRST + timedelta(days=90), seed=77)
    told = Returning().fit(windows_of(400)).within(target, (30, 60, 90))
    assert list(told.columns) == [30, 60, 90]
    assert (told.diff(axis=1).iloc[:, 1:] >= 0).all().all()
    assert 0 < told[30].mean() < told[60].mean() < told[90].mean() < 1


@pytest.mark.parametrize(("customers", "share"), [(99, 0.5), (600, 0.01), (600, 0.99)])
def test_few_customers_are_not_enough(customers, share):
    found = Returning().fit(windows_of(customers, law=lambda known: np.full(len(known), share)))
    assert (found.verdict_, found.method_, found.why_.template) == ("not_enough_evidence", None, TOO_FEW)
    assert np.isnan(found.probabilities(shop(5))).all()
    assert found.backtest(found.trials_).empty


def test_without_windows_it_declines_and_with_one_nothing_is_tried():
    assert Returning().fit([]).why_.template == TOO_YOUNG
    found = Returning().fit(windows_of(400, number=1))
    assert (found.verdict_, found.method_, found.why_.template) == ("rule", RULE, UNTRIED)


# The public data sets

BENCHMARKS = {
    "cdnow": ("CDNOW_sample.txt", date(1997, 10, 1), 273, Filters(free_orders="count"), 0.775, 0.771),
    "online_retail": ("online_retail.csv.gz", date(2011, 9, 10), 90, Filters(), 0.745, 0.683),
    "online_retail_ii": ("online_retail_II.csv.gz", date(2011, 9, 10), 90, Filters(), 0.80, 0.763),
}
"""File, cut-off, days, filters, the area to reach, and that of the days since the last order alone."""


@pytest.mark.heavy
@pytest.mark.real
@pytest.mark.parametrize("name", BENCHMARKS)
def test_public_shops_learned_before_the_cut_off(name, real_data, tmp_path):
    file, cutoff, days, filters, wanted, of_recency = BENCHMARKS[name]
    store = Store.open(tmp_path / "store.duckdb")
    import_file(store, real_data / "orders" / file, ImportOptions())
    engine = DuckDBEngine(store)

    def seen(window):
        return Window.of(window.starts_on, window.days, engine.answer(window.features), engine.answer(window.returns))

    with store.cursor() as cursor:
        (first_on,) = cursor.execute("SELECT MIN(ordered_on) FROM orders WHERE kind = 'sale'").fetchone()
    windows = list(map(seen, returning.windows(filters, first_on, cutoff, days)))
    longest = next(map(seen, returning.longer(filters, first_on, cutoff, days)), None)
    assert all(window.ends_on <= cutoff for window in (*windows, *([longest] if longest else [])))
    found = Returning().fit(windows, longest)
    rows = found.backtest([found.tried_on(seen(returning.window(filters, cutoff, days)))]).set_index("method")
    store.close()
    assert found.verdict_ == "model"
    assert round(rows.loc[RULE, "auc"], 3) == of_recency
    (used,) = rows[rows["used"]].to_dict("records")
    assert used["auc"] >= wanted and used["ece"] <= 0.03
    if name == "cdnow":
        published = {"bg_nbd": 0.773, "pareto_nbd": 0.779, "frequency": 0.758}
        assert {method: rows.loc[method, "auc"] for method in published} == pytest.approx(published, abs=0.002)
