"""Customers buy at random times, each at a rate of their own, and may drop out whenever they have bought.

BG/NBD: Fader, Hardie and Lee (2005), "Counting your customers" the easy way, Marketing Science 24(2), 275-284.
MBG/NBD: Batislam, Denizel and Filiztekin (2007), Empirical validation and comparison of models for customer base
analysis, International Journal of Research in Marketing 24(3), 201-209.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from crm_analysis.models.likelihood import Likelihood
from crm_analysis.models.points import Floats
from crm_analysis.models.purchases.dropping_out import purchases_until
from crm_analysis.models.purchases.histories import Histories, kinds, looked_up
from crm_analysis.models.purchases.model import PurchaseModel

LEAST_CHANCE = 1e-12
"""Of dropping out: numbers below it are too small for draws to be made of them, and never come."""


class BetaGeometric(PurchaseModel):
    """BG/NBD: whoever has bought again may drop out; whoever has not is a customer still.

    Parameters: ``r`` and ``alpha`` of the gamma law of purchase rates, ``a`` and ``b`` of the beta law of dropping out.
    """

    name = "BG/NBD"
    parameters = ("r", "alpha", "a", "b")
    in_units = frozenset({"alpha"})
    starts = ((1.0, 1.0, 1.0, 1.0), (0.3, 0.1, 0.5, 2.0), (3.0, 1.0, 0.2, 4.0))

    first_chances: ClassVar[int] = 0
    """How often a customer may have dropped out before the first repeat purchase."""

    def expected_purchases_of_a_new_customer(self, t: float) -> float:
        """How many repeat purchases to expect of somebody in the time ``t`` after the first purchase.

        Fader, Hardie and Lee (2005), equation 9.

        Raises:
            NotEnoughEvidence: There are doubts about the model.
        """
        self._be_sure()
        r, alpha, a, b = self._values()
        first = self.first_chances
        remains = (b / (a + b)) ** first
        return remains * float(purchases_until(t, np.array([r]), np.array([alpha]), a, np.array([b + first]))[0])

    def _likelihood(self, histories: Histories, counts: Floats) -> Likelihood:
        """Fader, Hardie and Lee (2005), equation 6, with derivatives: who stayed, and who dropped out at once.

        Who stayed is told by how many customers are of each age and of each number of purchases; only who dropped out
        by each kind of customer.
        """
        from scipy.special import digamma, gammaln

        bought, of_bought = looked_up(histories.x)
        ages, of_age = looked_up(histories.age)
        customers, chances = np.bincount(of_bought, counts), bought + self.first_chances
        aged, aged_bought = np.bincount(of_age, counts), np.bincount(of_age, counts * histories.x)
        leavers = _Leavers(histories, counts, self.first_chances)

        def likelihood(params: Floats) -> tuple[float, Floats]:
            r, alpha, a, b = params
            log_age = np.log(alpha + ages)
            left = leavers.seen(params)
            by_bought = (
                gammaln(r + bought)
                - gammaln(r)
                + r * np.log(alpha)
                + gammaln(a + b)
                - gammaln(b)
                + gammaln(b + chances)
                - gammaln(a + b + chances)
            )
            height = customers @ by_bought - (r * aged + aged_bought) @ log_age + left.height
            both = digamma(a + b) - digamma(a + b + chances)
            slope = (
                customers @ (digamma(r + bought) - digamma(r) + np.log(alpha)) - aged @ log_age + left.slope[0],
                customers.sum() * r / alpha - (r * aged + aged_bought) @ (1 / (alpha + ages)) + left.slope[1],
                customers @ both + left.slope[2],
                customers @ (both + digamma(b + chances) - digamma(b)) + left.slope[3],
            )
            return float(height), np.array(slope)

        return likelihood

    def _leaving(self, params: Floats) -> float:
        _r, _alpha, a, b = params
        return float(a / (a + b))

    def _probability_alive(self, histories: Histories) -> Floats:
        """The denominator of Fader, Hardie and Lee (2005), equation 10."""
        from scipy.special import expit

        alive: Floats = expit(-self._log_odds_of_having_left(np.array(self._values()), histories))
        return alive

    def _purchases_if_alive(self, t: float, histories: Histories) -> Floats:
        """The rest of equation 10: that of a new customer, with the laws as the history has changed them."""
        r, alpha, a, b = self._values()
        firsts, kind = kinds(histories.x, histories.age)
        x, age = histories.x[firsts], histories.age[firsts]
        return purchases_until(t, r + x, alpha + age, a, b + x + self.first_chances)[kind]

    def _drawn_if_alive(self, t: float, histories: Histories, draws: int, chance: np.random.Generator) -> Floats:
        """As many as the rate has them make, or until one drops out after one of them: p is beta of a and b+x."""
        _r, _alpha, a, b = self._values()
        leaving = chance.beta(a, b + histories.x + self.first_chances, (draws, len(histories)))
        until_left = chance.geometric(np.maximum(leaving, LEAST_CHANCE))
        return np.minimum(chance.poisson(self._rates(histories, draws, chance) * t), until_left).astype(np.float64)

    def _log_odds_of_having_left(self, params: Floats, histories: Histories) -> Floats:
        """Log of the chance to have dropped out after the last purchase seen, over that to be a customer still."""
        r, alpha, a, b = params
        silence = np.log((alpha + histories.age) / (alpha + histories.t_x))
        odds = np.log(a / self._b_at_last(b, histories.x)) + (r + histories.x) * silence
        return np.where(histories.x + self.first_chances > 0, odds, -np.inf)

    def _b_at_last(self, b: float, x: Floats) -> Floats:
        """The beta law's second parameter when the last chance to drop out came; ``b`` where there was none yet."""
        earlier: Floats = b + np.maximum(x + self.first_chances - 1, 0)
        return earlier


