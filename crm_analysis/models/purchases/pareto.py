"""Customers buy at random times, each at a rate of their own, and drop out at any time, each at a rate of their own.

Schmittlein, Morrison and Colombo (1987), Counting your customers: who are they and what will they do next?,
Management Science 33(1), 1-24. Fader and Hardie (2005), A note on deriving the Pareto/NBD model and related
expressions, brucehardie.com/notes/009.
"""

from __future__ import annotations

import numpy as np

from crm_analysis.models.likelihood import Likelihood
from crm_analysis.models.points import Floats
from crm_analysis.models.purchases.histories import Histories
from crm_analysis.models.purchases.model import PurchaseModel

NODES, WEIGHTS = np.polynomial.legendre.leggauss(24)
"""Enough for ten digits of the likelihood, whatever the parameters."""
DEEPEST = 40.0
"""Where the logarithm of what is summed has fallen by so much, nothing is left: exp(−40) is below the last digit."""
LEAST_RATE = 1e-12
"""Of leaving; below it nobody does within any time that is asked for."""
ROWS_AT_ONCE = 2_048
"""So many that the processor keeps all their nodes at hand."""


class ParetoNBD(PurchaseModel):
    """Pareto/NBD: customers drop out at random times.

    Parameters: ``r`` and ``alpha`` of the gamma law of purchase rates, ``s`` and ``beta`` of that of dropping out.
    """

    name = "Pareto/NBD"
    parameters = ("r", "alpha", "s", "beta")
    in_units = frozenset({"alpha", "beta"})
    starts = ((1.0, 1.0, 1.0, 1.0), (0.5, 0.3, 0.5, 0.3), (3.0, 1.0, 0.3, 3.0))

    def expected_purchases_of_a_new_customer(self, t: float) -> float:
        """How many repeat purchases to expect of somebody in the time ``t`` after the first purchase.

        Schmittlein, Morrison and Colombo (1987), equation 17.

        Raises:
            NotEnoughEvidence: There are doubts about the model.
        """
        self._be_sure()
        start = np.zeros(1)
        return float(self._purchases_if_alive(t, Histories(start, start, start))[0])

    def _likelihood(self, histories: Histories, counts: Floats) -> Likelihood:
        """Who is a customer still, and who left since the last purchase: Fader and Hardie (2005), equation 18."""
        from scipy.special import digamma, expit, gammaln

        x, age = histories.x, histories.age
        bought, of_bought = np.unique(x, return_inverse=True)
        customers = np.bincount(of_bought, counts)

        def likelihood(params: Floats) -> tuple[float, Floats]:
            r, alpha, s, beta = params
            log_alpha, log_beta = np.log(alpha + age), np.log(beta + age)
            stayed = -(r + x) * log_alpha - s * log_beta
            log_left, means = _dropped_out(params, histories)
            left = counts * expit(log_left - stayed)
            still = counts - left
            height = (
                customers @ (gammaln(r + bought) - gammaln(r))
                + customers.sum() * (r * np.log(alpha) + s * np.log(beta))
                + counts @ np.logaddexp(stayed, log_left)
            )
            slope = (
                customers @ (digamma(r + bought) - digamma(r) + np.log(alpha)) - still @ log_alpha - left @ means[0],
                customers.sum() * r / alpha - still @ ((r + x) / (alpha + age)) - left @ ((r + x) * means[1]),
                customers.sum() * np.log(beta) + left.sum() / s - still @ log_beta - left @ means[2],
                customers.sum() * s / beta - still @ (s / (beta + age)) - left @ ((s + 1) * means[3]),
            )
            return float(height), np.array(slope)

        return likelihood

    def _leaving(self, params: Floats) -> float:
        _r, _alpha, s, beta = params
        return float(-np.expm1(-s * np.log1p(1 / beta)))

    def _probability_alive(self, histories: Histories) -> Floats:
        """Schmittlein, Morrison and Colombo (1987), equations 11 to 13."""
        from scipy.special import expit

        r, alpha, s, beta = self._values()
        stayed = -(r + histories.x) * np.log(alpha + histories.age) - s * np.log(beta + histories.age)
        log_left, _means = _dropped_out(np.array(self._values()), histories, slopes=False)
        alive: Floats = expit(stayed - log_left)
        return alive

    def _purchases_if_alive(self, t: float, histories: Histories) -> Floats:
        """Schmittlein, Morrison and Colombo (1987), equation 22, without the chance to be alive.

        (β+T)/(s−1) · [1 − ((β+T)/(β+T+t))^(s−1)] is the time that such a customer will stay; 0/0 at s = 1, which
        (exp(v) − 1)/v is not.
        """
        from scipy.special import exprel

        r, alpha, s, beta = self._values()
        passed = np.log1p(t / (beta + histories.age))
        stay = (beta + histories.age) * passed * exprel((1 - s) * passed)
        purchases: Floats = (r + histories.x) / (alpha + histories.age) * stay
        return purchases

    def _drawn_if_alive(self, t: float, histories: Histories, draws: int, chance: np.random.Generator) -> Floats:
        """As many as the rate has them make until they leave: at a rate that is gamma of shape s and rate β+T."""
        _r, _alpha, s, beta = self._values()
        leaving = chance.gamma(s, 1 / (beta + histories.age), (draws, len(histories)))
        stay = np.minimum(chance.standard_exponential(leaving.shape) / np.maximum(leaving, LEAST_RATE), t)
        return chance.poisson(self._rates(histories, draws, chance) * stay).astype(np.float64)


