"""Do groups of customers order in rhythms so different that each needs a lapse point of its own?"""

from __future__ import annotations

import pandas as pd

from crm_analysis.models.survival import log_rank
from crm_analysis.rules.churn import ChurnRules


def contrast(points: pd.DataFrame, times: pd.DataFrame, rules: ChurnRules) -> float | None:
    """How many times the longest lapse point of a group is its shortest.

    Args:
        points: Answer of ``churn.points`` by some split: ``customer_group, lapse_point_days`` and others.
        times: Answer of ``churn.first_returns`` by the same split. Each customer stands in it once, as the log-rank
            test demands: silences that share a customer would not do.
        rules: How rarely chance may make such a difference, and how large it must be.

    Returns:
        None where fewer than two groups have lapse points, where the log-rank test over these finds no difference, or
        where it is too small to matter.
    """
    known = points[points["customer_group"].notna() & points["lapse_point_days"].notna()]
    if len(known) < 2:
        return None
    ratio = float(known["lapse_point_days"].max() / known["lapse_point_days"].min())
    test = log_rank(times[times["slice"].isin(known["customer_group"])])
    differ = test is not None and test.p_value < rules.split_chance
    return ratio if differ and ratio >= rules.split_ratio else None
