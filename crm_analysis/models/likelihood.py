"""Finds the positive parameters under which what was seen is likeliest, and how surely the data tell them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from crm_analysis.errors import NotEnoughEvidence
from crm_analysis.i18n import N_
from crm_analysis.models.points import Floats

Likelihood = Callable[[Floats], tuple[float, Floats]]
"""Parameters → log-likelihood and its derivative by each of them."""

FURTHEST = 14.0
"""Parameters are looked for between exp(−14) and exp(14), about one in a million and a million, on scaled data."""
NEAR_THE_EDGE = 0.5
LEAST_SLOPE = 1e-4
"""Of the log-likelihood per customer by the log of a parameter: what is flatter counts as the top."""
MOST_STEPS, LEAST_GAIN = 20, 1e-12
"""Of Newton's: how many, and the gain per customer that ends them."""
WIDEST_STEP = 1.0
"""Standard error of the log of a parameter, beyond which the curvature at the top tells nothing of the slopes."""
STEP = 1e-4
"""Of the log of a parameter, for the differences that the curvature is taken from."""
RAN_AWAY = N_(
    "{model}: no value of {parameters} is the likeliest one; each further one fits as well and expects the same. "
    "Go by what is expected, not by the parameters."
)


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
    return _optimum(likelihood, max(ends, key=lambda end: likelihood(np.exp(end))[0]), customers)


def refined(likelihood: Likelihood, near: Optimum, share: float, customers: float) -> Optimum:
    """The top of a likelihood, from that of a part of the same data: a few of Newton's steps with the part's curvature.

    Args:
        likelihood: Of the data, scaled as the part was.
        near: The top of the part's likelihood.
        share: Of all customers, those in the part.
        customers: How many the likelihood is the sum of.
    """
    logs = np.log(near.params)
    if not np.isfinite(near.covariance).all():
        return maximised(likelihood, (tuple(near.params),), customers)
    height, slope = likelihood(near.params)
    for _step in range(MOST_STEPS):
        step = share * near.covariance @ (slope * np.exp(logs))
        gain = float(step @ (slope * np.exp(logs)))
        if gain < LEAST_GAIN * customers:
            return _optimum(likelihood, logs, customers)
        logs = logs + step
        before, (height, slope) = height, likelihood(np.exp(logs))
        if not height > before:
            break
    return maximised(likelihood, (tuple(near.params),), customers)


def _optimum(likelihood: Likelihood, logs: Floats, customers: float) -> Optimum:
    """What is known of the top that lies at these logs of the parameters."""
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


def _settled(covariance: Floats) -> Floats:
    """The covariance of the logs of the parameters beside those that the data hardly tell, the least sure first.

    These stay where they are, as do those that ran away: along such a ridge what follows from the parameters hardly
    changes, but a normal law around its top would reach far down its slopes.
    """
    settled = np.nan_to_num(covariance, nan=0.0)
    for _parameter in settled:
        least_sure = int(np.argmax(np.diag(settled)))
        variance = settled[least_sure, least_sure]
        if variance > WIDEST_STEP**2:
            settled = settled - np.outer(settled[least_sure], settled[least_sure]) / variance
    return settled


class LikelihoodModel(ABC):
    """A model with positive parameters, in the manners of scikit-learn: ``fit`` learns what ends in ``_``.

    Args:
        despite_doubts: Answer although ``doubts_`` speak against it, as trials against plainer rules need. What has no
            parameters never answers.

    Attributes:
        params_: Name → value; empty where the data are too thin.
        standard_errors_: Name → standard error, from the curvature of the log-likelihood; NaN where that has no top.
        log_covariance_: Of the logs of the parameters; NaN as before.
        log_likelihood_: Of the parameters, in the units given; NaN without any.
        converged_: Whether the top of the likelihood was reached.
        customers_: How many the model was fitted to.
        doubts_: Why no number is to be had from it; empty where there is no reason.
        warnings_: What to say beside its numbers.
    """

    name: ClassVar[str]
    parameters: ClassVar[tuple[str, ...]]
    in_units: ClassVar[frozenset[str]]
    """Those of the parameters that are in the unit of time or money."""
    starts: ClassVar[tuple[tuple[float, ...], ...]]
    """Parameters to set out from where the mean of what is measured in that unit is 1."""

    params_: dict[str, float]
    standard_errors_: dict[str, float]
    log_covariance_: Floats
    log_likelihood_: float
    converged_: bool
    customers_: float
    doubts_: tuple[NotEnoughEvidence, ...]
    warnings_: tuple[NotEnoughEvidence, ...]

    def __init__(self, despite_doubts: bool = False) -> None:
        self.despite_doubts = despite_doubts

    def varied(self, chance: np.random.Generator) -> Self:
        """The same model with parameters as they might be as well, drawn by how surely the data tell them."""
        drawn = copy(self)
        if self.log_covariance_.size:
            steps = chance.multivariate_normal(np.zeros(len(self.params_)), _settled(self.log_covariance_))
            drawn.params_ = {
                name: value * float(np.exp(step))
                for (name, value), step in zip(self.params_.items(), steps, strict=True)
            }
        return drawn

    @property
    def declined_(self) -> bool:
        """Whether there is a reason to give no number."""
        return bool(self.doubts_)

    @abstractmethod
    def _doubts(self, optimum: Optimum) -> list[NotEnoughEvidence]:
        """What forbids to use an optimum."""

    @abstractmethod
    def _warnings(self, optimum: Optimum) -> list[NotEnoughEvidence]:
        """What is to be said where it is used."""

    def _learn_nothing(self, customers: float) -> None:
        self.params_, self.standard_errors_ = {}, {}
        self.log_covariance_ = np.zeros((0, 0))
        self.log_likelihood_, self.converged_, self.customers_ = np.nan, False, customers
        self.doubts_, self.warnings_ = (), ()

    def _learn(self, optimum: Optimum, unit: float, measured: float) -> None:
        """Take the optimum of scaled data back to the unit that was given.

        Args:
            optimum: Of data divided by ``unit``.
            unit: The mean that they were divided by.
            measured: How many measurements the likelihood is a density over.
        """
        units = np.array([unit if name in self.in_units else 1.0 for name in self.parameters])
        self.params_ = dict(zip(self.parameters, map(float, optimum.params * units), strict=True))
        errors = map(float, optimum.standard_errors * units)
        self.standard_errors_ = dict(zip(self.parameters, errors, strict=True))
        self.log_covariance_ = optimum.covariance
        self.log_likelihood_ = optimum.log_likelihood - measured * float(np.log(unit))
        self.converged_ = optimum.converged
        self.doubts_ = tuple(self._doubts(optimum))
        self.warnings_ = () if self.doubts_ else tuple(self._warnings(optimum))

    def _ran_away(self, optimum: Optimum) -> NotEnoughEvidence:
        """Which parameters went as far as they could.

        No reason to give no number: where customers are all alike in something, or opposites, the law of it has no
        likeliest parameters, but what follows from it comes to rest. Forecasts then differ by less than can be told.
        """
        away = ", ".join(name for name, gone in zip(self.parameters, optimum.ran_away, strict=True) if gone)
        return NotEnoughEvidence(RAN_AWAY, model=self.name, parameters=away)

    def _values(self) -> tuple[float, ...]:
        return tuple(self.params_[name] for name in self.parameters)

    def _be_sure(self) -> None:
        if self.doubts_ and not (self.despite_doubts and self.params_):
            raise self.doubts_[0]
