"""What goes with leaving: a difference by hand, how often its interval holds, and each customer's reasons."""

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import pandas as pd
import pytest

from crm_analysis.analysis import returning
from crm_analysis.analysis.filters import Filters
from crm_analysis.engines.duckdb import DuckDBEngine
from crm_analysis.models.returning import Window
from crm_analysis.models.returning.causes import FACTORS, Causes, risk_difference
from questions_support import MemoryStore, number
from test_returning import FIRST, shop, windows_of


def error(moved):
    return np.sqrt((moved**2).sum())


def test_a_difference_of_two_strata_by_hand():
    """Of a first stratum 1 of 2 with it and 3 of 4 without, of a second 0 of 3 with it and 1 of 3 without.

    Weights 2·4/6 = 4/3 and 3·3/6 = 3/2; differences −1/4 and −1/3: −(1/3 + 1/2) / (17/6) = −5/17.
    """
    stratum = np.array([0] * 6 + [1] * 6)
    exposed = np.array([1, 1, 0, 0, 0, 0, 1, 1, 1, 0, 0, 0], bool)
    happened = np.array([1, 0, 1, 1, 1, 0, 0, 0, 0, 1, 0, 0], float)
    assert risk_difference(stratum, exposed, happened)[0] == pytest.approx(-5 / 17)


def test_strata_without_both_say_nothing():
    difference, moved = risk_difference(np.array([0, 0, 1]), np.array([True, True, False]), np.ones(3))
    assert np.isnan(difference) and np.isnan(moved).all()


def test_the_interval_holds_the_difference_as_often_as_it_says():
    """Strata that differ by far more than what is asked for, and in which those with it are many or few."""
    chance = np.random.default_rng(8)
    held = 0
    for _shop in range(400):
        stratum = chance.integers(0, 12, 800)
        exposed = chance.uniform(size=800) < 0.1 + 0.05 * stratum
        happened = (chance.uniform(size=800) < 0.2 + 0.05 * stratum - 0.1 * exposed).astype(float)
        difference, moved = risk_difference(stratum, exposed, happened)
        held += abs(difference + 0.1) <= 1.96 * error(moved)
    assert 0.93 <= held / 400 <= 0.97


def known_of(**columns):
    """A window of four customers of whom some figures are given."""
    window = shop(4, seed=1)
    for name, values in columns.items():
        window.known.customers[name] = values
    return window


@pytest.mark.parametrize(
    ("factor", "columns", "has", "known"),
    [
        # Of those who came back, half had their second order within 20 days.
        (
            "late_second",
            {"second_after_days": [10, 20, 30, None]},
            [False, False, True, False],
            [True, True, True, False],
        ),
        ("refund", {"refund_share": [0, 0.1, 1, 0]}, [False, True, True, False], [True] * 4),
        # Two of five stars are low, three are not.
        ("low_rating", {"worst_rating": [0.4, 0.6, 1, None]}, [True, False, False, False], [True, True, True, False]),
        ("ticket", {"tickets": [0, 1, 2, 0]}, [False, True, True, False], [True] * 4),
        ("discount_only", {"discount_share": [0, 0.5, 1, 0.99]}, [False, False, True, False], [True] * 4),
        ("out_of_season", {"season": [0.4, 0.5, 3, None]}, [True, False, False, False], [True, True, True, False]),
        # Three of four deliveries of the shop took fewer days.
        ("slow_delivery", {"slowness": [0.74, 0.75, 0, None]}, [False, True, False, False], [True, True, True, False]),
    ],
)
def test_who_has_what_may_go_with_leaving(factor, columns, has, known):
    told = FACTORS[factor].known(known_of(**columns))
    assert [list(flags) for flags in told] == [has, known]


def test_every_factor_is_tried_above():
    tried = {"late_second", "refund", "low_rating", "ticket", "discount_only", "out_of_season", "slow_delivery"}
    assert set(FACTORS) == tried


def law(known):
    return 0.8 * np.exp(-known["silence_days"] / 100) - 0.15 * (known["refund_share"] > 0.5) + 0.15


