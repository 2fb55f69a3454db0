"""What to expect of each customer: by the model of purchases that fits the shop best, and that of what one brings.

All three models of purchases have four parameters, so that the larger likelihood alone tells which fits better.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from crm_analysis.errors import NotEnoughEvidence
from crm_analysis.models.likelihood import LikelihoodModel
from crm_analysis.models.points import Floats
from crm_analysis.models.purchases import BetaGeometric, ModifiedBetaGeometric, ParetoNBD, PurchaseModel
from crm_analysis.models.spend import GammaGamma

MODELS: Mapping[str, type[PurchaseModel]] = {
    "bg_nbd": BetaGeometric,
    "mbg_nbd": ModifiedBetaGeometric,
    "pareto_nbd": ParetoNBD,
}
SPEND = "gamma_gamma"
TIME_UNIT = "week"
DAYS_OF_A_UNIT = 7
"""Weeks, as the papers have them."""


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
    def best(self) -> PurchaseModel:
        """The likeliest of those that are not in doubt; where all are, the first."""
        sure = [model for model in self.purchases.values() if not model.declined_]
        return max(sure, key=lambda model: model.log_likelihood_, default=next(iter(self.purchases.values())))

    @property
    def doubts(self) -> tuple[NotEnoughEvidence, ...]:
        """Why something that is expected stays blank; empty where nothing does."""
        return (*self.best.doubts_, *self.spend.doubts_)

    def expected(self, horizon_days: int) -> pd.DataFrame:
        """What to expect of each customer in the next days.

        Args:
            horizon_days: How many days.

        Returns:
            ``customer_id, x, t_x, T, mean_value, expected_orders, expected_value``, in the order of the customers;
            blank what there are doubts about. Purchases and what they bring are taken to be independent, so that their
            means multiply (Fader, Hardie and Lee 2005, RFM and CLV, Journal of Marketing Research 42(4), 415-430,
            equation 1).
        """
        known = self.customers
        orders: Floats = np.full(len(known), np.nan)
        each = orders
        if not self.best.declined_:
            orders = self.best.expected_purchases(horizon_days / DAYS_OF_A_UNIT, known["x"], known["t_x"], known["T"])
        if not self.spend.declined_:
            each = self.spend.expected_spend(known["x"], known["mean_value"].fillna(0.0))
        return known.assign(expected_orders=orders, expected_value=orders * each)

    def models(self) -> Iterator[tuple[str, LikelihoodModel]]:
        """Every model by its name in reports."""
        yield from self.purchases.items()
        yield SPEND, self.spend
