"""What the models of purchases share: how they are fitted, when they are doubted, what they are asked."""

from __future__ import annotations

from abc import abstractmethod
from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from crm_analysis.errors import NotEnoughEvidence
from crm_analysis.i18n import N_
from crm_analysis.models.likelihood import Likelihood, LikelihoodModel, Optimum, maximised, refined
from crm_analysis.models.points import Floats
from crm_analysis.models.purchases.histories import Histories

FEWEST_CUSTOMERS = 100
FEWEST_RETURNED = 30
LEAST_LEAVING = 1e-3
"""Where fewer leave, after one purchase or in the time that customers are known, nobody is seen leaving."""
WIDEST_ERROR = 1.0
"""Standard error of a parameter, as a share of it, beyond which the data hardly tell it."""
KINDS_TO_START_WITH = 5_000
"""Of more kinds of customers, so many show where to start with all of them."""

TOO_FEW = N_(
    "{model}: not enough evidence (customers: {customers} of {fewest_customers}, of whom came back: {returned} of "
    "{fewest_returned}). Widen the filters, or wait; go by the days since the last order until then."
)
NOBODY_LEAVES = N_(
    "{model}: hardly anybody is seen leaving in these orders, so who stays cannot be told from who leaves. "
    "Go by the days since the last order."
)
NOT_CONVERGED = N_(
    "{model}: no parameters were found that describe these customers best. Go by the days since the last order."
)
UNSURE = N_("{model}: {parameters} could as well be twice as large or near zero. Take single customers with caution.")