def _dropped_out(params: Floats, histories: Histories, slopes: bool = True) -> tuple[Floats, Floats]:
    """The part of the likelihood of those who dropped out between their last purchase and the end.

    It is s ∫ (α+τ)^−(r+x) (β+τ)^−(s+1) dτ from t_x to T, which the papers write as a difference of two ₂F₁. As an
    integral it has no digits to lose, and its derivatives are integrals at the same nodes. Over v = ln(m+τ), m the
    smaller of α and β, it is smooth: its singularities lie off the path by π.

    Returns:
        Its log, and, one row each, what its slopes are made of: the means of ln(α+τ), 1/(α+τ), ln(β+τ), 1/(β+τ) at the
        time τ of dropping out. Without slopes no rows.
    """
    blocks = [slice(first, first + ROWS_AT_ONCE) for first in range(0, len(histories), ROWS_AT_ONCE)]
    parts = [_dropped_out_of_some(params, histories.at(block), slopes) for block in blocks]
    if not parts:
        return np.zeros(0), np.zeros((4, 0))
    logs, means = zip(*parts, strict=True)
    return np.concatenate(logs), np.concatenate(means, axis=1)


def _dropped_out_of_some(params: Floats, histories: Histories, slopes: bool) -> tuple[Floats, Floats]:
    """The same, of as many as are summed at once."""
    _r, alpha, s, beta = params
    x, least = histories.x[:, None], min(alpha, beta)
    start = np.log(least + histories.t_x)[:, None]
    width = _width(params, histories, start)
    logs = start + width * (1 + NODES) / 2
    reached = np.exp(logs)
    from_alpha, from_beta = reached + (alpha - least), reached + (beta - least)
    log_alpha = logs if alpha == least else np.log(from_alpha)
    log_beta = logs if beta == least else np.log(from_beta)
    summands = logs - (params[0] + x) * log_alpha - (s + 1) * log_beta
    top = summands.max(axis=1, keepdims=True)
    parts = WEIGHTS * np.exp(summands - top)
    total = parts.sum(axis=1)
    with np.errstate(divide="ignore"):  # nobody drops out in no time
        log_left = np.log(s * total / 2 * width[:, 0]) + top[:, 0]
    if not slopes:
        return log_left, np.zeros((0, len(histories)))
    functions = (log_alpha, 1 / from_alpha, log_beta, 1 / from_beta)
    return log_left, np.array([np.einsum("ij,ij->i", parts, function) / total for function in functions])


def _width(params: Floats, histories: Histories, start: Floats) -> Floats:
    """How far to sum, over v: to the end, or to where nothing is left.

    The log of what is summed is concave in v. So the tangent at the start, where it falls, crosses ``DEEPEST`` beyond
    it, and so does every step of Newton's from there.
    """
    r, alpha, s, beta = params
    x, least = histories.x[:, None], min(alpha, beta)
    whole = np.log(least + histories.age)[:, None] - start

    def fall(width: Floats) -> tuple[Floats, Floats]:
        """Of the log since the start, and its slope."""
        reached = np.exp(start + width)
        from_alpha, from_beta = reached + (alpha - least), reached + (beta - least)
        depth = (r + x) * np.log(from_alpha) + (s + 1) * np.log(from_beta) - width
        slope: Floats = (r + x) * reached / from_alpha + (s + 1) * reached / from_beta - 1
        return depth, slope

    depth_at_start, slope = fall(np.zeros_like(start))
    with np.errstate(divide="ignore"):
        width: Floats = np.where(slope > 0, np.minimum(whole, DEEPEST / slope), whole)
    for _step in range(2):
        depth, slope = fall(width)
        beyond = np.maximum(depth - depth_at_start - DEEPEST, 0)
        width = width - np.where(beyond > 0, beyond / np.where(beyond > 0, slope, 1), 0)
    return width
