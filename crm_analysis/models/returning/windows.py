"""A window of days as models read it: what was known of each customer before it, and who ordered in it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from crm_analysis.models.points import Floats, drawn
from crm_analysis.models.purchases import BetaGeometric, ModifiedBetaGeometric, ParetoNBD, PurchaseModel

Flags = NDArray[np.bool_]

PURCHASE_MODELS: dict[str, type[PurchaseModel]] = {
    "bg_nbd": BetaGeometric,
    "mbg_nbd": ModifiedBetaGeometric,
    "pareto_nbd": ParetoNBD,
}
DAYS_OF_A_WEEK = 7
MOST_FITTED = 2_500
"""Customers that a model of four parameters is fitted to; more move the areas by less than a thousandth."""
SEED = 42
LEAST_EXPECTED = 1e-6
ON_A_LOG_SCALE = (
    "silence_days",
    "tenure_days",
    "recent_30",
    "recent_90",
    "recent_180",
    "gross_sales",
    "last_sales",
    "lines_per_order",
    "last_lines",
    "tickets",
    "visit_days",
)
LOW_RATING = 0.4
"""Two of five stars."""


class Known:
    """What was known of each customer on a day, and the models of purchases fitted to it.

    Args:
        customers: Answer of ``return_features``.
    """

    def __init__(self, customers: pd.DataFrame) -> None:
        self.customers = customers
        self._expected: dict[tuple[PurchaseModel, int], Floats] = {}

    @cached_property
    def models(self) -> dict[str, PurchaseModel]:
        """Each model of purchases, fitted to some of the customers.

        They rank customers, in trials against plainer rules; so they are asked although there be doubts about them.
        """
        x, t_x, age = self._histories()
        some = drawn(len(x), MOST_FITTED, SEED)
        # Whole weeks: fewer kinds of customers, and a purchase of a later day stays a later purchase.
        rounded = x[some], np.ceil(t_x[some]), np.ceil(age[some])
        return {name: model(despite_doubts=True).fit(*rounded) for name, model in PURCHASE_MODELS.items()}

    def expected(self, model: PurchaseModel, days: int) -> Floats:
        """The purchases of each customer that a model expects in the next days.

        A model that has too little to be fitted to expects as much of everybody.
        """
        if (model, days) not in self._expected:
            self._expected[model, days] = (
                model.expected_purchases(days / DAYS_OF_A_WEEK, *self._histories())
                if model.params_
                else np.ones(len(self.customers))
            )
        return self._expected[model, days]

    @cached_property
    def regressors(self) -> Floats:
        """The figures of each customer on scales that log-odds may be linear in."""
        silence, tenure, days, rating = map(self.figures, ("silence_days", "tenure_days", "order_days", "worst_rating"))
        return np.column_stack(
            [
                *(np.log1p(np.maximum(self.figures(name), 0)) for name in ON_A_LOG_SCALE),
                np.sqrt(silence),
                np.log(days),
                days == 1,
                np.log1p(silence / usual_gap(tenure - silence, days)),
                self.figures("discount_share"),
                self.figures("refund_share"),
                ~np.isnan(rating),
                rating <= LOW_RATING,
                np.nan_to_num(self.figures("season"), nan=1.0),
                np.nan_to_num(self.figures("slowness"), nan=0.5),
            ]
        )

    def _histories(self) -> tuple[Floats, Floats, Floats]:
        """Repeat purchases, and in weeks the time to the last one and to the last day seen."""
        silence, tenure, days = (self.figures(name) for name in ("silence_days", "tenure_days", "order_days"))
        return days - 1, (tenure - silence) / DAYS_OF_A_WEEK, tenure / DAYS_OF_A_WEEK

    def figures(self, column: str) -> Floats:
        """A column as numbers; NaN where it is blank."""
        return self.customers[column].to_numpy(np.float64, na_value=np.nan)


@dataclass(frozen=True)
class Window:
    """Some days at whose beginning it is told who will order in them.

    Args:
        starts_on: Their first day.
        days: How many.
        known: What was known of each customer on that day.
        after_days: Of each customer, days from the first of them to an order; NaN without one. ``None`` where the days
            are still to come.
    """

    starts_on: date
    days: int
    known: Known = field(repr=False)
    after_days: Floats | None = field(default=None, repr=False)

    @classmethod
    def of(cls, starts_on: date, days: int, features: pd.DataFrame, returns: pd.DataFrame | None = None) -> Window:
        """A window made of the two answers about it.

        Args:
            starts_on: Its first day.
            days: How many.
            features: Answer of ``return_features``.
            returns: Answer of ``first_returns``; ``None`` where the days are still to come.
        """
        if returns is None:
            return cls(starts_on, days, Known(features))
        after = returns.set_index("customer_id")["after_days"].reindex(features["customer_id"])
        return cls(starts_on, days, Known(features), after.to_numpy(np.float64))

    def __len__(self) -> int:
        return len(self.known.customers)

    @property
    def customer_ids(self) -> list[str]:
        """Who they are."""
        return list(self.known.customers["customer_id"])

    @property
    def ends_on(self) -> date:
        """The day after the last one."""
        return self.starts_on + timedelta(days=self.days)

    @property
    def returned(self) -> Flags:
        """Who ordered in it."""
        if self.after_days is None:
            raise ValueError(f"The {self.days} days from {self.starts_on} on are still to come.")
        flags: Flags = self.after_days < self.days
        return flags

    def within(self, days: int) -> Window:
        """The same beginning, fewer or more days; orders are known within its own only."""
        return replace(self, days=days)

    def before(self, other: Window) -> bool:
        """Whether it is over when another one begins."""
        return self.ends_on <= other.starts_on


def log_expected(window: Window, model: PurchaseModel) -> Floats:
    """The log of the purchases that a model expects of each customer in a window."""
    logs: Floats = np.log(np.maximum(window.known.expected(model, window.days), LEAST_EXPECTED))
    return logs


def regressors(window: Window, model: PurchaseModel) -> Floats:
    """What regressions learn from: one row per customer, one column per figure, without blanks.

    Args:
        window: Whose customers.
        model: The model of purchases whose expectation is one of the figures.
    """
    return np.column_stack([window.known.regressors, log_expected(window, model)])


def usual_gap(spans: Floats, order_days: Floats) -> Floats:
    """Mean days between days with orders; of whom there is no gap, the median of the others, of all 30."""
    own = spans / np.where(order_days > 1, order_days - 1, np.nan)
    others = float(np.nanmedian(own)) if (order_days > 1).any() else 30.0
    gaps: Floats = np.maximum(np.where(np.isnan(own), others, own), 1.0)
    return gaps
