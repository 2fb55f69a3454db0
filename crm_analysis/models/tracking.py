"""Repeat purchases added up over time, as they came and as a model has them: also where it sees no more."""

from __future__ import annotations

import numpy as np
import pandas as pd

from crm_analysis.models.purchases import PurchaseModel
from crm_analysis.models.worth.worth import DAYS_OF_A_UNIT

STEPS = 60
"""Days at most at which both are told."""


def tracked(days: pd.DataFrame, model: PurchaseModel, until: pd.Timestamp) -> pd.DataFrame:
    """Both sums, for customers won before the cutoff.

    Expected are those of new customers, added up over the days on which they were won (Fader, Hardie and Lee 2005,
    figure 3).

    Args:
        days: Answer of ``purchases_by_day``.
        model: Fitted to what was known at the cutoff, in weeks.
        until: The last day that is known.

    Returns:
        ``day, came, expected``, ascending: sums up to each of some evenly spaced days.

    Raises:
        NotEnoughEvidence: There are doubts about the model.
    """
    first = days["purchased_on"].min()
    ends = pd.to_datetime(np.linspace(first.value, until.value, STEPS)).normalize().unique()
    won = days[days["firsts"] > 0]
    ages = np.subtract.outer(ends.to_numpy(), won["purchased_on"].to_numpy()) / np.timedelta64(1, "D")
    known = {age: model.expected_purchases_of_a_new_customer(age / DAYS_OF_A_UNIT) for age in np.unique(ages[ages > 0])}
    each = np.vectorize(lambda age: known.get(age, 0.0), otypes=[float])(ages)
    came = days.set_index("purchased_on")["repeats"].cumsum()
    return pd.DataFrame(
        {
            "day": ends,
            "came": came.reindex(came.index.union(ends)).ffill().fillna(0).reindex(ends).to_numpy(),
            "expected": each @ won["firsts"].to_numpy(np.float64),
        }
    )
