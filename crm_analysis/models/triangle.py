"""What each cohort brought at each age, as far as it is known: the triangle that projections complete."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

Numbers = np.ndarray

LEAST_UNIT = 1e-3
"""Of a shop whose refunds eat up its sales; it keeps what is divided by it finite."""


@dataclass(frozen=True)
class Triangle:
    """Amounts by cohort and age.

    Args:
        cohorts: First day of each cohort's period, the oldest first.
        sizes: Customers of each cohort.
        start: What each customer had brought before the first age that counts.
        known: How many ages of each cohort are known.
        amounts: One row per cohort, one column per age; only the first ``known`` cells of a row have a meaning.
        unit: What one visit brings: 1 where customers are counted.
    """

    cohorts: pd.DatetimeIndex
    sizes: Numbers
    start: Numbers
    known: Numbers
    amounts: Numbers
    unit: float

    @property
    def is_known(self) -> Numbers:
        """Which cells are known."""
        mask: Numbers = np.arange(self.amounts.shape[1]) < self.known[:, None]
        return mask

    @property
    def brought(self) -> Numbers:
        """The amounts that are known, 0 elsewhere."""
        return np.where(self.is_known, self.amounts, 0.0)

    def hiding(self, periods: int) -> Triangle:
        """The same as it was known some periods ago."""
        return replace(self, known=np.maximum(self.known - periods, 0))


@dataclass(frozen=True)
class Measure:
    """One metric of the cohorts that can be projected.

    Args:
        metric: Column of ``cohorts.retention``.
        amounts: What is added up in a cell: the answer's complete cells, by cohort and age → amounts.
        first_age: The first age that counts; what comes before is given.
        counts: Whether amounts are customers, not money.
        cumulative: Whether the metric adds up over ages.
        once: Whether it happens to a customer once or never.
    """

    metric: str
    amounts: Callable[[pd.DataFrame], pd.Series]
    first_age: int
    counts: bool
    cumulative: bool
    once: bool = False

    @property
    def most(self) -> float:
        """No share is above 1."""
        return 1.0 if self.counts else np.inf


def triangle(cells: pd.DataFrame, measure: Measure) -> Triangle:
    """The cohorts of which a period after the first is complete.

    Args:
        cells: Answer of ``cohorts.retention``, one slice.
        measure: One of ``MEASURES``.
    """
    complete = cells[cells["complete"]].set_index(["cohort", "age"]).sort_index()
    ages = complete.groupby("cohort").size()
    ages = ages[ages > 1]
    sizes = complete["cohort_size"].groupby("cohort").first()[ages.index].to_numpy(float)
    amounts = _grid(measure.amounts(complete), ages)
    visits = _grid(complete["customers"], ages)[:, 1:].sum()
    return Triangle(
        cohorts=pd.DatetimeIndex(ages.index),
        sizes=sizes,
        start=amounts[:, : measure.first_age].sum(axis=1) / sizes * measure.cumulative,
        known=ages.to_numpy() - measure.first_age,
        amounts=amounts[:, measure.first_age :],
        unit=1.0 if measure.counts else max(amounts[:, 1:].sum() / max(visits, 1.0), LEAST_UNIT),
    )


def _grid(values: pd.Series, cohorts: pd.Series) -> Numbers:
    """One row for each of these cohorts, one column per age."""
    return values.astype(float).unstack("age").loc[cohorts.index].fillna(0.0).to_numpy()


def _customers(complete: pd.DataFrame) -> pd.Series:
    return complete["customers"]


def _net_sales(complete: pd.DataFrame) -> pd.Series:
    return complete["net_sales"]


def _second_orders(complete: pd.DataFrame) -> pd.Series:
    """How many order a second time at each age: what the cumulative rate gains."""
    so_far = complete["cumulative_repeat_rate"] * complete["cohort_size"]
    return so_far.groupby("cohort").diff().fillna(so_far)


MEASURES = (
    Measure("retention", _customers, first_age=1, counts=True, cumulative=False),
    Measure("cumulative_repeat_rate", _second_orders, first_age=0, counts=True, cumulative=True, once=True),
    Measure("cumulative_net_sales_per_customer", _net_sales, first_age=1, counts=False, cumulative=True),
)
