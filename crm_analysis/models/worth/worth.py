"""What to expect of each customer: by a model of purchases and that of what one brings, or by a plain rule beside them.

Purchases and what they bring are taken to have nothing to do with each other, so that their means multiply (Fader,
Hardie and Lee 2005, RFM and CLV, Journal of Marketing Research 42(4), 415-430, equation 1).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from crm_analysis.errors import NotEnoughEvidence
from crm_analysis.models.likelihood import LikelihoodModel
from crm_analysis.models.points import Floats
from crm_analysis.models.purchases import (
    BetaGeometric,
    ModifiedBetaGeometric,
    NegativeBinomial,
    ParetoNBD,
    PurchaseModel,
)
from crm_analysis.models.spend import GammaGamma

MODELS: Mapping[str, type[PurchaseModel]] = {
    "bg_nbd": BetaGeometric,
    "mbg_nbd": ModifiedBetaGeometric,
    "pareto_nbd": ParetoNBD,
    "nbd": NegativeBinomial,
}
PAST_RATE, AVERAGE = "past_rate", "average"
"""Everybody goes on as often as so far; everybody is like the average of all."""
RULES = (PAST_RATE, AVERAGE)
SPEND = "gamma_gamma"
TIME_UNIT = "week"
DAYS_OF_A_UNIT = 7
"""Weeks, as the papers have them."""
DAYS_OF_A_YEAR = 365.25
DAYS_OF_A_STEP = DAYS_OF_A_YEAR / 12
"""Each month's money is discounted from the middle of the month."""


@dataclass(frozen=True)
class Terms:
    """How money is reckoned.

    Args:
        margin: The share of what a purchase brings that stays with the shop; 1 tells sales instead of profit.
        discount: Yearly rate by which money is worth less the later it comes, such as 0.1; 0 adds it up as it comes.
    """

    margin: float = 1.0
    discount: float = 0.0

    def __post_init__(self) -> None:
        if not self.discount > -1:
            raise ValueError(f"{self} cannot be. Give a discount above −1.")


@dataclass(frozen=True)
class Worth:
    """The models fitted to a shop.

    Args:
        customers: ``customer_id, x, t_x, T, mean_value``: times in weeks; what a repeat purchase brought on average,
            blank without one.
        purchases: Name → model of purchases.
        spend: Model of what a purchase brings.
    """

    customers: pd.DataFrame
    purchases: Mapping[str, PurchaseModel]
    spend: GammaGamma

    @classmethod
    def of(cls, histories: pd.DataFrame) -> Worth:
        """Fit all models.

        Args:
            histories: Answer of ``purchase_histories``.
        """
        x = histories["x"]
        customers = histories[["customer_id", "x"]].assign(
            t_x=histories["t_x"] / DAYS_OF_A_UNIT,
            T=histories["T"] / DAYS_OF_A_UNIT,
            mean_value=histories["repeat_sales"] / x.where(x > 0),
        )
        purchases = {name: model().fit(x, customers["t_x"], customers["T"]) for name, model in MODELS.items()}
        return cls(customers, purchases, GammaGamma().fit(x, customers["mean_value"].fillna(0.0)))

    @property
    def sure(self) -> list[str]:
        """The models of purchases that are not in doubt, the likeliest first."""
        names = [name for name, model in self.purchases.items() if not model.declined_]
        return sorted(names, key=lambda name: -self.purchases[name].log_likelihood_)

    def doubts_of(self, method: str | None) -> tuple[NotEnoughEvidence, ...]:
        """Why something is blank, or goes by what customers have spent so far; empty where there is no doubt."""
        if method is None:
            return tuple(doubt for _name, model in self.models() for doubt in model.doubts_)
        if method in RULES:
            return ()
        return (*self.purchases[method].doubts_, *self.spend.doubts_)

    def expected(self, horizon_days: int, method: str | None, terms: Terms | None = None) -> pd.DataFrame:
        """What to expect of each customer in the next days.

        Args:
            horizon_days: How many days.
            method: Of ``MODELS`` or ``RULES``; all is blank where none is used.
            terms: How money is reckoned; as it comes where nothing is said.

        Returns:
            ``customer_id, x, t_x, T, mean_value, expected_orders, expected_value``, in the order of the customers;
            blank where there are doubts about the model of purchases. Where there are about that of spend, each goes on
            spending as so far, and who has no repeat purchase spends as all others.
        """
        if method is None:
            return self.customers.assign(expected_orders=np.nan, expected_value=np.nan)
        terms = terms or Terms()
        ends = np.minimum(np.arange(0, horizon_days + DAYS_OF_A_STEP, DAYS_OF_A_STEP), horizon_days)
        made = self._purchases_at(ends, method)
        worth = (1 + terms.discount) ** (-(ends[1:] + ends[:-1]) / 2 / DAYS_OF_A_YEAR)
        return self.customers.assign(
            expected_orders=made[-1],
            expected_value=terms.margin * self.spend_of(method) * (worth @ np.diff(made, axis=0)),
        )

    def models(self) -> Iterator[tuple[str, LikelihoodModel]]:
        """Every model by its name in reports."""
        yield from self.purchases.items()
        yield SPEND, self.spend

    def _purchases_at(self, days: Floats, method: str) -> Floats:
        """Purchases of each customer up to each day: one row per day."""
        known = self.customers
        if method not in RULES:
            model = self.purchases[method]
            if model.declined_:
                return np.full((len(days), len(known)), np.nan)
            return model.expected_purchases_at(days / DAYS_OF_A_UNIT, known["x"], known["t_x"], known["T"])
        age = known["T"].to_numpy()
        rates = np.divide(known["x"].to_numpy(np.float64), age, out=np.zeros(len(known)), where=age > 0)
        if method == AVERAGE and len(known):
            rates = np.full(len(known), rates.mean())
        return np.outer(days / DAYS_OF_A_UNIT, rates)

    def spend_of(self, method: str) -> Floats:
        """What a purchase of each customer is expected to bring; plain rules look at the past alone."""
        means = self.customers["mean_value"]
        if method not in RULES and not self.spend.declined_:
            return self.spend.expected_spend(self.customers["x"], means.fillna(0.0))
        of_all = float(np.average(means.fillna(0.0), weights=self.customers["x"])) if means.notna().any() else np.nan
        each: Floats = (pd.Series(of_all, means.index) if method == AVERAGE else means.fillna(of_all)).to_numpy()
        return each
