"""Kaplan–Meier curves, their quartiles, the ladder and the log-rank test: published examples, SciPy, and by hand."""

import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from crm_analysis.models.survival import (
    FEWEST_AT_RISK,
    LogRank,
    curves,
    day_of,
    kaplan_meier,
    ladder,
    log_rank,
    share_by,
    summary,
)

# Freireich et al. 1963, Blood 21, 699-716: weeks of remission of leukaemia, the data of Cox 1972 and of most books.
TREATED = ([6, 6, 6, 7, 10, 13, 16, 22, 23], [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35])
PLACEBO = ([1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23], [])

# The example of scipy.stats.logrank: weeks of survival with two kinds of glioma.
ASTROCYTOMA = ([6, 13, 21, 30, 37, 38, 49, 50, 63, 79, 86, 98, 202, 219], [31, 47, 80, 82, 82, 149])
GLIOBLASTOMA = (
    [10, 10, 12, 13, 14, 15, 16, 17, 18, 20, 24, 24, 25, 28, 30, 33, 35, 37, 40, 40, 46, 48, 76, 81, 82, 91, 112, 181],
    [34, 40, 70],
)


def times(happened, not_yet=(), group=""):
    """One row per person, as a frame of times may have it."""
    return pd.DataFrame(
        [{"slice": group, "days": day, "ordered_again": 1, "not_yet": 0} for day in happened]
        + [{"slice": group, "days": day, "ordered_again": 0, "not_yet": 1} for day in not_yet],
        columns=["slice", "days", "ordered_again", "not_yet"],
    )


def random_times(seed, customers=300, group="", scale=60.0):
    chance = np.random.default_rng(seed)
    waits, seen = chance.exponential(scale, customers).astype(int), chance.integers(0, 120, customers)
    return times(waits[waits <= seen], seen[waits > seen], group)


def test_leukaemia_treated_as_in_the_books():
    curve = kaplan_meier(times(*TREATED))
    events = curve[curve["ordered_again"] > 0]
    assert list(events["days"]) == [6, 7, 10, 13, 16, 22, 23]
    assert list(events["at_risk"]) == [21, 17, 15, 12, 11, 7, 6]
    waiting = [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448]
    assert list((1 - events["share"]).round(3)) == waiting
    # By hand: 1 − 3/21, and with 1/17 less.
    assert (1 - events["share"]).iloc[0] == pytest.approx(18 / 21)
    assert (1 - events["share"]).iloc[1] == pytest.approx(18 / 21 * 16 / 17)
    assert (day_of(curve, 0.25), day_of(curve, 0.5), day_of(curve, 0.75)) == (13, 23, None)


def test_leukaemia_placebo_has_no_censoring_and_reaches_everybody():
    curve = kaplan_meier(times(*PLACEBO))
    assert (day_of(curve, 0.25), day_of(curve, 0.5), day_of(curve, 0.75)) == (4, 8, 12)
    assert curve["share"].iloc[-1] == pytest.approx(1)
    assert math.isnan(curve["share_low"].iloc[-1])


def test_leukaemia_log_rank_as_in_the_books():
    test = log_rank(pd.concat([times(*TREATED, "6-MP"), times(*PLACEBO, "placebo")]))
    assert isinstance(test, LogRank)
    assert (round(test.statistic, 2), test.degrees) == (16.79, 1)
    assert test.p_value == pytest.approx(4.17e-5, rel=1e-2)
    assert list(test.groups["slice"]) == ["6-MP", "placebo"]
    assert list(test.groups["customers"]) == [21, 21]
    assert list(test.groups["ordered_again"]) == [9, 21]
    assert list(test.groups["expected"].round(2)) == [19.25, 10.75]


def test_the_librarys_published_example():
    test = log_rank(pd.concat([times(*ASTROCYTOMA, "a"), times(*GLIOBLASTOMA, "g")]))
    assert test.statistic == pytest.approx(2.73799**2, rel=1e-5)
    assert round(test.p_value, 5) == 0.00618


def test_the_curve_is_the_librarys_with_its_band():
    frame = random_times(seed=1)
    happened, left = (frame.loc[frame[name] > 0, "days"] for name in ("ordered_again", "not_yet"))
    theirs = stats.ecdf(stats.CensoredData(uncensored=happened, right=left))
    band = theirs.sf.confidence_interval(method="log-log")
    ours = kaplan_meier(frame)
    assert list(ours["days"]) == list(theirs.sf.quantiles)
    assert list(1 - ours["share"]) == pytest.approx(list(theirs.sf.probabilities))
    assert list(1 - ours["share_high"]) == pytest.approx(list(band.low.probabilities), nan_ok=True)
    assert list(1 - ours["share_low"]) == pytest.approx(list(band.high.probabilities), nan_ok=True)


@pytest.mark.parametrize("seed", range(5))
def test_two_groups_are_tested_as_the_library_does(seed):
    groups = [random_times(seed, group="a"), random_times(seed + 50, 200, group="b", scale=75)]
    sides = [
        stats.CensoredData(
            uncensored=frame.loc[frame["ordered_again"] > 0, "days"], right=frame.loc[frame["not_yet"] > 0, "days"]
        )
        for frame in groups
    ]
    theirs = stats.logrank(*sides)
    ours = log_rank(pd.concat(groups))
    assert ours.statistic == pytest.approx(theirs.statistic**2)
    assert ours.p_value == pytest.approx(theirs.pvalue)


