"""If nothing changed, what would the next month of a series be, and how far off may it lie by chance?

A month's figure is its usual level plus four things that vary by themselves: chance in counting, which the counts tell;
scatter from month to month; a level that drifts; and a part that comes back every year in the same calendar month. How
much scatter, drift and season a shop has is not known but learned from its own earlier months: every combination of a
grid is weighed by how well it explains them (restricted likelihood times a prior), and the expectation is the mixture.
So few or calm months never make the test surer than they are, as a plain test of two proportions would be.

Formulas: Gaussian process regression with an unknown mean, Rasmussen and Williams 2006, eq. 2.41-2.42; restricted
likelihood: Harville 1977, JASA 72, 320-338.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

STEPS = 7
"""Steps of the grid for each of the three ways to vary; each is twice the one before."""
SMALLEST = 0.25
"""The first of them, in units of the prior's scale."""
MONTHS_OF_A_YEAR = 12
HALVINGS = 60


@dataclass(frozen=True)
class Variation:
    """How much a figure is believed to vary by itself before any month was seen: scales of half-Cauchy priors (Gelman
    2006, Bayesian Analysis 1, 515-534).

    Args:
        scatter: From month to month.
        drift: Of the level, per month.
        season: Between the months of a year.
        trend: Whether the level may also rise or fall steadily.
    """

    scatter: float
    drift: float
    season: float
    trend: bool


@dataclass(frozen=True)
class Course:
    """The months of one series on a scale on which they vary evenly, without a gap; the last one is judged.

    Args:
        months: Running number of each month.
        values: The figure, one value a month.
        variances: Its variance by chance in counting alone.
    """

    months: Ints
    values: Floats
    variances: Floats


@dataclass(frozen=True)
class Expectation:
    """What the judged month should be: a mixture of normal distributions.

    Args:
        means: Mean of each.
        deviations: Standard deviation of each.
        weights: Weight of each; they add up to 1.
    """

    means: Floats
    deviations: Floats
    weights: Floats

    @property
    def mean(self) -> float:
        """What is usual."""
        return float(self.weights @ self.means)

    def below(self, value: float) -> float:
        """The chance of a value so low or lower."""
        return float(self.weights @ ndtr((value - self.means) / self.deviations))

    def p_value(self, value: float) -> float:
        """The chance of a value so far off in either direction."""
        below = self.below(value)
        return min(1.0, 2 * min(below, 1 - below))

    def p_above(self, value: float) -> float:
        """The chance of a value so high or higher."""
        return 1 - self.below(value)

    def quantile(self, share: float) -> float:
        """The value below which the month lies with this chance."""
        ends = self.means + self.deviations * ndtri(share)
        low, high = float(ends.min()), float(ends.max())
        for _half in range(HALVINGS):
            middle = (low + high) / 2
            low, high = (middle, high) if self.below(middle) < share else (low, middle)
        return (low + high) / 2


def expect(course: Course, variation: Variation) -> Expectation:
    """What the last month should be by all earlier ones.

    Args:
        course: At least three months.
        variation: How much such a figure varies.
    """
    scales = np.array([variation.scatter, variation.drift, variation.season])
    steps, weights = _steps()
    grid = np.array(list(product(steps, repeat=3))) * scales
    believed = np.array(list(product(weights, repeat=3))).prod(axis=1)
    design = _design(course, trend=variation.trend)
    return _mixture(_covariances(course, grid), believed, design, course.values[:-1])


def _steps() -> tuple[Floats, Floats]:
    """Values of a deviation in units of its scale, and their weights under a half-Cauchy prior of that scale.

    Most of the weight lies on small values, yet none is ruled out. Each value stands for those between the geometric
    means with its neighbours.
    """
    steps = np.array([SMALLEST * 2**step for step in range(STEPS)])
    edges = np.concatenate([[0.0], steps[1:] / np.sqrt(2), [np.inf]])
    return steps, np.diff(np.arctan(edges)) * 2 / np.pi


def _covariances(course: Course, grid: Floats) -> Floats:
    """The covariance of all months, the judged one last, for each combination of the grid: ``(combination, i, j)``."""
    since_first = course.months - course.months[0]
    scatter = np.eye(len(course.months))
    drift = np.minimum.outer(since_first, since_first).astype(float)
    season = (np.subtract.outer(course.months, course.months) % MONTHS_OF_A_YEAR == 0).astype(float)
    ways = np.stack([scatter, drift, season])
    varying: Floats = np.einsum("gk,kij->gij", grid**2, ways) + np.diag(course.variances)
    return varying


def _design(course: Course, *, trend: bool) -> Floats:
    """A constant, and the time where there is a trend, of all months."""
    constant = np.ones(len(course.months))
    time = course.months - course.months.mean()
    return np.column_stack([constant, time] if trend else [constant])


def _mixture(covariance: Floats, believed: Floats, design: Floats, values: Floats) -> Expectation:
    """Predict the last month from those before it, by every covariance, and weigh them."""
    past, to_last, last = covariance[:, :-1, :-1], covariance[:, :-1, -1], covariance[:, -1, -1]
    known = design[:-1]
    right_hand: Any = np.concatenate([np.broadcast_to(known, (len(past), *known.shape)), to_last[..., None]], axis=2)
    solved = np.linalg.solve(past, right_hand)
    whitened_design, whitened_last = solved[..., :-1], solved[..., -1]
    information = np.einsum("ik,gil->gkl", known, whitened_design)
    level = np.linalg.solve(information, (whitened_design.transpose(0, 2, 1) @ values)[..., None])[..., 0]
    left_over = values - level @ known.T
    fitted = np.linalg.solve(past, left_over[..., None])[..., 0]
    unexplained = design[-1] - whitened_last @ known
    spread = last - np.einsum("gi,gi->g", to_last, whitened_last)
    spread += np.einsum("gk,gk->g", unexplained, np.linalg.solve(information, unexplained[..., None])[..., 0])
    means = level @ design[-1] + np.einsum("gi,gi->g", to_last, fitted)
    likelihood = -0.5 * (
        np.linalg.slogdet(past)[1] + np.linalg.slogdet(information)[1] + np.einsum("gi,gi->g", left_over, fitted)
    )
    weights = believed * np.exp(likelihood - likelihood.max())
    return Expectation(means, np.sqrt(spread), weights / weights.sum())
