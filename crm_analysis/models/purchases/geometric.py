"""Customers buy at random times, each at a rate of their own, and may drop out whenever they have bought.

BG/NBD: Fader, Hardie and Lee (2005), "Counting your customers" the easy way, Marketing Science 24(2), 275-284.
MBG/NBD: Batislam, Denizel and Filiztekin (2007), Empirical validation and comparison of models for customer base
analysis, International Journal of Research in Marketing 24(3), 201-209.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from crm_analysis.models.likelihood import Likelihood
from crm_analysis.models.points import Floats
from crm_analysis.models.purchases.dropping_out import purchases_until
from crm_analysis.models.purchases.histories import Histories, kinds
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
        """Fader, Hardie and Lee (2005), equation 6, with derivatives: who stayed, and who dropped out at once."""
        from scipy.special import digamma, expit, gammaln

        x, t_x, age = histories.x, histories.t_x, histories.age
        bought, of_bought = np.unique(x, return_inverse=True)
        customers = np.bincount(of_bought, counts)
        chances = bought + self.first_chances

        def likelihood(params: Floats) -> tuple[float, Floats]:
            r, alpha, a, b = params
            log_age, log_last = np.log(alpha + age), np.log(alpha + t_x)
            odds = self._log_odds_of_having_left(params, histories)
            left = counts * expit(odds)
            by_bought = (
                gammaln(r + bought)
                - gammaln(r)
                + r * np.log(alpha)
                + gammaln(a + b)
                - gammaln(b)
                + gammaln(b + chances)
                - gammaln(a + b + chances)
            )
            height = customers @ by_bought + counts @ (np.logaddexp(0, odds) - (r + x) * log_age)
            both = digamma(a + b) - digamma(a + b + chances)
            slope = (
                customers @ (digamma(r + bought) - digamma(r) + np.log(alpha))
                - counts @ log_age
                + left @ (log_age - log_last),
                customers.sum() * r / alpha
                - counts @ ((r + x) / (alpha + age))
                + left @ ((r + x) * (1 / (alpha + age) - 1 / (alpha + t_x))),
                customers @ both + left.sum() / a,
                customers @ (both + digamma(b + chances) - digamma(b)) - left @ (1 / self._b_at_last(b, x)),
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