class ModifiedBetaGeometric(BetaGeometric):
    """MBG/NBD: customers may drop out after their first purchase as after any other.

    Its equations are those of BG/NBD with one chance more to drop out, the first at time 0. Parameters as there.
    """

    name = "MBG/NBD"
    first_chances = 1


@dataclass(frozen=True)
class _Left:
    """What those who may have dropped out after their last purchase add to the likelihood, and to its slope."""

    height: float
    slope: tuple[float, float, float, float]


class _Leavers:
    """Customers who may have dropped out after their last purchase, looked up by their three figures.

    The same few ages and times stand with hundreds of thousands of kinds of customers: what is a function of one
    of them is reckoned once per value.
    """

    def __init__(self, histories: Histories, counts: Floats, first_chances: int) -> None:
        may = histories.x + first_chances > 0
        self._counts = counts[may]
        self._bought, self._of_bought = looked_up(histories.x[may])
        self._ages, self._of_age = looked_up(histories.age[may])
        self._lasts, self._of_last = looked_up(histories.t_x[may])
        self._earlier_chances = np.maximum(self._bought + first_chances - 1, 0)

    def seen(self, params: Floats) -> _Left:
        """Their share, in the log of the likelihood: ln(1 + odds of having left)."""
        r, alpha, a, b = params
        b_at_last = b + self._earlier_chances
        rate = (r + self._bought)[self._of_bought]
        silence = np.log(alpha + self._ages)[self._of_age] - np.log(alpha + self._lasts)[self._of_last]
        odds = np.log(a / b_at_last)[self._of_bought] + rate * silence
        small = np.exp(-np.abs(odds))
        left = self._counts * np.where(odds >= 0, 1.0, small) / (1 + small)
        shorter = (1 / (alpha + self._ages))[self._of_age] - (1 / (alpha + self._lasts))[self._of_last]
        return _Left(
            float(self._counts @ (np.maximum(odds, 0) + np.log1p(small))),
            (
                float(left @ silence),
                float((left * rate) @ shorter),
                float(left.sum() / a),
                -float(left @ (1 / b_at_last)[self._of_bought]),
            ),
        )
