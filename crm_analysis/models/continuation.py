"""How a triangle of cohorts may go on: three methods, from what a person would say to a model of who stops buying.

Customers of a shop skip periods and come back without notice, so that nobody knows who has left: the curve of *who
ordered in this period* is not one of survival.

- ``last_period``: each coming period brings what the cohort's last complete one did.
- ``older_cohorts``: each cohort follows the curve of all cohorts (the chain ladder: Mack 1993, ASTIN Bulletin 23,
  213-225).
- ``shifted_beta_geometric``: the same with a curve of two parameters, which reaches beyond the oldest cohort. After
  every period some stop buying for ever, each customer by a chance of their own (Fader and Hardie 2007, Journal of
  Interactive Marketing 21(1), 76-90). Whoever has not stopped orders in some periods and skips others (Fader, Hardie
  and Shang 2010, Marketing Science 29(6), 1086-1108), so that visits are a share of those who have not stopped. A
  second order happens once, so that who has not made one yet follows the curve as it stands in the paper.

A cohort's own level above or below the curve is drawn towards 1, the more the less of it has been seen.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from crm_analysis.models.triangle import Measure, Numbers, Triangle

LAST_PERIOD, OLDER_COHORTS, BETA_GEOMETRIC = "last_period", "older_cohorts", "shifted_beta_geometric"
METHODS = (LAST_PERIOD, OLDER_COHORTS, BETA_GEOMETRIC)
"""The plainest first."""
TAIL = 3
"""Beyond the oldest cohort the curve of cohorts goes on as in the mean of its last ages."""
LEAST, MOST = 1e-3, 1e4
"""Within these lie the parameters of the beta distribution."""


def expected(method: str, measure: Measure, triangle: Triangle, ahead: int) -> Numbers:
    """What each customer will bring in each coming period or, where the metric adds up, from now to its end.

    Args:
        method: One of ``METHODS``.
        measure: One of ``MEASURES``.
        triangle: What is known.
        ahead: How many periods.

    Returns:
        One row per cohort, one column per period ahead.
    """
    if method == LAST_PERIOD:
        gains = _last_period(triangle, ahead)
    else:
        ages = int(triangle.known.max()) + ahead
        gains = _along(_curve(method, measure, triangle, ages), triangle, ahead)
    return gains.cumsum(axis=1) if measure.cumulative else gains


def shifted_beta_geometric(lost: Numbers, left: Numbers) -> tuple[float, float]:
    """Who stops when, by maximum likelihood (Fader and Hardie 2007, equations 5 to 7).

    Args:
        lost: Customers who stopped in period 1, 2, 3 …
        left: Customers who have not stopped and were seen for just 1, 2, 3 … periods.

    Returns:
        Alpha and beta of the beta distribution of the chance to stop.
    """
    periods = len(lost)
    return _most_likely(
        lambda alpha, beta: lost @ _log_lost(periods, alpha, beta) + left @ _log_left(periods, alpha, beta)
    )


def _curve(method: str, measure: Measure, triangle: Triangle, ages: int) -> Numbers:
    """What a customer brings at each age, up to a factor."""
    if method == OLDER_COHORTS:
        return _chain_ladder(triangle, ages)
    return _first_times(triangle, ages) if measure.once else _visits(triangle, ages)


def _last_period(triangle: Triangle, ahead: int) -> Numbers:
    cohorts = np.arange(len(triangle.sizes))
    last = triangle.brought[cohorts, triangle.known - 1] / triangle.sizes
    return np.repeat(last[:, None], ahead, axis=1)


def _along(curve: Numbers, triangle: Triangle, ahead: int) -> Numbers:
    """Each cohort along the curve, at its own level."""
    brought = triangle.brought.sum(axis=1)
    along = triangle.sizes * np.concatenate([[0.0], curve.cumsum()])[triangle.known]
    scale = float(brought.sum() / along.sum()) if along.sum() > 0 else 0.0
    levels = _levels(brought / triangle.unit, scale * along / triangle.unit)
    coming = curve[triangle.known[:, None] + np.arange(ahead)]
    gains: Numbers = scale * coming * levels[:, None]
    return gains


def _levels(brought: Numbers, expected: Numbers) -> Numbers:
    """How far each cohort lies above or below the curve, drawn towards 1 by as much as chance alone would move it.

    Visits are Poisson; how much levels truly vary is estimated as by DerSimonian and Laird (1986, Controlled Clinical
    Trials 7, 177-188).
    """
    counts = expected > 0
    weights = expected[counts]
    if len(weights) < 2:
        return np.ones(len(expected))
    heterogeneity = (weights * (brought[counts] / weights - 1) ** 2).sum() - (len(weights) - 1)
    variance = max(0.0, heterogeneity / (weights.sum() - (weights**2).sum() / weights.sum()))
    levels: Numbers = np.maximum(0.0, (1 + variance * brought) / (1 + variance * expected))
    return levels


def _chain_ladder(triangle: Triangle, ages: int) -> Numbers:
    """The curve of all cohorts together, up to a factor: each age by the cohorts that have lived through it."""
    oldest = int(triangle.known.max())
    so_far, lived = triangle.brought.cumsum(axis=1)[:, :oldest], triangle.is_known[:, 1:oldest]
    reached, before = (so_far[:, 1:] * lived).sum(axis=0), (so_far[:, :-1] * lived).sum(axis=0)
    growth = np.divide(reached, before, out=np.ones(oldest - 1), where=(before > 0) & (reached > 0))
    total = np.append(1 / growth[::-1].cumprod()[::-1], 1.0)
    curve = np.diff(total, prepend=0.0)
    return np.append(curve, np.full(ages - oldest, curve[-TAIL:].mean()))


def _visits(triangle: Triangle, ages: int) -> Numbers:
    """A share of those who have not stopped, by the curve under which the visits are most likely."""
    oldest = int(triangle.known.max())
    at_age, of_cohort = (np.maximum(triangle.brought.sum(axis=axis), 0.0) for axis in (0, 1))

    def likelihood(alpha: float, beta: float) -> float:
        log_left = _log_left(oldest, alpha, beta)
        along = np.exp(log_left).cumsum()[np.maximum(triangle.known, 1) - 1]
        return float(at_age[:oldest] @ log_left - of_cohort @ np.log(along)) / triangle.unit

    curve: Numbers = np.exp(_log_left(ages, *_most_likely(likelihood)))
    return curve


def _first_times(triangle: Triangle, ages: int) -> Numbers:
    """Each customer orders a second time once or never: the chance to do so in each period."""
    oldest = int(triangle.known.max())
    brought = triangle.brought.sum(axis=0)[:oldest]
    waiting = np.bincount(triangle.known, triangle.sizes - triangle.brought.sum(axis=1), minlength=oldest + 1)[1:]
    curve: Numbers = np.exp(_log_lost(ages, *shifted_beta_geometric(brought, waiting)))
    return curve


def _log_lost(periods: int, alpha: float, beta: float) -> Numbers:
    """Log of the chance to stop in period 1, 2, 3 … (equation 5)."""
    from scipy.special import betaln

    log: Numbers = betaln(alpha + 1, beta + np.arange(periods)) - betaln(alpha, beta)
    return log


def _log_left(periods: int, alpha: float, beta: float) -> Numbers:
    """Log of the chance not to have stopped by the end of period 1, 2, 3 … (equation 6)."""
    from scipy.special import betaln

    log: Numbers = betaln(alpha, beta + np.arange(1, periods + 1)) - betaln(alpha, beta)
    return log


def _most_likely(likelihood: Callable[[float, float], float]) -> tuple[float, float]:
    """The alpha and beta of the highest log-likelihood."""
    from scipy.optimize import minimize

    bounds = [(np.log(LEAST), np.log(MOST))] * 2
    precise = {"xatol": 1e-5, "fatol": 1e-6}
    found = minimize(
        lambda logs: -likelihood(*np.exp(logs)), np.zeros(2), method="Nelder-Mead", bounds=bounds, options=precise
    )
    alpha, beta = np.exp(found.x)
    return float(alpha), float(beta)
