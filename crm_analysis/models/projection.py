"""What may be expected of young cohorts, and how far off that was in the shop's own past.

The methods of :mod:`crm_analysis.models.continuation` compete on periods that are known but hidden from them; the one
that was least wrong is used, and what all of them were off by is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from crm_analysis.errors import NotEnoughEvidence
from crm_analysis.models.continuation import METHODS, expected
from crm_analysis.models.triangle import MEASURES, Measure, Triangle, triangle

MOST_AHEAD = 6
MOST_TRIALS = 12
FEWEST_COHORTS = 3
FEWEST_PERIODS = 9
FEWEST_CUSTOMERS = 300
BAND = (0.1, 0.9)


@dataclass(frozen=True)
class Projection:
    """The values expected, and what speaks for them.

    Args:
        values: ``metric, cohort, age, value, low, high, projected, method``: one row per metric, cohort and age that is
            not complete yet, as many periods ahead as could be tried; eight in ten of the values tried lie in such a
            band by the way it is made, ``coverage`` tells how many of those that it had not seen.
        backtest: ``metric, method, trials, hidden, error, relative_error, bias, used, coverage``: one row per metric
            and method. So many ``hidden`` values were predicted; ``error`` is the mean absolute error in the metric's
            unit, customers weighing alike, ``relative_error`` the same as a share of what came, ``bias`` the share by
            which too much was expected on the whole. ``coverage``, of the method used only, is the share of values
            in the band that the other trials give.
        ahead: How many periods ahead.
    """

    values: pd.DataFrame
    backtest: pd.DataFrame
    ahead: int


def project(cells: pd.DataFrame, measures: Sequence[Measure] = MEASURES) -> Projection:
    """Continue the cohorts by the method that was least wrong about the shop's own past.

    Args:
        cells: Answer of ``cohorts.retention``, one slice.
        measures: The metrics to continue; each takes its time.

    Raises:
        NotEnoughEvidence: There are too few cohorts, complete periods or customers.
    """
    periods = _periods(cells)
    ahead = min(MOST_AHEAD, periods // 3)
    told = [_projected(measure, triangle(cells, measure), ahead, periods) for measure in measures]
    values, backtests = zip(*told, strict=True)
    return Projection(pd.concat(values, ignore_index=True), pd.concat(backtests, ignore_index=True), ahead)


def _periods(cells: pd.DataFrame) -> int:
    """How many periods after the first are complete for the oldest cohort; thin data are refused."""
    complete = cells[cells["complete"] & (cells["age"] > 0)]
    cohorts = complete.drop_duplicates("cohort")
    periods = int(complete["age"].max()) if len(complete) else 0
    customers = int(cohorts["cohort_size"].sum())
    if len(cohorts) < FEWEST_COHORTS or periods < FEWEST_PERIODS or customers < FEWEST_CUSTOMERS:
        raise NotEnoughEvidence(
            "Projection: not enough evidence (cohorts: {cohorts} of {fewest_cohorts}, customers: {customers} of "
            "{fewest_customers}, complete periods: {periods} of {fewest_periods}). "
            "Choose shorter periods, widen the filters, or wait.",
            cohorts=len(cohorts),
            customers=customers,
            periods=periods,
            fewest_cohorts=FEWEST_COHORTS,
            fewest_customers=FEWEST_CUSTOMERS,
            fewest_periods=FEWEST_PERIODS,
        )
    return periods


def _projected(measure: Measure, known: Triangle, ahead: int, periods: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Values and back-test of one metric."""
    trials = _trials(measure, known, ahead, periods)
    backtest = _backtest(measure, trials, known.unit)
    method = str(backtest.loc[backtest["used"], "method"].iloc[0])
    rows = _places(known, ahead).assign(expected=expected(method, measure, known, ahead).ravel())
    low, high = _band(rows, trials[trials["method"] == method], known.unit)
    so_far = known.start + known.brought.sum(axis=1) / known.sizes * measure.cumulative
    told = {"value": rows["expected"], "low": low, "high": high}
    values = pd.DataFrame(
        {
            "metric": measure.metric,
            "cohort": known.cohorts[rows["row"]],
            "age": measure.first_age + known.known[rows["row"]] + rows["step"] - 1,
            **{name: (so_far[rows["row"]] + gain).clip(upper=measure.most) for name, gain in told.items()},
            "projected": True,
            "method": method,
        }
    )
    return values, backtest


