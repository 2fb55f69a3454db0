"""What goes with leaving: a difference by hand, how often its interval holds, and each customer's reasons."""

import numpy as np
import pandas as pd
import pytest

from crm_analysis.models.returning.causes import FACTORS, Causes, risk_difference
from test_returning import shop, windows_of


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
    ],
)
def test_who_has_what_may_go_with_leaving(factor, columns, has, known):
    told = FACTORS[factor].known(known_of(**columns))
    assert [list(flags) for flags in told] == [has, known]


def test_every_factor_is_tried_above():
    assert set(FACTORS) == {"late_second", "refund", "low_rating", "ticket", "discount_only", "out_of_season"}


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


def test_a_customer_in_several_windows_is_no_second_witness():
    windows = [refunded(window) for window in windows_of(600, number=1, law=law)]
    once, thrice = (Causes.of(windows * times).effects.iloc[0] for times in (1, 3))
    assert thrice["high"] - thrice["low"] == pytest.approx(once["high"] - once["low"], rel=0.01)
