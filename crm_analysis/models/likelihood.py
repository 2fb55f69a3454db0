"""Finds the positive parameters under which what was seen is likeliest, and how surely the data tell them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from crm_analysis.models.points import Floats

Likelihood = Callable[[Floats], tuple[float, Floats]]
"""Parameters → log-likelihood and its derivative by each of them."""

FURTHEST = 14.0
"""Parameters are looked for between exp(−14) and exp(14), about one in a million and a million, on scaled data."""
NEAR_THE_EDGE = 0.5
LEAST_SLOPE = 1e-4
"""Of the log-likelihood per customer by the log of a parameter: what is flatter counts as the top."""
STEP = 1e-4
"""Of the log of a parameter, for the differences that the curvature is taken from."""


@dataclass(frozen=True)
class Optimum:
    """The top of a likelihood.

    Args:
        params: Where it is.
        log_likelihood: How high.
        covariance: Of the logs of the parameters; NaN where the data do not tell them or one of them ran away.
        converged: Whether it is flat there in every direction that is open.
        ran_away: Of each parameter, whether it went as far as it could.
    """

    params: Floats
    log_likelihood: float
    covariance: Floats
    converged: bool
    ran_away: tuple[bool, ...]

    @property
    def standard_errors(self) -> Floats:
        """Of the parameters themselves."""
        errors: Floats = self.params * np.sqrt(np.diag(self.covariance))
        return errors


def maximised(likelihood: Likelihood, starts: Sequence[Sequence[float]], customers: float) -> Optimum:
    """The highest top that is reached from several starts.

    Parameters are moved on a log scale, where none can turn negative and a step means the same for small and large.

    Args:
        likelihood: Of the data, scaled so that parameters are neither tiny nor huge.
        starts: Parameters to set out from.
        customers: How many the likelihood is the sum of.
    """
    ends = [_climbed(likelihood, np.log(start), customers) for start in starts]
    logs = max(ends, key=lambda end: likelihood(np.exp(end))[0])
    params = np.exp(logs)
    height, slope = likelihood(params)
    ran_away = np.abs(logs) > FURTHEST - NEAR_THE_EDGE
    flat = np.abs(slope * params / customers)[~ran_away] < LEAST_SLOPE
    covariance = np.full((len(logs), len(logs)), np.nan)
    covariance[np.ix_(~ran_away, ~ran_away)] = _covariance(_curvature(likelihood, logs)[np.ix_(~ran_away, ~ran_away)])
    return Optimum(params, height, covariance, bool(flat.all()), tuple(map(bool, ran_away)))


def _climbed(likelihood: Likelihood, logs: Floats, customers: float) -> Floats:
    """The logs of the parameters at the top above a start."""
    from scipy.optimize import minimize

    def depth(logs: Floats) -> tuple[float, Floats]:
        params = np.exp(logs)
        height, slope = likelihood(params)
        return -height / customers, -slope * params / customers

    found = minimize(
        depth,
        logs,
        jac=True,
        method="L-BFGS-B",
        bounds=[(-FURTHEST, FURTHEST)] * len(logs),
        options={"ftol": 1e-15, "gtol": 1e-8, "maxiter": 1_000},
    )
    end: Floats = found.x
    return end


def _curvature(likelihood: Likelihood, logs: Floats) -> Floats:
    """Second derivatives of the log-likelihood by the logs of the parameters, from differences of the first ones."""

    def slope(at: Floats) -> Floats:
        params = np.exp(at)
        slopes: Floats = likelihood(params)[1] * params
        return slopes

    sides = [(slope(logs + step) - slope(logs - step)) / (2 * STEP) for step in STEP * np.eye(len(logs))]
    curvature: Floats = np.array(sides)
    return (curvature + curvature.T) / 2


def _covariance(curvature: Floats) -> Floats:
    """The inverse of the information; NaN unless the likelihood falls in every direction."""
    if not curvature.size or np.linalg.eigvalsh(curvature).max() >= 0:
        return np.full_like(curvature, np.nan)
    inverse: Floats = np.linalg.inv(-curvature)
    return inverse
