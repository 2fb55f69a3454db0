"""How often a change is told in shops where nothing changes, and in shops where one is planted.

``make simulate`` lets 200 shops of each kind live, as .ci/run demands; ``make test`` only a few.
"""

import os

import pytest
from scipy.stats import binom

from changing_shops import Nature, courses
from crm_analysis.models.changes import judge
from crm_analysis.rules.changes import changes_rules
from questions_support import MemoryStore

SHOPS = int(os.environ.get("CRM_SIMULATED_SHOPS", "5"))
ENOUGH = 200
FALSE, FOUND = 0.05, 0.80
LUCK = 0.999
"""With fewer shops than enough, a limit is passed by chance once in a thousand times."""


def most_false():
    return FALSE * SHOPS if SHOPS >= ENOUGH else binom.ppf(LUCK, SHOPS, FALSE)


def fewest_found():
    return FOUND * SHOPS if SHOPS >= ENOUGH else binom.ppf(1 - LUCK, SHOPS, FOUND)


def told(nature, first_seed):
    """What is told of each shop."""
    store = MemoryStore()
    for seed in range(first_seed, first_seed + SHOPS):
        yield judge(courses(store, nature, seed), changes_rules()).told


@pytest.mark.parametrize(
    ("nature", "first_seed"),
    [
        pytest.param(Nature(), 10_000, id="as usual"),
        pytest.param(Nature(newcomers=300, months=20, season=0.3), 20_000, id="young, small, of strong season"),
    ],
)
def test_a_shop_in_which_nothing_changes_is_told_of_a_change_once_in_twenty_times_at_most(
    nature, first_seed, record_property
):
    wrong = [sentences for sentences in told(nature, first_seed) if sentences]
    record_property("wrong", len(wrong))
    print(f"{len(wrong)} of {SHOPS} shops")
    assert len(wrong) <= most_false(), wrong


def test_five_points_less_of_a_cohort_of_a_thousand_are_told_four_times_in_five(record_property):
    nature = Nature(dropped_age=2)
    found = [
        found
        for sentences in told(nature, 30_000)
        for found in sentences
        if (found.kind, found.age) == ("returning", 2) and found.value < found.usual and found.cases == nature.newcomers
    ]
    record_property("found", len(found))
    print(f"{len(found)} of {SHOPS} shops")
    assert len(found) >= fewest_found()
