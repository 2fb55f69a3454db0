"""How well were customers told who returned from those who did not, and how sure is that?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crm_analysis.models.points import Floats
from crm_analysis.models.returning.windows import Flags

BINS = 10


@dataclass(frozen=True)
class Measures:
    """How probabilities did in one window.

    Args:
        n: Customers.
        returned_share: Share of them who returned.
        auc: Chance that of one who returned and one who did not the first has the higher probability; ties count half.
        brier: Mean squared distance of the probability from what came, 0 or 1.
        ece: Expected calibration error: mean distance between mean probability and share who returned, in ten bins of
            equally many customers.
        ece_by_chance: What that error would be by chance alone if every probability were right.
        lift_top_decile: Share who returned among the tenth of highest probability, by that of all.
    """

    n: int
    returned_share: float
    auc: float
    auc_error: float
    brier: float
    brier_error: float
    ece: float
    ece_by_chance: float
    lift_top_decile: float
    lift_error: float


def measured(probability: Floats, returned: Flags) -> Measures:
    """All measures of one window, with their standard errors.

    Args:
        probability: Of each customer.
        returned: Who did. NaN measures where nobody or everybody did.
    """
    area, influence = auc(probability, returned)
    squares = (probability - returned) ** 2
    bins = reliability(probability, returned)
    top = bins[-1]
    base = float(returned.mean()) if len(returned) else np.nan
    with np.errstate(invalid="ignore", divide="ignore"):
        lift, lift_error = np.array([top.returned, np.sqrt(top.returned * (1 - top.returned) / top.customers)]) / base
    return Measures(
        n=len(returned),
        returned_share=base,
        auc=area,
        auc_error=float(np.sqrt((influence**2).sum())),
        brier=float(squares.mean()),
        brier_error=float(squares.std() / np.sqrt(len(squares))),
        ece=sum(bin.customers * abs(bin.probability - bin.returned) for bin in bins) / len(returned),
        ece_by_chance=sum(np.sqrt(2 / np.pi * bin.customers * bin.variance) for bin in bins) / len(returned),
        lift_top_decile=float(lift),
        lift_error=float(lift_error),
    )


@dataclass(frozen=True)
class Bin:
    """Customers of like probability.

    Args:
        customers: How many.
        probability: Their mean probability.
        returned: The share of them who returned.
        variance: Mean of p (1 − p), by how much a single one varies if the probabilities are right.
    """

    customers: int
    probability: float
    returned: float
    variance: float


def reliability(probability: Floats, returned: Flags, bins: int = BINS) -> list[Bin]:
    """Bins of equally many customers, by ascending probability.

    Customers of one probability share what came of them, so that the order of rows decides nothing.
    """
    order = np.argsort(probability, kind="stable")
    shared = _shared(probability, returned)
    return [
        Bin(
            len(part),
            float(probability[part].mean()),
            float(shared[part].mean()),
            float((probability[part] * (1 - probability[part])).mean()),
        )
        for part in np.array_split(order, min(bins, max(len(order), 1)))
    ]


def gains(probability: Floats, returned: Flags, steps: int = 20) -> tuple[Floats, Floats]:
    """Of those who returned, which share is among the first customers by probability?

    Returns:
        Shares of all customers, from 0 to 1, and the share of those who returned that is among them.
    """
    order = np.argsort(-probability, kind="stable")
    found = np.concatenate([[0.0], np.cumsum(_shared(probability, returned)[order])])
    shares = np.linspace(0, 1, steps + 1)
    return shares, np.interp(shares * len(order), np.arange(len(found)), found) / max(found[-1], 1.0)


def auc(score: Floats, happened: Flags) -> tuple[float, Floats]:
    """The area under the curve of true against false alarms, and how each customer moves it.

    DeLong, DeLong and Clarke-Pearson (1988), Biometrics 44(3), 837-845: the variance is the sum of the squares of the
    second, and the covariance of two areas on the same customers the sum of their products.
    """
    from scipy.stats import rankdata

    yes, no = int(happened.sum()), int((~happened).sum())
    if not (yes and no):
        return np.nan, np.full(len(score), np.nan)
    ranks = rankdata(score)
    above = np.empty(len(score))
    above[happened] = (ranks[happened] - rankdata(score[happened])) / no
    above[~happened] = 1 - (ranks[~happened] - rankdata(score[~happened])) / yes
    area = float(above[happened].mean())
    return area, (above - area) / np.where(happened, yes, no)


def mean_gain(windows: Sequence[tuple[Sequence[str], Floats, Floats, Flags]]) -> tuple[float, float]:
    """By how much the area of one score is larger than that of another, in the mean of several windows.

    Args:
        windows: Of each, customers' ids, the score, the other score, and to whom it happened.

    Returns:
        The mean and its standard error. A customer who is in several windows counts in each, and windows of the same
        customers are no independent witnesses: what a customer moves is added up over them before it is squared.
    """
    differences, moved = [], dict[str, float]()
    for ids, score, other, happened in windows:
        (mine, by_mine), (theirs, by_theirs) = auc(score, happened), auc(other, happened)
        differences.append(mine - theirs)
        for customer, move in zip(ids, by_mine - by_theirs, strict=True):
            moved[customer] = moved.get(customer, 0.0) + move
    error = np.sqrt(sum(move**2 for move in moved.values())) / len(windows)
    return float(np.mean(differences)), float(error)


def _shared(probability: Floats, returned: Flags) -> Floats:
    _values, group = np.unique(probability, return_inverse=True)
    shares: Floats = np.bincount(group, returned) / np.bincount(group)
    return shares[group]