def _trials(measure: Measure, known: Triangle, ahead: int, periods: int) -> pd.DataFrame:
    """What each method would have expected so many periods ago, beside what came.

    Returns:
        ``trial, method, row, step, size, expected, actual``; per customer, from what was known then.
    """
    depths = np.unique(np.linspace(1, periods // 2, min(MOST_TRIALS, periods // 2)).round().astype(int))
    return pd.concat(
        [_trial(measure, method, known, int(depth), ahead) for depth in depths for method in METHODS],
        ignore_index=True,
    )


def _trial(measure: Measure, method: str, known: Triangle, depth: int, ahead: int) -> pd.DataFrame:
    """One method on the cohorts that had a period after their first, when the last ``depth`` periods are hidden."""
    steps = min(ahead, depth)
    past = known.hiding(depth)
    rows = _places(known, steps)
    came = known.amounts[rows["row"], past.known[rows["row"]] + rows["step"] - 1] / rows["size"]
    by_step = came.to_numpy().reshape(-1, steps)
    tried = rows.assign(
        trial=depth,
        method=method,
        expected=expected(method, measure, past, steps).ravel(),
        actual=(by_step.cumsum(axis=1) if measure.cumulative else by_step).ravel(),
    )
    return tried[past.known[rows["row"]] + measure.first_age > 1]


def _places(known: Triangle, steps: int) -> pd.DataFrame:
    """One row per cohort and step ahead."""
    rows = np.repeat(np.arange(len(known.sizes)), steps)
    ahead = np.tile(np.arange(1, steps + 1), len(known.sizes))
    return pd.DataFrame({"row": rows, "step": ahead, "size": known.sizes[rows]})


def _backtest(measure: Measure, trials: pd.DataFrame, unit: float) -> pd.DataFrame:
    """How wrong each method was."""
    each = {method: trials[trials["method"] == method] for method in METHODS}
    backtest = pd.DataFrame(
        [{"metric": measure.metric, "method": method} | _errors(tried) for method, tried in each.items()]
    )
    best = METHODS[int(backtest["error"].argmin())]
    used = backtest["method"] == best
    return backtest.assign(used=used, coverage=np.where(used, _coverage(each[best], unit), np.nan))


def _errors(tried: pd.DataFrame) -> dict[str, float]:
    off, weight = tried["expected"] - tried["actual"], tried["size"]
    came = (tried["actual"] * weight).sum()
    return {
        "trials": tried["trial"].nunique(),
        "hidden": len(tried),
        "error": (off.abs() * weight).sum() / weight.sum(),
        "relative_error": (off.abs() * weight).sum() / came if came > 0 else np.nan,
        "bias": (off * weight).sum() / came if came > 0 else np.nan,
    }


def _coverage(tried: pd.DataFrame, unit: float) -> float:
    """The share of each trial's values that lie in the band that the other trials give."""
    inside = []
    for trial, hidden in tried.groupby("trial"):
        low, high = _band(hidden, tried[tried["trial"] != trial], unit)
        inside.append(hidden["actual"].between(low, high))
    return float(pd.concat(inside).mean())


def _band(rows: pd.DataFrame, tried: pd.DataFrame, unit: float) -> tuple[pd.Series, pd.Series]:
    """Lower and upper end around what is expected, as wide as the trials were off.

    How far off is taken in deviations, so that small cohorts get wider bands and far steps too: visits vary as in a
    Poisson process, and what is expected of all may be wrong in proportion.
    """
    past, now = ((frame["expected"] * frame["size"] / unit).clip(lower=0) for frame in (tried, rows))
    off = tried["actual"] * tried["size"] / unit - past
    by_step = pd.DataFrame({"step": tried["step"], "excess": off**2 - past, "square": past**2}).groupby("step").sum()
    proportion = (by_step["excess"] / by_step["square"].where(by_step["square"] > 0)).clip(lower=0).fillna(0)
    deviation, spread = (
        np.sqrt(visits + frame["step"].map(proportion).fillna(proportion.max()) * visits**2)
        for frame, visits in ((tried, past), (rows, now))
    )
    ends = (off / deviation.where(deviation > 0)).quantile(list(BAND)).fillna(0)
    low, high = (now + end * spread for end in ends)
    per_customer = unit / rows["size"]
    return np.minimum(low.clip(lower=0), now) * per_customer, np.maximum(high, now) * per_customer
