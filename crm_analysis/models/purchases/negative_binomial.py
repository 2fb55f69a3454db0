"""Customers buy at random times, each at a rate of their own, and stay for good.

Ehrenberg (1959), The pattern of consumer purchases, Applied Statistics 8(1), 26-41; Schmittlein, Bemmaor and Morrison
(1985), Why does the NBD model work?, Marketing Science 4(3), 255-266, for what it expects of single customers. It is
what the other models turn into where hardly anybody is seen leaving, and has the parameters that can be told there.
"""

from __future__ import annotations

import numpy as np

from crm_analysis.models.likelihood import Likelihood
from crm_analysis.models.points import Floats
from crm_analysis.models.purchases.histories import Histories
from crm_analysis.models.purchases.model import PurchaseModel


class NegativeBinomial(PurchaseModel):
    """NBD: nobody leaves.

    Parameters: ``r`` and ``alpha`` of the gamma law of purchase rates.
    """

    name = "NBD"
    parameters = ("r", "alpha")
    in_units = frozenset({"alpha"})
    starts = ((1.0, 1.0), (0.3, 0.1))

    def expected_purchases_of_a_new_customer(self, t: float) -> float:
        """How many repeat purchases to expect of somebody in the time ``t`` after the first purchase: rt/α.

        Raises:
            NotEnoughEvidence: There are doubts about the model.
        """
        self._be_sure()
        r, alpha = self._values()
        return r * t / alpha

    def _likelihood(self, histories: Histories, counts: Floats) -> Likelihood:
        """Of the times of purchases: α^r Γ(r+x) / Γ(r) / (α+T)^(r+x), the laws of both mixed."""
        from scipy.special import digamma, gammaln

        x, age, customers = histories.x, histories.age, float(counts.sum())

        def likelihood(params: Floats) -> tuple[float, Floats]:
            r, alpha = params
            log_age = np.log(alpha + age)
            height = counts @ (gammaln(r + x) - (r + x) * log_age) + customers * (r * np.log(alpha) - gammaln(r))
            slope = (
                counts @ (digamma(r + x) - log_age) + customers * (np.log(alpha) - digamma(r)),
                customers * r / alpha - counts @ ((r + x) / (alpha + age)),
            )
            return float(height), np.array(slope)

        return likelihood

    def _leaving(self, params: Floats) -> None:
        return None

    def _probability_alive(self, histories: Histories) -> Floats:
        return np.ones(len(histories))

    def _purchases_if_alive(self, t: float, histories: Histories) -> Floats:
        """The mean of the rate once the history is known, (r+x)/(α+T), times t."""
        r, alpha = self._values()
        purchases: Floats = (r + histories.x) / (alpha + histories.age) * t
        return purchases

    def _drawn_if_alive(self, t: float, histories: Histories, draws: int, chance: np.random.Generator) -> Floats:
        return chance.poisson(self._rates(histories, draws, chance) * t).astype(np.float64)
