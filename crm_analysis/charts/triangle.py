"""The retention triangle as a chart or a sheet shows it: rows in their places, the values of one metric."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from crm_analysis.charts.metrics import Metric, cohort_name
from crm_analysis.charts.theme import step_of
from crm_analysis.i18n import N_, _, currency_sign

MEAN_ROW = -1.3
MOST_LABELLED_AGES = 37
MOST_LABELLED_AGES_WHERE_SMALL = 16
BRIGHTEST_QUANTILE = 0.98
CENSORED_MARK = "*"

ALL_COHORTS = N_("All cohorts")
STILL_RUNS = N_("This period is not over yet, so it is left out of the mean.")
BEGINS_WITH_DATA = N_("* The data begin in this period: the cohort may hold customers who had bought before.")


@dataclass(frozen=True)
class Triangle:
    """Cells ready to be drawn: the rows of the answer that are shown, with ``row`` = place of the cohort from the top.

    Args:
        cells: ``retention`` rows from the metric's first age on, with ``row``, ``value`` and ``cohort_name``; without
            the cells that have no value.
        mean: ``mean_curve`` rows of the same ages, with ``row`` and ``value``; empty where cohorts are not averaged.
        metric: What is shown.
        by: Length of a period: week, month, quarter, year or 30d.
        currency: ISO 4217 code of amounts.
        top: Value of the strongest colour.
        small: Whether it is one of several beside each other.
    """

    cells: pd.DataFrame
    mean: pd.DataFrame
    metric: Metric
    by: str
    currency: str | None
    top: float
    small: bool = False

    @property
    def cohorts(self) -> pd.DataFrame:
        """One row per cohort, from the top."""
        return self.cells.drop_duplicates("row").sort_values("row")

    @property
    def ages(self) -> int:
        """How many columns there are."""
        return int(self.cells["age"].nunique())

    @property
    def labelled(self) -> bool:
        """Whether cells are wide enough for a number."""
        return self.ages <= (MOST_LABELLED_AGES_WHERE_SMALL if self.small else MOST_LABELLED_AGES)

    @property
    def complete(self) -> pd.DataFrame:
        """The cells whose period is over."""
        return self.cells[self.cells["complete"]]

    @property
    def running(self) -> pd.DataFrame:
        """The cells whose period is not over yet: kept apart, and out of every mean."""
        return self.cells[~self.cells["complete"]]

    @property
    def begins_with_data(self) -> bool:
        """Whether a cohort may hold customers who had bought before the data begin."""
        return bool(self.cells["left_censored"].any())

    def step(self, value: float) -> int:
        """Which step of the colour scale a value has."""
        return step_of(value, self.top)

    @property
    def unit(self) -> str:
        """What the numbers in the cells are, in words."""
        if self.metric.unit == "money":
            return _("in {currency}").format(currency=currency_sign(self.currency) or "–")
        return {
            "share": _("in % of its customers"),
            "customers": _("in customers"),
            "number": _("in orders"),
        }[self.metric.unit]


def triangle(
    cells: pd.DataFrame,
    mean: pd.DataFrame,
    metric: Metric,
    by: str,
    currency: str | None = None,
    top: float | None = None,
) -> Triangle:
    """Put the cells into their places.

    Args:
        cells: Answer of ``cohorts.retention``, one slice.
        mean: Answer of ``cohorts.mean_curve``, the same slice.
        metric: What is shown.
        by: Length of a period.
        currency: ISO 4217 code of amounts.
        top: Value of the strongest colour; by default what nearly all complete cells stay below.
    """
    shown = cells[(cells["age"] >= metric.first_age) & cells[metric.column].notna()]
    shown = shown.assign(
        row=shown["cohort"].rank(method="dense").astype(int) - 1,
        value=metric.values(shown),
        cohort_name=shown["cohort"].map({start: cohort_name(start, by) for start in shown["cohort"].unique()}),
    )
    return Triangle(shown, _mean_row(mean, metric), metric, by, currency, brightest(shown) if top is None else top)


def brightest(cells: pd.DataFrame) -> float:
    """The value of the strongest colour: what nearly all complete cells stay below, large cohorts weighing more.

    Args:
        cells: ``Triangle.cells``, of one slice or of several that share a scale.
    """
    complete = cells[cells["complete"]].sort_values("value")
    weight = complete["cohort_size"].cumsum()
    reached = complete.loc[weight >= weight.max() * BRIGHTEST_QUANTILE, "value"]
    return float(reached.iloc[0]) if len(reached) else 0.0


def _mean_row(mean: pd.DataFrame, metric: Metric) -> pd.DataFrame:
    if not metric.mean:
        return mean.iloc[:0].assign(row=MEAN_ROW, value=0.0)
    shown = mean[(mean["age"] >= metric.first_age) & mean[metric.mean].notna()]
    return shown.assign(row=MEAN_ROW, value=shown[metric.mean].astype(float))
