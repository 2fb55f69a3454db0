"""Tiers of customers by value: by hand, with ties, and rules that make no sense."""

import pandas as pd
import pytest

from crm_analysis.errors import RulesRefused
from crm_analysis.models.tiers import tier_of, tier_totals
from crm_analysis.rules.value import Tier, read, tiers

HALVES = (Tier("top", 0.25, {"en": "Top", "zh": "顶"}), Tier("rest", 1.0, {"en": "Rest", "zh": "余"}))


def test_tiers_hold_their_shares_and_equals_stay_together():
    assert list(tier_of(pd.Series([1.0, 9, 5, 3]), HALVES)) == ["rest", "top", "rest", "rest"]
    # Places 1 to 4 are one value: in the middle of all, beyond the first quarter.
    assert set(tier_of(pd.Series([7.0] * 4), HALVES)) == {"rest"}
    values = pd.Series(range(1, 101), dtype=float)
    sizes = tier_of(values, tiers()).value_counts()
    assert sizes.to_dict() == {"top": 5, "high": 15, "middle": 30, "low": 50}
    shuffled = values.sample(frac=1, random_state=1)
    assert tier_of(shuffled, tiers()).sort_index().equals(tier_of(values, tiers()))


def test_one_customer_and_nobody():
    assert list(tier_of(pd.Series([3.0]), tiers())) == ["middle"]
    nobody = pd.DataFrame({"tier": [], "expected_orders": [], "expected_value": [], "past_sales": []})
    assert tier_of(pd.Series([], dtype=float), tiers()).empty
    assert tier_totals(nobody, tiers())["customers"].sum() == 0


def test_totals_by_hand():
    told = tier_totals(
        pd.DataFrame(
            {
                "tier": ["top", "rest", "rest"],
                "expected_orders": [2.0, 1, 0.5],
                "expected_value": [60.0, 30, 10],
                "past_sales": [5.0, 6, 7],
            }
        ),
        HALVES,
    )
    assert list(told["tier"]) == ["top", "rest"]
    assert list(told["customers"]) == [1, 2]
    assert list(told["value_share"]) == [0.6, 0.4]
    assert list(told["value_each"]) == [60, 20]
    assert list(told["past_sales"]) == [5, 13]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("tiers = 1 1", "cannot be read"),
        ("", "there are no tiers"),
        ('[[tiers]]\nid = "a"\nup_to = 1\nname = { en = "A" }', "a name in zh is missing"),
        ('[[tiers]]\nid = "a"\nup_to = 0.5\nname = { en = "A", zh = "甲" }', "go up to 0.5"),
        ('[[tiers]]\nid = "a"\nname = { en = "A", zh = "甲" }', "go up to 0"),
    ],
)
def test_rules_that_make_no_sense_are_refused(text, said):
    with pytest.raises(RulesRefused, match=said):
        read(text)
