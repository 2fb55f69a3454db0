"""From scores to probabilities: how far they spread, and how many will return, which moves with the season.

What tells customers apart hardly changes from one window to the next; how many return does, by half before Christmas
in some shops. So it is settled apart from who, by one regression on all figures for all methods: it alone accounts for
what makes the customers of one window differ from those of another.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import numpy as np

from crm_analysis.models.points import Floats
from crm_analysis.models.returning.methods import Score
from crm_analysis.models.returning.windows import Flags, Window

YEAR = timedelta(days=365)
LEAST_SLOPE = 0.05
SAME_SEASON = timedelta(days=15)
FURTHEST = 30.0
LEAST_SHARE = 1e-4


def steepened(probability: Floats, by: float) -> Floats:
    """Log-odds multiplied by a slope, the mean probability staying what it is."""
    return at_share(by * _log_odds(probability), float(probability.mean()))


def at_share(scores: Floats, share: float) -> Floats:
    """Probabilities that rank customers as scores do and of which the mean is a share.

    Args:
        scores: Log-odds but for a level that all have in common.
        share: In (0, 1).
    """
    return _chances(scores + shift(scores, share))


def expected_share(score: Score, windows: Sequence[Window], target: Window, longest: Window | None = None) -> float:
    """The share of customers to expect back within a window.

    Args:
        score: Learned by the regression on all figures.
        windows: All of one length and over before the window begins, the latest first.
        target: The window. It may be longer than those.
        longest: Where it is longer: the longest window that is over. Shares of who comes back grow along with a power
            of the days (Weibull), which is taken from it.
    """
    days = windows[0].days
    share = float(_chances(score(target.within(days)) + level_of(score, windows, target)).mean())
    if target.days == days:
        return share
    growth = _growth(longest, days) if longest is not None and longest.days > days else 1.0
    return -float(np.expm1(_log_rest(share) * (target.days / days) ** growth))


def slope(told: Sequence[tuple[Floats, Flags]]) -> float:
    """By what to multiply log-odds so that they spread as what came did (Platt), each window at a level of its own.

    Args:
        told: Of windows that were not learned from, the probabilities and who returned.
    """
    from sklearn.linear_model import LogisticRegression

    if not told:
        return 1.0
    of_window = np.repeat(np.arange(len(told)), [len(returned) for _told, returned in told])
    levels = of_window[:, None] == np.arange(len(told))
    log_odds = np.concatenate([_log_odds(probability) for probability, _returned in told])
    model = LogisticRegression(C=np.inf, fit_intercept=False, solver="newton-cholesky")
    model.fit(np.column_stack([log_odds, levels]), np.concatenate([returned for _told, returned in told]))
    return max(float(model.coef_[0, 0]), LEAST_SLOPE)


def level_of(score: Score, windows: Sequence[Window], target: Window) -> float:
    """The level to expect: that of the latest window, and what the season did between the same two a year before.

    Where a year before is not known there is no season to go by: the mean of all windows.
    """
    levels = {window.starts_on: shift(score(window), float(window.returned.mean())) for window in windows}
    latest = windows[0]
    then, before = _year_before(target, windows), _year_before(latest, windows)
    if then and before:
        return levels[latest.starts_on] + levels[then.starts_on] - levels[before.starts_on]
    return float(np.mean(list(levels.values())))


def shift(scores: Floats, share: float) -> float:
    """What to add to log-odds so that the mean probability is a share."""
    from scipy.optimize import brentq

    wanted = min(max(share, LEAST_SHARE), 1 - LEAST_SHARE)

    def excess(level: float) -> float:
        return float(_chances(scores + level).mean()) - wanted

    reach = FURTHEST + float(np.abs(scores).max(initial=0.0))
    return float(brentq(excess, -reach, reach))


def _year_before(window: Window, windows: Sequence[Window]) -> Window | None:
    """The window that began nearest to a year before another."""
    then = window.starts_on - YEAR
    nearest = min(windows, key=lambda other: abs(other.starts_on - then))
    return nearest if abs(nearest.starts_on - then) <= SAME_SEASON else None


def _growth(longest: Window, days: int) -> float:
    """The power of the days along with which −log(1 − share) grew in a window."""
    first, last = (_log_rest(float(longest.within(part).returned.mean())) for part in (days, longest.days))
    return float(np.log(last / first) / np.log(longest.days / days))


def _log_rest(share: float) -> float:
    """The log of the share that does not return, where both are some."""
    return float(np.log1p(-min(max(share, LEAST_SHARE), 1 - LEAST_SHARE)))


def _log_odds(probability: Floats) -> Floats:
    from scipy.special import logit

    log_odds: Floats = logit(np.clip(probability, LEAST_SHARE**2, 1 - LEAST_SHARE**2))
    return log_odds


def _chances(log_odds: Floats) -> Floats:
    from scipy.special import expit

    chances: Floats = expit(log_odds)
    return chances
