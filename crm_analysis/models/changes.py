"""Which figures of the last whole month are surely not what they usually are?

Every look compares the newest month of one series with what its earlier months let expect (``expectation``). Many looks
find something by chance alone. Holm's procedure, weighted by kind, keeps the chance of any false finding below the
limit, however many figures have really changed (Holm 1979, Scandinavian Journal of Statistics 6, 65-70).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from crm_analysis.models.expectation import Course, Expectation, Floats, Variation, expect
from crm_analysis.models.holm import holm
from crm_analysis.rules.changes import ChangesRules, Limits

MOST_MONTHS = 37
"""What was usual longer ago than three years no longer is."""
LOW, HIGH = 0.025, 0.975


@dataclass(frozen=True)
class Scale:
    """On which scale a figure varies evenly, and how much it varies there.

    Args:
        unit: ``share``, ``count``, ``sum`` or ``mean``.
        variation: What is believed before the shop's months were seen.
        only_rises: Whether falls are passed over.
    """

    unit: str
    variation: Variation
    only_rises: bool = False

    @property
    def is_share(self) -> bool:
        """Whether the figure is a share of cases."""
        return self.unit == "share"

    @property
    def is_counted(self) -> bool:
        """Whether it counts customers or orders, rather than money."""
        return self.unit in ("share", "count")


_SHARE = Variation(scatter=0.005, drift=0.001, season=0.004, trend=False)
_LOGARITHM = Variation(scatter=0.10, drift=0.05, season=0.20, trend=True)
_MEAN = Variation(scatter=0.05, drift=0.02, season=0.05, trend=False)
SCALES = {
    "came_back": Scale("share", _SHARE),
    "orders": Scale("count", _LOGARITHM),
    "net_sales": Scale("sum", _LOGARITHM),
    "average_order_value": Scale("mean", _MEAN),
    "new_customers": Scale("count", _LOGARITHM),
    "repeat_rate": Scale("share", _SHARE),
    # Money for the newest orders is still to be given back: fewer refunds say nothing.
    "refunded": Scale("share", _SHARE, only_rises=True),
    "bought": Scale("share", Variation(scatter=0.03, drift=0.02, season=0.03, trend=False)),
}
"""Figure of the question → its scale. Shares vary on that of arcsin √share, all others on that of the logarithm."""


@dataclass(frozen=True)
class Finding:
    """One look: a figure of the newest month that it is known for, and what it usually is.

    Args:
        kind: ``returning``, ``figure``, ``slice`` or ``product``.
        figure: A key of ``SCALES``.
        slice_by: What slices it, ``none`` where nothing does.
        slice: The country, channel, category or product.
        month: First day of the month; for those who return, of their first order.
        age: Months after it, where it is about returning.
        value: The figure: a share in [0, 1], a number, or an amount.
        usual: What the earlier months let expect.
        usual_low: Lower end of the range in which it lies in 95 of 100 months in which nothing changed.
        usual_high: Upper end of it.
        cases: Customers or orders that it is out of.
        months: Earlier months that say what is usual.
        currency: ISO 4217 code of amounts, where it is one.
        p_value: The chance of being so far off by itself.
        adjusted: The same in view of all looks; told where it is not above the limit.
    """

    kind: str
    figure: str
    slice_by: str
    slice: str
    month: date
    age: int | None
    value: float
    usual: float
    usual_low: float
    usual_high: float
    cases: int
    months: int
    currency: str | None
    p_value: float
    adjusted: float = 1.0

    @property
    def size(self) -> float:
        """How large the change is, in [0, 1]: the difference as a share of the larger of value and usual."""
        larger = max(abs(self.value), abs(self.usual))
        return abs(self.value - self.usual) / larger if larger else 0.0


@dataclass(frozen=True)
class Judged:
    """What was looked at, and what of it may be told.

    Args:
        told: Sure and large enough, the largest changes first.
        looks: Everything that was looked at.
    """

    told: tuple[Finding, ...]
    looks: tuple[Finding, ...]


def judge(courses: pd.DataFrame, rules: ChangesRules) -> Judged:
    """Judge the newest month of every series.

    Args:
        courses: Answer of ``changes``: ``kind, slice_by, slice, figure, age, month, cases, total, squares, weight`` and
            ``currency``.
        rules: Limits, and each kind's share of the chance.
    """
    looks = _looks(courses, rules)
    sure = [look for look in looks if look.adjusted <= rules.limits.chance and is_relevant(look, rules.limits)]
    return Judged(tuple(_most_telling(sure, rules.limits)), tuple(looks))


def _most_telling(sure: Sequence[Finding], limits: Limits) -> list[Finding]:
    """The largest changes, not too many of one kind."""
    told: list[Finding] = []
    for look in sorted(sure, key=lambda look: (-look.size, look.figure, look.slice_by, look.slice)):
        if sum(look.kind == other.kind for other in told) < limits.most_of_a_kind:
            told.append(look)
    return told[: int(limits.most_sentences)]


def _looks(courses: pd.DataFrame, rules: ChangesRules) -> list[Finding]:
    """Every series with enough months, with its chance in view of all others."""
    series = courses.groupby(["kind", "slice_by", "slice", "figure", "age"], dropna=False, sort=True)
    found = [look for _named, rows in series if (look := _look(rows, rules.limits))]
    adjusted = holm([look.p_value for look in found], _weights([look.kind for look in found], rules.shares))
    return [replace(look, adjusted=chance) for look, chance in zip(found, adjusted, strict=True)]


def months_of(courses: pd.DataFrame, found: Finding) -> pd.DataFrame:
    """The months behind a finding, as they are: ``month, value``, the judged one last.

    Args:
        courses: Answer of ``changes``.
        found: One of its looks.
    """
    same = (
        (courses["figure"] == found.figure)
        & (courses["slice_by"] == found.slice_by)
        & (courses["slice"] == found.slice)
    )
    if found.age is not None:
        same &= courses["age"] == found.age
    rows = _recent(courses[same])
    value = rows["total"] / rows["cases"] if SCALES[found.figure].unit in ("share", "mean") else rows["total"]
    return rows[["month"]].assign(value=value)


def is_relevant(found: Finding, limits: Limits) -> bool:
    """Whether a change is large enough to be worth a sentence."""
    points = limits.product_points if found.kind == "product" else limits.points
    if SCALES[found.figure].is_share and abs(found.value - found.usual) < points:
        return False
    return found.size >= limits.relative


def _weights(kinds: Sequence[str], shares: Mapping[str, float]) -> list[float]:
    """Each kind's share, evenly among its looks."""
    return [shares[kind] / kinds.count(kind) for kind in kinds]


