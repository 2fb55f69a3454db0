"""What a customer spends per purchase, when few purchases are known of most.

Fader and Hardie (2013), The Gamma-Gamma model of monetary value, brucehardie.com/notes/025: the amounts of a customer
vary by a gamma law around a mean of their own, and these means by another one. Few purchases draw what is expected of
a customer to the mean of all.
"""

from __future__ import annotations

from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from crm_analysis.errors import NotEnoughEvidence
from crm_analysis.i18n import N_
from crm_analysis.models.likelihood import Likelihood, LikelihoodModel, Optimum, maximised, refined
from crm_analysis.models.points import Floats
from crm_analysis.models.purchases.histories import looked_up

FEWEST_CUSTOMERS = 50
CUSTOMERS_TO_START_WITH = 5_000
"""Of more, so many show where to start with all of them."""
MOST_CORRELATION = 0.3
"""Of the number of purchases and what one brings, either way: the model takes them to be independent."""
MOST_LEFT_OUT = 0.05
"""The share of customers whose purchases brought nothing or less, beyond which it is said."""

TOO_FEW = N_(
    "{model}: not enough evidence (customers who came back and paid: {customers} of {fewest}). "
    "Widen the filters, or wait; go by what customers have spent so far until then."
)
NO_MEAN = N_(
    "{model}: what customers spend lies so far apart that it has no mean (q = {q}, which must be above 1). "
    "Go by what they have spent so far."
)
NOT_CONVERGED = N_(
    "{model}: no parameters were found that describe these amounts best. Go by what customers have spent so far."
)
MEAN_IN_DOUBT = N_("{model}: the mean of what customers spend rests on a few of them (q = {q} ± {error}).")
CORRELATED = N_(
    "{model}: how often customers buy and how much they spend go together here (correlation {correlation}), "
    "which the model does not know. What it says of the most frequent ones is off."
)
LEFT_OUT = N_("{model}: {left_out} customers whose repeat purchases brought nothing or less are left out.")


class GammaGamma(LikelihoodModel):
    """Gamma-Gamma: the mean amount of each customer's purchases.

    Parameters: ``p``, the shape of the law of amounts; ``q`` and ``gamma``, shape and rate of the law of its rates.

    Attributes:
        left_out_: Customers who came back but whose purchases brought nothing or less: no gamma law has such amounts.
        correlation_: Of the number of purchases and their mean amount; NaN where one of them is the same for all.
    """

    name = "Gamma-Gamma"
    parameters = ("p", "q", "gamma")
    in_units = frozenset({"gamma"})
    starts = ((1.0, 2.0, 1.0), (6.0, 4.0, 0.5), (2.0, 3.0, 2.0))

    left_out_: int
    correlation_: float

    def fit(self, x: ArrayLike, mean_spend: ArrayLike) -> Self:
        """Find the parameters under which these amounts are likeliest.

        Args:
            x: Purchases of each customer that the mean is taken of, such as the repeat purchases; who has none tells
                nothing.
            mean_spend: Their mean amount, in one currency.

        Raises:
            ValueError: A number of purchases or an amount cannot be.
        """
        purchases, means = _checked(x, mean_spend)
        paid = (purchases > 0) & (means > 0)
        self._learn_nothing(float(paid.sum()))
        self.left_out_ = int(((purchases > 0) & ~paid).sum())
        purchases, means = purchases[paid], means[paid]
        self.correlation_ = _correlation(purchases, means)
        if self.customers_ < FEWEST_CUSTOMERS:
            self.doubts_ = (NotEnoughEvidence(TOO_FEW, model=self.name, customers=len(means), fewest=FEWEST_CUSTOMERS),)
            return self
        unit = float(means.mean())
        self._learn(self._top(purchases, means / unit), unit, self.customers_)
        return self

    def expected_spend(self, x: ArrayLike, mean_spend: ArrayLike) -> Floats:
        """The mean amount to expect of each customer's purchases: Fader and Hardie (2013), equation 5.

        Args:
            x: Purchases that are known; of whom there are none, the mean of all customers is expected.
            mean_spend: Their mean amount. Below zero it counts as nothing.

        Raises:
            NotEnoughEvidence: There are doubts about the model.
            ValueError: A number of purchases or an amount cannot be.
        """
        self._be_sure()
        purchases, means = _checked(x, mean_spend)
        p, q, gamma = self._values()
        expected: Floats = p * (gamma + purchases * np.maximum(means, 0)) / (p * purchases + q - 1)
        return expected

    def drawn_spend(
        self, purchases: Floats, x: ArrayLike, mean_spend: ArrayLike, chance: np.random.Generator
    ) -> Floats:
        """What so many purchases of each customer may bring together, drawn by chance as the model has them spend.

        Args:
            purchases: One row per draw, one column per customer.
            x: Purchases that are known.
            mean_spend: Their mean amount. Below zero it counts as nothing.
            chance: Draws.

        Raises:
            NotEnoughEvidence: There are doubts about the model.
            ValueError: A number of purchases or an amount cannot be.
        """
        self._be_sure()
        known, means = _checked(x, mean_spend)
        p, q, gamma = self._values()
        rates = chance.gamma(q + p * known, 1 / (gamma + known * np.maximum(means, 0)), purchases.shape)
        spend: Floats = chance.gamma(p * purchases) / rates
        return spend

    def expected_spend_of_a_new_customer(self) -> float:
        """The mean amount of all customers, pγ/(q − 1).

        Raises:
            NotEnoughEvidence: There are doubts about the model.
        """
        return float(self.expected_spend(0, 0)[0])

    def _top(self, purchases: Floats, means: Floats) -> Optimum:
        """Where these amounts are likeliest: of many customers, some of them lead there."""
        likelihood = _likelihood(purchases, means)
        step = len(means) // CUSTOMERS_TO_START_WITH
        if step < 2:
            return maximised(likelihood, self.starts, self.customers_)
        some = slice(None, None, step)
        near = maximised(_likelihood(purchases[some], means[some]), self.starts, len(means[some]))
        return refined(likelihood, near, len(means[some]) / self.customers_, self.customers_)

    def _doubts(self, optimum: Optimum) -> list[NotEnoughEvidence]:
        if not optimum.converged:
            return [NotEnoughEvidence(NOT_CONVERGED, model=self.name)]
        if self.params_["q"] <= 1:
            return [NotEnoughEvidence(NO_MEAN, model=self.name, q=f"{self.params_['q']:.2f}")]
        return []

    def _warnings(self, optimum: Optimum) -> list[NotEnoughEvidence]:
        q, error = self.params_["q"], self.standard_errors_["q"]
        told = [self._ran_away(optimum)] if any(optimum.ran_away) else []
        # Of 1/q, which nears 0 where all spend alike and whose error is far more even than that of q.
        if 1 / q + 2 * error / q**2 >= 1:
            told.append(NotEnoughEvidence(MEAN_IN_DOUBT, model=self.name, q=f"{q:.2f}", error=f"{error:.2f}"))
        if abs(self.correlation_) > MOST_CORRELATION:
            told.append(NotEnoughEvidence(CORRELATED, model=self.name, correlation=f"{self.correlation_:.2f}"))
        if self.left_out_ > MOST_LEFT_OUT * (self.customers_ + self.left_out_):
            told.append(NotEnoughEvidence(LEFT_OUT, model=self.name, left_out=self.left_out_))
        return told