class PurchaseModel(LikelihoodModel):
    """A model of who comes back how often and drops out unseen.

    Time may be in any unit, the same in ``fit`` and in every question.
    """

    def fit(self, x: ArrayLike, t_x: ArrayLike, age: ArrayLike, weights: ArrayLike | None = None) -> Self:
        """Find the parameters under which these histories are likeliest.

        Args:
            x: Repeat purchases of each customer: those after the first.
            t_x: Time from the first purchase to the last; 0 without a repeat purchase.
            age: Time from the first purchase to the end of what is seen (T in the papers).
            weights: How many customers each history stands for; one each where there are none.

        Raises:
            ValueError: A history cannot be.
        """
        given = Histories.of(x, t_x, age)
        firsts, kind = given.alike()
        histories = given.at(firsts)
        each = np.ones(len(given)) if weights is None else np.asarray(weights, np.float64)
        counts: Floats = np.bincount(kind, each, len(firsts)).astype(np.float64)
        self._learn_nothing(float(counts.sum()))
        returned = float(counts[histories.x > 0].sum())
        if self.customers_ < FEWEST_CUSTOMERS or returned < FEWEST_RETURNED:
            self.doubts_ = (self._too_few(returned),)
            return self
        unit = float(counts @ histories.age / self.customers_) or 1.0
        scaled = histories.in_units_of(unit)
        optimum = self._top(scaled, counts)
        # A likelihood is a density over the times of the purchases: one unit of time for each of them.
        self._learn(optimum, unit, float(counts @ histories.x))
        return self

    def expected_purchases(self, t: float, x: ArrayLike, t_x: ArrayLike, age: ArrayLike) -> Floats:
        """How many purchases to expect of each customer in the next ``t``, from what is known of them.

        Raises:
            NotEnoughEvidence: There are doubts about the model.
            ValueError: A history cannot be.
        """
        purchases: Floats = self.expected_purchases_at([t], x, t_x, age)[0]
        return purchases

    def expected_purchases_at(self, times: ArrayLike, x: ArrayLike, t_x: ArrayLike, age: ArrayLike) -> Floats:
        """The same up to each of several times: one row per time, one column per customer.

        Raises:
            NotEnoughEvidence: There are doubts about the model.
            ValueError: A history cannot be.
        """
        self._be_sure()
        given = Histories.of(x, t_x, age)
        firsts, kind = given.alike()
        histories = given.at(firsts)
        alive = self._probability_alive(histories)
        return np.array([(alive * self._purchases_if_alive(t, histories))[kind] for t in np.asarray(times, np.float64)])

    def drawn_purchases(
        self, t: float, x: ArrayLike, t_x: ArrayLike, age: ArrayLike, draws: int, chance: np.random.Generator
    ) -> Floats:
        """How many purchases customers may make in the next ``t``, drawn by chance as the model has them buy and leave.

        Returns:
            One row per draw, one column per customer.

        Raises:
            NotEnoughEvidence: There are doubts about the model.
            ValueError: A history cannot be.
        """
        self._be_sure()
        histories = Histories.of(x, t_x, age)
        alive = chance.uniform(size=(draws, len(histories))) < self._probability_alive(histories)
        drawn: Floats = np.where(alive, self._drawn_if_alive(t, histories, draws, chance), 0)
        return drawn

    @abstractmethod
    def expected_purchases_of_a_new_customer(self, t: float) -> float:
        """How many repeat purchases to expect of somebody in the time ``t`` after the first purchase.

        Raises:
            NotEnoughEvidence: There are doubts about the model.
        """

    @abstractmethod
    def _likelihood(self, histories: Histories, counts: Floats) -> Likelihood:
        """The log-likelihood of so many customers of each history."""

    @abstractmethod
    def _leaving(self, params: Floats) -> float | None:
        """The share of customers who leave after a purchase, or in a unit of time; None where it knows none."""

    @abstractmethod
    def _probability_alive(self, histories: Histories) -> Floats:
        """That a customer has not dropped out by the end of what is seen.

        An ingredient of what is expected, never a sign of who is leaving: as such it does worse than the days since
        the last order, and by BG/NBD it is 1 for everybody who bought once.
        """

    @abstractmethod
    def _purchases_if_alive(self, t: float, histories: Histories) -> Floats:
        """How many purchases to expect in the next ``t`` of customers who have not dropped out."""

    @abstractmethod
    def _drawn_if_alive(self, t: float, histories: Histories, draws: int, chance: np.random.Generator) -> Floats:
        """Purchases in the next ``t`` of customers who have not dropped out: one row per draw."""

    def _rates(self, histories: Histories, draws: int, chance: np.random.Generator) -> Floats:
        """Rates of purchase of customers who have not dropped out: gamma of shape r+x and rate α+T in every model."""
        r, alpha = self._values()[:2]
        rates: Floats = chance.gamma(r + histories.x, 1 / (alpha + histories.age), (draws, len(histories)))
        return rates

    def _top(self, histories: Histories, counts: Floats) -> Optimum:
        """Where these histories are likeliest: of many kinds of customers, some of them lead there."""
        likelihood = self._likelihood(histories, counts)
        step = len(histories) // KINDS_TO_START_WITH
        if step < 2:
            return maximised(likelihood, self.starts, self.customers_)
        some, so_many = histories.at(slice(None, None, step)), counts[::step]
        part = float(so_many.sum())
        near = maximised(self._likelihood(some, so_many), self.starts, part)
        return refined(likelihood, near, part / self.customers_, self.customers_)

    def _too_few(self, returned: float) -> NotEnoughEvidence:
        return NotEnoughEvidence(
            TOO_FEW,
            model=self.name,
            customers=round(self.customers_),
            fewest_customers=FEWEST_CUSTOMERS,
            returned=round(returned),
            fewest_returned=FEWEST_RETURNED,
        )

    def _doubts(self, optimum: Optimum) -> list[NotEnoughEvidence]:
        leaving = self._leaving(optimum.params)
        if leaving is not None and leaving < LEAST_LEAVING:
            return [NotEnoughEvidence(NOBODY_LEAVES, model=self.name)]
        if not optimum.converged:
            return [NotEnoughEvidence(NOT_CONVERGED, model=self.name)]
        return []

    def _warnings(self, optimum: Optimum) -> list[NotEnoughEvidence]:
        if any(optimum.ran_away):
            return [self._ran_away(optimum)]
        errors = optimum.standard_errors / optimum.params
        unsure = [name for name, error in zip(self.parameters, errors, strict=True) if not error < WIDEST_ERROR]
        return [NotEnoughEvidence(UNSURE, model=self.name, parameters=", ".join(unsure))] if unsure else []
