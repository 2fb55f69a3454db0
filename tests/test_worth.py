"""What customers are worth: expectations and their terms, ranges, and how all of it did on the past."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from scipy.stats import spearmanr

import histories
from crm_analysis.models import accuracy
from crm_analysis.models.purchases import BetaGeometric, ModifiedBetaGeometric, NegativeBinomial, ParetoNBD
from crm_analysis.models.spend import GammaGamma
from crm_analysis.models.tracking import tracked
from crm_analysis.models.worth import AVERAGE, MODELS, PAST_RATE, Terms, Window, Worth, on_the_past, ranges, tried
from crm_analysis.models.worth.trial import IN_WORDS, NO_MODEL, REACHES_FARTHER, TOO_FEW
from crm_analysis.models.worth.worth import DAYS_OF_A_STEP

LAWS = {
    "bg_nbd": (BetaGeometric, (0.243, 4.414, 0.793, 2.426)),
    "mbg_nbd": (ModifiedBetaGeometric, (0.525, 6.183, 0.891, 1.614)),
    "pareto_nbd": (ParetoNBD, (0.553, 10.578, 0.606, 11.669)),
    "nbd": (NegativeBinomial, (0.385, 12.07)),
}
CUSTOMERS = pd.DataFrame(
    {
        "customer_id": ["ann", "bob", "cat"],
        "x": [2, 0, 7],
        "t_x": [30.43, 0, 36],
        "T": [38.86, 30, 38],
        "mean_value": [22.35, np.nan, 60],
    }
)


def known(model, *params):
    """A model whose parameters are given."""
    made = model()
    made._learn_nothing(1_000)
    made.params_ = dict(zip(model.parameters, params, strict=True))
    return made


@pytest.fixture
def worth():
    """The laws of the CDNOW sample, in weeks and dollars."""
    purchases = {name: known(model, *params) for name, (model, params) in LAWS.items()}
    return Worth(CUSTOMERS, purchases, known(GammaGamma, 6.25, 3.74, 15.44))


def answer(x, t_x, age, mean_spend=20.0):
    """An answer of ``purchase_histories`` of customers in weeks, last seen on 1 January 2024."""
    days = np.round(7 * np.asarray(age)).astype(int)
    return pd.DataFrame(
        {
            "customer_id": [f"c{place}" for place in range(len(days))],
            "x": np.asarray(x).astype(int),
            "t_x": np.minimum(np.round(7 * np.asarray(t_x)), days).astype(int),
            "T": days,
            "repeat_sales": np.asarray(x) * mean_spend,
            "sales": (np.asarray(x) + 1) * mean_spend,
            "first_on": pd.Timestamp("2024-01-01") - pd.to_timedelta(days, "D"),
        }
    )


# Expectations


@pytest.mark.parametrize("name", LAWS)
def test_value_is_purchases_times_what_one_brings(worth, name):
    model = worth.purchases[name]
    told = worth.expected(273, name, Terms(margin=0.4))
    made = model.expected_purchases(39, CUSTOMERS["x"], CUSTOMERS["t_x"], CUSTOMERS["T"])
    each = worth.spend.expected_spend(CUSTOMERS["x"], CUSTOMERS["mean_value"].fillna(0))
    assert list(told["expected_orders"]) == pytest.approx(list(made))
    assert list(told["expected_value"]) == pytest.approx(list(0.4 * made * each))


def test_money_that_comes_later_is_worth_less(worth):
    """Of one month, half a month's discount; of a year, less than a whole one's and more than none."""
    for days, low, high in ((int(DAYS_OF_A_STEP), 1.1 ** (-0.5 / 12), 1), (365, 1 / 1.1, 1)):
        plain, less = (worth.expected(days, "bg_nbd", Terms(discount=rate)) for rate in (0, 0.1))
        ratio = less["expected_value"] / plain["expected_value"]
        assert ratio.between(low - 1e-12, high).all() and (ratio < 1).all()
        assert (less["expected_orders"] == plain["expected_orders"]).all()


def test_plain_rules_by_hand(worth):
    """Rates: 2 in 38.86 weeks, none in 30, 7 in 38; repeat purchases brought (2 · 22.35 + 7 · 60) / 9 on average."""
    rate, mean = worth.expected(70, PAST_RATE), worth.expected(70, AVERAGE)
    rates, of_all = np.array([2 / 38.86, 0, 7 / 38]), (2 * 22.35 + 7 * 60) / 9
    assert list(rate["expected_orders"]) == pytest.approx(list(10 * rates))
    assert list(rate["expected_value"]) == pytest.approx(list(10 * rates * [22.35, of_all, 60]))
    assert list(mean["expected_orders"]) == pytest.approx([10 * rates.mean()] * 3)
    assert list(mean["expected_value"]) == pytest.approx([10 * rates.mean() * of_all] * 3)


def test_rules_of_nobody_and_of_customers_of_today(worth):
    none = Worth(CUSTOMERS.head(0), worth.purchases, worth.spend)
    today = Worth(CUSTOMERS.head(1).assign(x=0, t_x=0.0, T=0.0, mean_value=np.nan), worth.purchases, worth.spend)
    for rule in (PAST_RATE, AVERAGE):
        assert none.expected(90, rule).empty
        assert list(today.expected(90, rule)["expected_orders"]) == [0]


def test_where_spend_is_in_doubt_customers_go_on_spending_as_so_far(worth):
    thin = Worth(CUSTOMERS, worth.purchases, GammaGamma().fit([], []))
    told = thin.expected(90, "bg_nbd")
    of_all = (2 * 22.35 + 7 * 60) / 9
    assert list(told["expected_value"] / told["expected_orders"]) == pytest.approx([22.35, of_all, 60])
    ranged = ranges(thin, 90, "bg_nbd").customers
    assert list(ranged["value_high"]) == pytest.approx(list(ranged["orders_high"] * [22.35, of_all, 60]))
    assert ["Gamma-Gamma" in str(doubt) for doubt in thin.doubts_of("bg_nbd")] == [True]
    assert thin.expected(90, None)["expected_orders"].isna().all()


@pytest.mark.parametrize("discount", [-1, -2])
def test_terms_that_cannot_be_are_refused(discount):
    with pytest.raises(ValueError, match="cannot be"):
        Terms(discount=discount)


# Ranges


@pytest.mark.parametrize("name", LAWS)
def test_futures_that_are_drawn_have_the_mean_that_is_expected(name):
    model, params = LAWS[name]
    made, chance = known(model, *params), np.random.default_rng(1)
    history = ([2, 0, 7, 30], [30.43, 0, 36, 38], [38.86, 30, 38, 39])
    drawn = made.drawn_purchases(52, *history, draws=40_000, chance=chance)
    expected = made.expected_purchases(52, *history)
    error = drawn.std(axis=0) / np.sqrt(len(drawn))
    assert (np.abs(drawn.mean(axis=0) - expected) < 4 * error).all(), (drawn.mean(axis=0), expected)


def test_spend_that_is_drawn_has_the_mean_that_is_expected():
    spend, chance = known(GammaGamma, 6.25, 3.74, 15.44), np.random.default_rng(2)
    purchases = np.tile([3.0, 1.0, 0.0], (60_000, 1))
    drawn = spend.drawn_spend(purchases, [2, 0, 7], [22.35, 0, 60], chance)
    each = spend.expected_spend([2, 0, 7], [22.35, 0, 60])
    assert drawn.mean(axis=0) == pytest.approx([3 * each[0], each[1], 0], rel=0.03)


@pytest.mark.heavy
@pytest.mark.parametrize("law", ["BG/NBD", "Pareto/NBD"])
def test_eight_of_ten_futures_lie_in_the_range(law):
    """Orders are whole, so that more than eight in ten do; the sum of all customers in eight of ten shops or so."""
    name, params = ("bg_nbd", (0.8, 8.0, 1.0, 3.0)) if law == "BG/NBD" else ("pareto_nbd", (0.8, 8.0, 0.7, 20.0))
    inside, sums = [], []
    for seed in range(10):
        x, t_x, age = histories.simulated(law, params, 1_500, seed)
        customers = answer(x, t_x, age).assign(mean_value=20.0, t_x=t_x, T=age)
        model = LAWS[name][0]().fit(x, t_x, age)
        told = ranges(Worth(customers, {name: model}, GammaGamma().fit([], [])), 140, name)
        future = known(LAWS[name][0], *params).drawn_purchases(20, x, t_x, age, 1, np.random.default_rng(100 + seed))[0]
        lies = (future >= told.customers["orders_low"]) & (future <= told.customers["orders_high"])
        inside.append(lies.mean())
        sums.append(told.orders[0] <= future.sum() <= told.orders[1])
    assert 0.8 <= np.mean(inside) <= 0.97
    assert sum(sums) >= 6


def test_ranges_are_the_same_each_time_and_blank_for_rules(worth):
    once, again = (ranges(worth, 365, "bg_nbd", Terms(margin=0.5)) for _time in range(2))
    pd.testing.assert_frame_equal(once.customers, again.customers)
    plain = ranges(worth, 365, "bg_nbd")
    assert list(once.customers["value_high"]) == pytest.approx(list(0.5 * plain.customers["value_high"]))
    assert ranges(worth, 365, PAST_RATE).customers.isna().all(axis=None)
    assert ranges(worth, 365, None).customers.isna().all(axis=None)


# How near it came


def test_accuracy_by_hand():
    expected, came = np.array([4.0, 2.0, 0.0, 2.0]), np.array([10.0, 0.0, 0.0, 0.0])
    assert accuracy.total_error(expected, came) == pytest.approx(-0.2)
    assert accuracy.mean_absolute_error(expected, came) == pytest.approx((6 + 2 + 0 + 2) / 4)
    assert accuracy.normalised_gini(expected, came) == pytest.approx(1)
    assert accuracy.spearman(expected, came) == pytest.approx(spearmanr(expected, came).statistic)
    # Both who ordered and who did not are expected alike: by chance.
    assert accuracy.normalised_gini(np.ones(4), came) == pytest.approx(0)
    assert accuracy.normalised_gini(-came, came) == pytest.approx(-1)
    told = accuracy.deciles(expected, came)
    assert list(told["customers"]) == [1, 1, 1, 1]
    assert list(told["expected"]) == [4, 2, 2, 0] and list(told["came"]) == [10, 0, 0, 0]


def test_accuracy_where_nothing_came_or_nobody_is_there():
    for expected, came in ((np.ones(3), np.zeros(3)), (np.zeros(0), np.zeros(0))):
        assert np.isnan(accuracy.total_error(expected, came))
        assert np.isnan(accuracy.normalised_gini(expected, came))
        assert np.isnan(accuracy.spearman(expected, came))
    assert accuracy.deciles(np.zeros(0), np.zeros(0))["customers"].sum() == 0


# The past


def shop_of(law, params, seed, customers=3_000):
    """Histories until week 30 of customers won in the first ten weeks, and what they ordered in 20 weeks more."""
    chance = np.random.default_rng(seed)
    x, t_x, age = histories.simulated(law, params, customers, seed)
    before = answer(x, t_x, age)
    model = known({"BG/NBD": BetaGeometric, "Pareto/NBD": ParetoNBD}[law], *params)
    orders = model.drawn_purchases(20, x, t_x, age, 1, chance)[0]
    after = before.assign(x=orders.astype(int) - 1, sales=20.0 * orders)[orders > 0]
    return before, after


def test_a_model_that_is_true_wins():
    before, after = shop_of("BG/NBD", (0.5, 6.0, 1.0, 2.0), seed=1)
    trial = tried(Worth.of(before), after, Window(date(2024, 1, 2), 140))
    assert trial.verdict == "model" and trial.used in ("bg_nbd", "mbg_nbd", "pareto_nbd")
    rows = trial.methods.set_index("method")
    assert abs(rows.loc[trial.used, "total_error"]) < 0.15
    assert rows.loc[PAST_RATE, "deviance"] > rows.loc[trial.used, "deviance"]
    assert trial.methods["used"].sum() == 1
    assert 0.8 < trial.in_range <= 1
    x = trial.by_repeats(trial.used)
    assert x["customers"].sum() == 3_000 and list(x["x"]) == list(range(8))
    assert trial.deciles(trial.used)["customers"].sum() == 3_000


def test_a_rule_stays_where_no_model_beats_it_by_more_than_chance():
    """Everybody ordered as often again as before: what no model expects, who draws all to the mean."""
    chance = np.random.default_rng(3)
    x = chance.integers(0, 9, 600)
    before = answer(x, np.where(x > 0, 19.0, 0), np.full(600, 20.0))
    after = before.assign(x=x - 1, sales=20.0 * x)[x > 0]
    trial = tried(Worth.of(before), after, Window(date(2024, 1, 2), 140))
    assert (trial.verdict, trial.used) == ("rule", PAST_RATE)
    assert trial.why[-1].template == IN_WORDS[PAST_RATE]


def test_a_model_that_is_in_doubt_today_is_not_used_however_well_it_did():
    before, after = shop_of("BG/NBD", (0.5, 6.0, 1.0, 2.0), seed=1)
    window = Window(date(2024, 1, 2), 140)
    best = tried(Worth.of(before), after, window).used
    trial = tried(Worth.of(before), after, window, {*MODELS} - {best})
    assert trial.used in {*MODELS} - {best} and best not in set(trial.methods["method"])
    none = tried(Worth.of(before), after, window, ())
    assert (none.verdict, none.why[0].template) == ("rule", NO_MODEL)


@pytest.mark.parametrize(("horizon", "farther"), [(64, False), (65, True)])
def test_it_is_said_where_more_days_are_asked_for_than_could_be_tried(horizon, farther):
    """32 of 64 days are kept back."""
    known, after = shop_of("BG/NBD", (0.5, 6.0, 1.0, 2.0), seed=2, customers=400)
    told = on_the_past(answer([0, 1], [0, 2], [9, 5]), horizon, lambda window: (known, after)).why
    assert [reason.facts for reason in told if reason.template == REACHES_FARTHER] == farther * [
        {"days": 32, "horizon": horizon}
    ]


def test_few_customers_are_not_tried():
    before = answer([0, 1, 2], [0, 3, 5], [9, 9, 9])
    trial = tried(Worth.of(before), before.head(0), Window(date(2024, 1, 2), 30))
    assert (trial.verdict, trial.used) == ("not_enough_evidence", None)
    (why,) = trial.why
    assert why.template == TOO_FEW and (why.facts["customers"], why.facts["cutoff"]) == (3, date(2024, 1, 2))
    assert on_the_past(before.head(0), 365, lambda window: (before, before)).verdict == "not_enough_evidence"


@pytest.mark.parametrize(("asked", "cutoff", "days"), [(365, date(2023, 12, 1), 32), (10, date(2023, 12, 23), 10)])
def test_at_most_half_of_what_is_known_is_kept_back(asked, cutoff, days):
    """64 days from 30 October 2023 to 1 January 2024, both counted."""
    assert Window.of(answer([0, 1], [0, 2], [9, 5]), asked) == Window(cutoff, days)


def test_the_days_kept_back_are_not_seen():
    """A history is asked as of the cutoff: whatever comes later changes nothing that is expected."""
    asked = []
    before, after = shop_of("BG/NBD", (0.5, 6.0, 1.0, 2.0), seed=2, customers=400)

    def past(window):
        asked.append(window)
        return before, after

    one = on_the_past(before, 365, past)
    more = on_the_past(before, 365, lambda window: (before, after.assign(sales=after["sales"] * 9)))
    assert asked == [Window.of(before, 365)]
    expected = [column for column in one.customers if column.endswith(("_orders", "_value"))]
    pd.testing.assert_frame_equal(one.customers[expected], more.customers[expected])


@pytest.mark.real
def test_the_forecast_table_of_cdnow(real_data):
    """REFERENCE: 1,653 and 1,666 of 1,882 purchases; $59,932 of $70,976, Gini .638, Spearman .426 by BG/NBD."""
    cdnow = histories.cdnow(real_data)
    before = answer(cdnow["x"], cdnow["t_x"], cdnow["age"]).assign(
        repeat_sales=(cdnow["x"] * cdnow["mean_spend"]).to_numpy()
    )
    came = (cdnow["bought"] > 0).to_numpy()
    after = before.assign(x=cdnow["bought"].astype(int) - 1, sales=cdnow["spent"])[came]
    trial = tried(Worth.of(before), after, Window(date(1997, 10, 1), 273))
    rows = trial.methods.set_index("method")
    assert rows.loc["bg_nbd", "orders_expected"] == pytest.approx(1_653, rel=0.01)
    assert rows.loc["pareto_nbd", "orders_expected"] == pytest.approx(1_666, rel=0.01)
    assert (rows["orders_made"] == 1_882).all()
    assert rows.loc["bg_nbd", "total_error"] == pytest.approx(59_932 / 70_976 - 1, abs=0.01)
    assert rows.loc["bg_nbd", "gini"] == pytest.approx(0.638, abs=2e-3)
    assert rows.loc["bg_nbd", "spearman"] == pytest.approx(0.426, abs=2e-3)
    assert trial.used == "pareto_nbd"


def test_tracking_by_hand():
    """NBD of r = 2, α = 4 expects t/2 of each: two customers won on day 0, one on day 14."""
    days = pd.DataFrame(
        {
            "purchased_on": pd.to_datetime(["2024-01-01", "2024-01-15", "2024-02-12"]),
            "firsts": [2, 1, 0],
            "repeats": [0, 1, 3],
        }
    )
    course = tracked(days, known(NegativeBinomial, 2, 4), pd.Timestamp("2024-02-26"))
    assert list(course.iloc[0]) == [pd.Timestamp("2024-01-01"), 0, 0]
    assert list(course.iloc[-1]) == [pd.Timestamp("2024-02-26"), 4, pytest.approx(2 * 8 / 2 + 6 / 2)]
    middle = course.set_index("day").loc["2024-01-29"]
    assert list(middle) == [1, pytest.approx(2 * 4 / 2 + 2 / 2)]
