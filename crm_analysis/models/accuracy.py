"""How near did what was expected of each customer come to what they brought?

Normalised Gini and deciles as in Wang, Liu and Miao (2019), A deep probabilistic model for customer lifetime value
prediction, arXiv 1912.07753, so that figures can be held against others'.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from crm_analysis.models.points import Floats

DECILES = 10


def total_error(expected: Floats, came: Floats) -> float:
    """By which share too much was expected of all together; NaN where nothing came."""
    return float(expected.sum() / came.sum() - 1) if came.sum() else np.nan


def mean_absolute_error(expected: Floats, came: Floats) -> float:
    """In the unit of both, per customer."""
    return float(np.abs(expected - came).mean()) if len(came) else np.nan


def normalised_gini(expected: Floats, came: Floats) -> float:
    """How well customers are ranked: 1 as by what came, 0 as by chance; equals share the mean of their places.

    NaN where the same came from everybody.
    """
    best = _gain(came, came)
    return float(_gain(expected, came) / best) if best > 0 else np.nan


def spearman(expected: Floats, came: Floats) -> float:
    """Correlation of the ranks; NaN where one side is the same for everybody."""
    if len(came) < 2 or not (np.ptp(expected) > 0 and np.ptp(came) > 0):
        return np.nan
    from scipy.stats import spearmanr

    return float(spearmanr(expected, came).statistic)


def deciles(expected: Floats, came: Floats) -> pd.DataFrame:
    """Customers in ten equal parts, those of whom most was expected first.

    Returns:
        ``decile, customers, expected, came``: means per customer, in the unit of both.
    """
    order = np.argsort(-expected, kind="stable")
    parts = np.array_split(order, min(DECILES, max(len(order), 1)))
    return pd.DataFrame(
        {
            "decile": np.arange(1, len(parts) + 1),
            "customers": [len(part) for part in parts],
            "expected": [expected[part].mean() if len(part) else np.nan for part in parts],
            "came": [came[part].mean() if len(part) else np.nan for part in parts],
        }
    )


def _gain(ranked_by: Floats, came: Floats) -> float:
    """The area between the curve of what came, the highest ranked first, and the even line."""
    if not len(came) or not came.sum():
        return 0.0
    sums = pd.Series(came).groupby(-ranked_by).agg(["sum", "size"])
    shares = np.append(0, sums["sum"].cumsum() / came.sum())
    widths = sums["size"].to_numpy() / len(came)
    return float((widths * (shares[1:] + shares[:-1]) / 2).sum() - 0.5)