def _look(rows: pd.DataFrame, limits: Limits) -> Finding | None:
    """Judge the newest month of one series; None where too little is known."""
    rows = _recent(rows)
    newest = rows.iloc[-1]
    scale = SCALES[newest["figure"]]
    if len(rows) <= limits.fewest_months or newest["cases"] < limits.fewest_cases:
        return None
    if not scale.is_counted and rows["total"].min() <= 0:
        return None
    expected = expect(_course(rows, scale), scale.variation)
    back = _BACK[scale.unit]
    weight = float(newest["weight"])
    value = float(newest["total"] / newest["cases"] if scale.unit in ("share", "mean") else newest["total"])
    usual = back(expected.mean, weight)
    usually = usual * newest["cases"] if scale.is_share else usual
    if scale.is_counted and max(usually, newest["total"]) < limits.fewest_usual:
        return None
    age = newest["age"]
    return Finding(
        kind="slice" if newest["kind"] == "returning" and newest["slice_by"] != "none" else str(newest["kind"]),
        figure=str(newest["figure"]),
        slice_by=str(newest["slice_by"]),
        slice=str(newest["slice"]),
        month=pd.Timestamp(newest["month"]).date(),
        age=None if pd.isna(age) else int(age),
        value=value,
        usual=usual,
        usual_low=back(expected.quantile(LOW), weight),
        usual_high=back(expected.quantile(HIGH), weight),
        cases=int(newest["cases"]),
        months=len(rows) - 1,
        currency=newest["currency"] if isinstance(newest["currency"], str) else None,
        p_value=_chance(_course(rows, scale).values[-1], expected, scale),
    )


def _chance(value: float, expected: Expectation, scale: Scale) -> float:
    return expected.p_above(value) if scale.only_rises else expected.p_value(value)


def _recent(rows: pd.DataFrame) -> pd.DataFrame:
    """The last months, those before a month without any case left out."""
    rows = rows.tail(MOST_MONTHS)
    silent = np.flatnonzero(rows["cases"].to_numpy()[:-1] == 0)
    return rows.iloc[silent[-1] + 1 :] if len(silent) else rows


def _course(rows: pd.DataFrame, scale: Scale) -> Course:
    """A series on its scale."""
    month = pd.to_datetime(rows["month"])
    number = month.dt.year * 12 + month.dt.month - 1
    values, variances = _SCALED[scale.unit](rows)
    return Course(np.asarray(number, dtype=np.int64), values, variances)


def _as_share(rows: pd.DataFrame) -> tuple[Floats, Floats]:
    """Arcsine of the root, whose variance hangs on the cases alone (Anscombe 1948, Biometrika 35, 246-254)."""
    cases, total = rows["cases"].to_numpy(float), rows["total"].to_numpy(float)
    return np.arcsin(np.sqrt((total + 3 / 8) / (cases + 3 / 4))), 1 / (4 * cases + 2)


def _as_count(rows: pd.DataFrame) -> tuple[Floats, Floats]:
    """Logarithm of a count per weighed day."""
    total, weight = rows["total"].to_numpy(float), rows["weight"].to_numpy(float)
    return np.log((total + 0.5) / weight), _at_least_usual(1 / (total + 0.5))


def _as_sum(rows: pd.DataFrame) -> tuple[Floats, Floats]:
    """Logarithm of a sum of random many amounts per weighed day."""
    total, squares = rows["total"].to_numpy(float), rows["squares"].to_numpy(float)
    return np.log(total / rows["weight"].to_numpy(float)), _at_least_usual(squares / total**2)


def _as_mean(rows: pd.DataFrame) -> tuple[Floats, Floats]:
    """Logarithm of a mean amount."""
    total, squares = rows["total"].to_numpy(float), rows["squares"].to_numpy(float)
    cases = rows["cases"].to_numpy(float)
    return np.log(total / cases), _at_least_usual(np.maximum(squares / total**2 - 1 / cases, 0))


def _at_least_usual(variances: Floats) -> Floats:
    """The newest month is judged by the larger of its own and the usual variance: a rise must not make itself sure."""
    judged = max(variances[-1], float(np.median(variances[:-1]))) if len(variances) > 1 else variances[-1]
    return np.append(variances[:-1], judged)


_SCALED: Mapping[str, Callable[[pd.DataFrame], tuple[Floats, Floats]]] = {
    "share": _as_share,
    "count": _as_count,
    "sum": _as_sum,
    "mean": _as_mean,
}
_BACK: Mapping[str, Callable[[float, float], float]] = {
    "share": lambda value, _weight: float(np.sin(np.clip(value, 0, np.pi / 2)) ** 2),
    "count": lambda value, weight: float(np.exp(value) * weight),
    "sum": lambda value, weight: float(np.exp(value) * weight),
    "mean": lambda value, _weight: float(np.exp(value)),
}