def refunded(window):
    """Half of the customers got nothing back; of the others who returned was made less likely."""
    share = window.known.customers["refund_share"]
    window.known.customers["refund_share"] = share.where(share > 0.5, 0.0)
    window.known.customers["tickets"] = 0
    return window


def test_what_goes_with_leaving_is_found_and_what_does_not_is_not():
    windows = [refunded(window) for window in windows_of(1_500, law=law)]
    found = Causes.of(windows)
    effects = found.effects.set_index("factor")
    assert list(effects.index) == ["refund"]  # too few have any of the others
    row = effects.loc["refund"]
    assert row["low"] < -0.15 < row["high"] < 0
    target = refunded(shop(200, seed=50))
    reasons = pd.Series(found.reasons(target))
    given_back = target.known.figures("refund_share") > 0
    assert all("refund" in told for told in reasons[given_back])
    assert not any("refund" in told for told in reasons[~given_back])
    silent = target.known.figures("silence_days") > 200
    assert all(told[0] == "silence" for told in reasons[silent])
    just_here = target.known.figures("silence_days") < 20
    assert not any("silence" in told for told in reasons[just_here])


UNLUCKY = {
    "refund_share": (0.1, 0.0),
    "tickets": (1, 0),
    "discount_share": (1.0, 0.0),
    "worst_rating": (0.2, 1.0),
    "season": (0.1, 1.0),
}
"""Column → what whoever has the factor has there, and what others have."""


def drawn_by_lot(window, seed):
    """Factors that have nothing to do with who returns."""
    chance = np.random.default_rng(seed)
    for column, (unlucky, usual) in UNLUCKY.items():
        window.known.customers[column] = np.where(chance.random(len(window)) < 0.3, unlucky, usual)
    return window


def test_where_nothing_goes_with_leaving_hardly_any_shop_is_told_that_something_does():
    """Looked at each alone, one of five factors would be found in one shop of five."""
    surely, alone = 0, 0
    for seed in range(100):
        effects = Causes.of([drawn_by_lot(shop(1_500, seed=1_000 + seed), seed)]).effects
        assert len(effects) == len(UNLUCKY)
        surely += effects["sure"].any()
        alone += ((effects["low"] > 0) | (effects["high"] < 0)).any()
    assert surely <= 9 < 15 <= alone  # of 100 at one in twenty, ten or more are one case in thirty-five


def test_a_customer_in_several_windows_is_no_second_witness():
    windows = [refunded(window) for window in windows_of(600, number=1, law=law)]
    once, thrice = (Causes.of(windows * times).effects.iloc[0] for times in (1, 3))
    assert thrice["high"] - thrice["low"] == pytest.approx(once["high"] - once["low"], rel=0.01)


# Slow deliveries


def delivered(effect):
    """Every fifth delivery is slow, which makes so much less likely that somebody returns."""

    def law(known):
        chance = np.random.default_rng(int(known["silence_days"].sum()))
        known["slowness"] = chance.choice([0, 0.2, 0.4, 0.6, 0.8], len(known))
        return 0.8 * np.exp(-known["silence_days"] / 100) + 0.15 - effect * (known["slowness"] == 0.8)

    return law


def test_what_a_slow_delivery_costs_is_found_and_told_as_a_reason():
    windows = [without_refunds(window) for window in windows_of(1_500, law=delivered(0.15))]
    found = Causes.of(windows)
    (row,) = found.effects.to_dict("records")
    assert row["factor"] == "slow_delivery"
    assert row["low"] < -0.15 < row["high"] < 0
    target = without_refunds(shop(200, seed=50, law=delivered(0.15)))
    slow = target.known.figures("slowness") == 0.8
    assert ["slow_delivery" in told for told in found.reasons(target)] == list(slow)


def test_a_slow_delivery_that_costs_nothing_is_no_reason():
    found = Causes.of([without_refunds(window) for window in windows_of(1_500, law=delivered(0))])
    (row,) = found.effects.to_dict("records")
    assert row["low"] < 0 < row["high"]
    target = without_refunds(shop(200, seed=50, law=delivered(0)))
    assert not any("slow_delivery" in told for told in found.reasons(target))