def _checked(x: ArrayLike, mean_spend: ArrayLike) -> tuple[Floats, Floats]:
    """Both as numbers, one per customer; the mean of no purchases is 0."""
    purchases, means = np.broadcast_arrays(
        *(np.atleast_1d(np.asarray(column, np.float64)) for column in (x, mean_spend))
    )
    means = np.where(purchases == 0, 0.0, means)
    wrong = ~((purchases >= 0) & (purchases == np.floor(purchases)) & np.isfinite(means))
    if wrong.any():
        place = int(np.argmax(wrong))
        raise ValueError(
            f"customer {place}: x = {purchases[place]}, mean spend = {means[place]} cannot be. "
            "Give whole x of 0 or more, and a number where x is above 0."
        )
    return purchases, means


def _correlation(purchases: Floats, means: Floats) -> float:
    """Pearson's, of the purchases of customers and their mean amount."""
    if len(means) < 2 or not (np.ptp(purchases) > 0 and np.ptp(means) > 0):
        return float("nan")
    return float(np.corrcoef(purchases, means)[0, 1])


def _likelihood(x: Floats, means: Floats) -> Likelihood:
    """Fader and Hardie (2013), equation 1a, with its derivatives."""
    from scipy.special import digamma, gammaln

    bought, of_bought = looked_up(x)
    customers = np.bincount(of_bought).astype(np.float64)
    log_bought = np.log(bought)
    spent, log_means = x * means, np.log(means)
    sum_of_logs, bought_logs = log_means.sum(), x @ log_means

    def likelihood(params: Floats) -> tuple[float, Floats]:
        p, q, gamma = params
        total = gamma + spent
        log_all = np.log(total)
        by_one = 1 / total
        logs, x_logs = log_all.sum(), x @ log_all
        by_bought = gammaln(p * bought + q) - gammaln(p * bought) - gammaln(q) + q * np.log(gamma)
        height = customers @ (by_bought + p * bought * log_bought) + p * (bought_logs - x_logs) - sum_of_logs - q * logs
        slope = (
            (customers * bought) @ (digamma(p * bought + q) - digamma(p * bought) + log_bought) + bought_logs - x_logs,
            customers @ (digamma(p * bought + q) - digamma(q) + np.log(gamma)) - logs,
            customers.sum() * q / gamma - p * (x @ by_one) - q * by_one.sum(),
        )
        return float(height), np.array(slope)

    return likelihood