def test_groups_that_are_alike_are_told_apart_no_more_often_than_chance():
    """Three groups from one law: p below 0.05 in 5 % of 200 shops, give or take three standard errors."""
    found = 0
    for seed in range(200):
        frame = random_times(seed)
        frame["slice"] = np.random.default_rng(seed + 1000).choice(["a", "b", "c"], len(frame))
        found += log_rank(frame).p_value < 0.05
    assert 1 <= found <= 19


def test_nothing_to_compare():
    assert log_rank(times([], [])) is None
    assert log_rank(times([1, 2], [3], "a")) is None
    assert log_rank(pd.concat([times([], [3], "a"), times([], [4], "b")])) is None


def test_a_group_of_one_customer_who_was_never_seen_again():
    test = log_rank(pd.concat([times([1, 2, 3], [5, 5], "a"), times([], [0], "b")]))
    assert test.p_value == pytest.approx(1)
    assert list(test.groups["expected"]) == [3, 0]


def test_three_customers_by_hand():
    """Back after 2 days, unseen after 2, back after 4: at risk 3, then 1; 1/3, then everybody."""
    curve = kaplan_meier(times([2, 4], [2]))
    assert list(curve["at_risk"]) == [3, 1]
    assert list(curve["share"]) == pytest.approx([1 / 3, 1])
    assert share_by(curve, 1) == 0
    assert share_by(curve, 3) == pytest.approx(1 / 3)
    assert share_by(curve, 5) is None


def test_counts_are_as_good_as_single_rows():
    single = random_times(seed=3)
    counted = single.groupby(["slice", "days"], as_index=False).sum()
    pd.testing.assert_frame_equal(kaplan_meier(single), kaplan_meier(counted))


def test_the_order_of_rows_changes_nothing():
    frame = pd.concat([random_times(4, group="a"), random_times(5, group="b")])
    pd.testing.assert_frame_equal(curves(frame), curves(frame.sample(frac=1, random_state=1)))


def test_exactly_half_is_the_median():
    assert day_of(kaplan_meier(times([1] * 49 + [7], [9] * 50)), 0.5) == 7
    assert day_of(kaplan_meier(times([1] * 49, [9] * 51)), 0.5) is None


def test_a_summary_leaves_blank_what_nobody_has_lived_through():
    told = summary(pd.concat([times([10, 40], [100, 100], "a"), times([], [200], "b")])).set_index("slice")
    a = told.loc["a"]
    assert (a["customers"], a["ordered_again"], a["days_25"], a["days_50"]) == (4, 2, 10, 40)
    assert (a["share_30"], a["share_90"]) == (0.25, 0.5)
    assert pd.isna(a["days_75"]) and pd.isna(a["share_180"]) and pd.isna(a["share_365"])
    assert told.loc["b", "share_180"] == 0 and pd.isna(told.loc["b", "days_25"])


def test_nobody_has_no_curve_no_summary_and_no_ladder():
    nobody = times([])
    assert kaplan_meier(nobody).empty
    assert curves(nobody).empty
    assert list(summary(nobody))[:3] == ["slice", "customers", "ordered_again"] and summary(nobody).empty
    assert ladder(nobody.rename(columns={"slice": "order_number"})).empty


def test_a_step_of_the_ladder_counts_everybody_for_the_days_they_were_seen():
    """100 customers: 20 back after 10 days, 20 after 50, 40 unseen after 30, 20 after 400.

    After 30 days 40 leave those at risk: 100 → 80 → 40, so that the 20 of day 50 are half of who still waits.
    """
    frame = times([10] * 20 + [50] * 20, [30] * 40 + [400] * 20).assign(order_number=1)
    (step,) = ladder(frame).itertuples()
    assert (step.customers, step.ordered_again, step.within_days) == (100, 40, 365)
    assert step.share == pytest.approx(1 - 0.8 * 0.5)
    assert step.share_low < step.share < step.share_high
    # Of the 60 who return within the year, 15 have by day 10, 30 and 45 by day 50.
    assert (step.days_25, step.days_50, step.days_75) == (10, 50, 50)


def test_a_step_reaches_only_as_far_as_enough_customers_have_waited():
    frame = times([5] * 10, [100] * FEWEST_AT_RISK + [300] * (FEWEST_AT_RISK - 1)).assign(order_number=2)
    (step,) = ladder(frame).itertuples()
    assert (step.customers, step.within_days) == (49, 100)
    assert step.share == pytest.approx(10 / 49)


def test_a_step_of_few_customers_is_counted_but_not_judged():
    (step,) = ladder(times([5] * 10, [9] * (FEWEST_AT_RISK - 11)).assign(order_number=7)).itertuples()
    assert (step.customers, step.ordered_again) == (19, 10)
    assert pd.isna(step.share) and pd.isna(step.within_days) and pd.isna(step.days_50)


def test_a_step_that_nobody_takes():
    (step,) = ladder(times([], [50] * 30).assign(order_number=3)).itertuples()
    assert (step.share, step.within_days) == (0, 50)
    assert pd.isna(step.days_50)