def without_refunds(window):
    for column in ("refund_share", "tickets"):
        window.known.customers[column] = 0
    return window


RETURNS, MEAN_GAP, SLOW = 0.7, 12, 40
"""Chance of another order after a quick delivery, days until it comes, and days that a slow delivery takes."""


def lived(effect, seed, customers=2_500, days=730):
    """A shop's orders by day from its first; every fifth delivery is slow, which lowers the chance of another order.

    Quick deliveries take two to five days.
    """
    chance = np.random.default_rng(seed)
    orders = []
    for customer in range(customers):
        day = int(chance.integers(0, days))
        while day < days:
            took = int(chance.choice([2, 3, 4, 5, SLOW]))
            orders.append((f"c{customer}", day, day + took))
            if chance.uniform() >= RETURNS - effect * (took == SLOW):
                break
            day += int(chance.geometric(1 / MEAN_GAP))
    return pd.DataFrame(orders, columns=["customer_id", "ordered", "delivered"])


@dataclass(frozen=True)
class Foretold(Window):
    """A window with each customer's true chance to return in the place of what came."""

    chances: np.ndarray = None

    @property
    def returned(self):
        return self.chances


def foretold(window, orders, effect):
    """By the last order, its delivery, and that the customer has been silent since: gaps are geometric."""
    day = (window.starts_on - FIRST).days
    last = orders[orders["ordered"] < day].groupby("customer_id").last().loc[window.customer_ids]
    comes = RETURNS - effect * (last["delivered"] - last["ordered"] == SLOW).to_numpy()
    silence = (day - 1 - last["ordered"]).to_numpy()
    longer = (1 - 1 / MEAN_GAP) ** silence
    within = longer * (1 - (1 - 1 / MEAN_GAP) ** window.days)
    return Foretold(window.starts_on, window.days, window.known, chances=comes * within / (1 - comes + comes * longer))


def effects_in(orders, effect, windows=5):
    """What the store of such a shop tells of slow deliveries, and what would be told if chance played no part."""
    store = MemoryStore()
    with store.cursor() as cursor:
        cursor.register("lived", orders)
        cursor.execute(f"""
            INSERT INTO orders BY NAME
            SELECT
                'Corner' AS shop, 'etsy' AS platform, CAST(ROW_NUMBER() OVER () AS VARCHAR) AS order_id, customer_id,
                DATE '{FIRST}' + CAST(ordered AS INTEGER) AS ordered_on, CAST(ordered_on AS TIMESTAMP) AS ordered_at,
                CAST(DATE '{FIRST}' + CAST(delivered AS INTEGER) AS TIMESTAMP) AS delivered_at,
                'sale' AS kind, 1 AS sale_lines, 1 AS units, 10 AS gross_sales, 0 AS order_discount, 0 AS refunds,
                10 AS net_sales, 'EUR' AS currency, 'web' AS channel, 0 AS costed_share, 1 AS header_upload_id
            FROM lived
        """)
        number(cursor)
    engine = DuckDBEngine(store)
    asked = returning.windows(Filters(), FIRST, FIRST + timedelta(days=int(orders["ordered"].max()) + 1))[:windows]
    seen = [Window.of(w.starts_on, w.days, engine.answer(w.features), engine.answer(w.returns)) for w in asked]
    told, true = (
        Causes.of(windows).effects.set_index("factor").loc["slow_delivery"]
        for windows in (seen, [foretold(window, orders, effect) for window in seen])
    )
    return told, true["effect"]


@pytest.mark.parametrize("seed", [4, 5])
def test_in_a_shop_where_slow_deliveries_keep_people_away_the_store_tells_by_how_much(seed):
    told, true = effects_in(lived(0.4, seed), effect=0.4)
    assert told["low"] < true < told["high"] < 0


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_that_only_quick_deliveries_are_known_of_young_orders_misleads_nobody(seed):
    """Who ordered lately returns most: were young orders asked, the quick ones among them would seem to bring that."""
    told, true = effects_in(lived(0, seed), effect=0)
    assert told["low"] < 0 < told["high"]
    assert true == pytest.approx(0, abs=0.005)
