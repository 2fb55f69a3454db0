"""How soon does something happen, when it has not happened to everybody yet?

Times come as a frame with one row per group and number of days: ``days``, ``ordered_again`` (to how many it happened
after so many days) and ``not_yet`` (how many have been seen for so many days without it). Whoever has not ordered again
counts among those at risk for as long as they were seen, and neither for nor against afterwards.

The formulas are those of SciPy's ``ecdf`` and ``logrank``, to which the tests hold them; those take one number per
person, these take days counted by the store, and any number of groups.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

Z95 = 1.959963984540054
"""Standard errors on either side of an estimate that hold it in 95 cases of 100."""
ROUNDING = 1e-9
"""A product of fractions may miss the half by its last bits."""
QUARTILES = (0.25, 0.5, 0.75)
HORIZONS = (30, 90, 180, 365)
FEWEST_AT_RISK = 20
"""A share is told up to the last day that so many customers have been waiting for."""


@dataclass(frozen=True)
class LogRank:
    """Whether groups differ in how soon it happens.

    Args:
        statistic: Chi-squared statistic.
        degrees: Its degrees of freedom: groups − 1.
        p_value: How often groups that do not differ would look at least so different.
        groups: One row per group: ``slice, customers, ordered_again, expected``; the last is how many would have
            ordered again if all groups were alike.
    """

    statistic: float
    degrees: int
    p_value: float
    groups: pd.DataFrame


def kaplan_meier(times: pd.DataFrame) -> pd.DataFrame:
    """The share to whom it has happened, day by day (Kaplan and Meier 1958, JASA 53, 457-481).

    Args:
        times: ``days, ordered_again, not_yet`` of one group.

    Returns:
        ``days, at_risk, ordered_again, not_yet, share, share_low, share_high``, ascending by days. At risk are those to
        whom it had not happened before that day and who were still seen on it. The ends of the 95 % band are those of
        log(-log S) with Greenwood's variance, NaN where the share is 0 or 1.
    """
    days = times.groupby("days", as_index=False)[["ordered_again", "not_yet"]].sum()
    at_risk = (days["ordered_again"] + days["not_yet"])[::-1].cumsum()[::-1]
    waiting = (1 - days["ordered_again"] / at_risk).cumprod()
    low, high = _band(waiting.to_numpy(), days["ordered_again"].to_numpy(), at_risk.to_numpy())
    return pd.DataFrame(
        {
            "days": days["days"],
            "at_risk": at_risk,
            "ordered_again": days["ordered_again"],
            "not_yet": days["not_yet"],
            "share": 1 - waiting,
            "share_low": 1 - high,
            "share_high": 1 - low,
        }
    )


def curves(times: pd.DataFrame, group: str = "slice") -> pd.DataFrame:
    """The curve of every group below each other, the group's value in front.

    Args:
        times: ``days, ordered_again, not_yet`` and the group's column.
        group: Name of that column.
    """
    each = [kaplan_meier(part).assign(**{group: value}) for value, part in times.groupby(group)]
    columns = [group, "days", "at_risk", "ordered_again", "not_yet", "share", "share_low", "share_high"]
    return pd.concat(each)[columns].reset_index(drop=True) if each else pd.DataFrame(columns=columns)


def day_of(curve: pd.DataFrame, share: float) -> int | None:
    """The first day by which at least this share has ordered again; None where the curve never comes so far.

    Args:
        curve: Answer of :func:`kaplan_meier`.
        share: In (0, 1]; 0.5 asks for the median.
    """
    reached = curve.loc[curve["share"] >= share - ROUNDING, "days"]
    return int(reached.iloc[0]) if len(reached) else None


def share_by(curve: pd.DataFrame, day: int) -> float | None:
    """The share that has ordered again by the end of a day; None where nobody has been seen for so long."""
    if curve.empty or curve["days"].iloc[-1] < day:
        return None
    lived = curve.loc[curve["days"] <= day, "share"]
    return float(lived.iloc[-1]) if len(lived) else 0.0


def summary(times: pd.DataFrame, group: str = "slice") -> pd.DataFrame:
    """The quartiles and a few shares of every group.

    Args:
        times: ``days, ordered_again, not_yet`` and the group's column.
        group: Name of that column.

    Returns:
        One row per group: the group, ``customers, ordered_again``, ``days_25, days_50, days_75`` (by which a quarter,
        half and three quarters have ordered again) and ``share_30, share_90, share_180, share_365`` (ordered again by
        the end of that day); NA where the data do not reach so far.
    """
    rows = [{group: value} | _summary(kaplan_meier(part)) for value, part in times.groupby(group)]
    days, shares = [f"days_{percent(part)}" for part in QUARTILES], [f"share_{day}" for day in HORIZONS]
    table = pd.DataFrame(rows, columns=[group, "customers", "ordered_again", *days, *shares])
    return table.astype(dict.fromkeys(days, "Int64") | dict.fromkeys(shares, "Float64"))


def ladder(times: pd.DataFrame, within: int = HORIZONS[-1]) -> pd.DataFrame:
    """Of the customers with so many orders, how many make one more, and how soon.

    Args:
        times: Answer of ``returns.order_ladder``: ``order_number, days, ordered_again, not_yet``.
        within: The days that an order is awaited for.

    Returns:
        One row per order number: ``order_number, customers`` (with so many orders or more), ``ordered_again`` (of them,
        up to now), ``within_days`` (those asked for, or fewer: up to the last day that ``FEWEST_AT_RISK`` customers
        have waited for), ``share, share_low, share_high`` (who orders again within them, Kaplan–Meier: customers who
        have not waited for so long count for the days they have), and ``days_25, days_50, days_75`` of those who do.
    """
    rows = [
        {"order_number": number} | _step(kaplan_meier(part), within) for number, part in times.groupby("order_number")
    ]
    days = [f"days_{percent(part)}" for part in QUARTILES]
    columns = ["order_number", "customers", "ordered_again", "within_days", "share", "share_low", "share_high", *days]
    return pd.DataFrame(rows, columns=columns).astype(dict.fromkeys([*days, "within_days"], "Int64"))


def log_rank(times: pd.DataFrame, group: str = "slice") -> LogRank | None:
    """Test whether groups differ (Mantel 1966; Peto and Peto 1972): all of them at once, over the whole time seen.

    Args:
        times: ``days, ordered_again, not_yet`` and the group's column.
        group: Name of that column.

    Returns:
        None where there is nothing to compare: fewer than two groups, or nobody ordered again.
    """
    happened, left = (_per_day(times, group, column) for column in ("ordered_again", "not_yet"))
    if happened.shape[1] < 2 or not happened.to_numpy().any():
        return None
    at_risk = (happened + left)[::-1].cumsum()[::-1].to_numpy()
    events = happened.to_numpy()
    expected, covariance = _if_alike(events.sum(axis=1), at_risk)
    surplus = events.sum(axis=0) - expected
    # One group's surplus follows from the others', hence the pseudo-inverse.
    statistic = float(surplus @ np.linalg.pinv(covariance, hermitian=True) @ surplus)
    degrees = happened.shape[1] - 1
    groups = pd.DataFrame(
        {
            group: happened.columns,
            "customers": at_risk[0].astype(int),
            "ordered_again": events.sum(axis=0).astype(int),
            "expected": expected,
        }
    )
    return LogRank(statistic, degrees, _chi_squared_tail(statistic, degrees), groups)


def percent(share: float) -> int:
    """A share as a whole number of hundredths, for names of columns."""
    return round(100 * share)


def _band(waiting: np.ndarray, events: np.ndarray, at_risk: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Lower and upper end of the share that still waits."""
    with np.errstate(divide="ignore", invalid="ignore"):
        greenwood = np.cumsum(events / (at_risk * (at_risk - events)))
        scale = np.exp(Z95 * np.sqrt(greenwood) / np.log(waiting))
        low, high = waiting ** (1 / scale), waiting**scale
    undefined = (waiting <= 0) | (waiting >= 1)
    return np.where(undefined, np.nan, low), np.where(undefined, np.nan, high)


def _summary(curve: pd.DataFrame) -> dict[str, object]:
    days = {f"days_{percent(part)}": day_of(curve, part) for part in QUARTILES}
    shares = {f"share_{day}": share_by(curve, day) for day in HORIZONS}
    return {"customers": curve["at_risk"].iloc[0], "ordered_again": curve["ordered_again"].sum()} | days | shares


def _step(curve: pd.DataFrame, within: int) -> dict[str, object]:
    """One step of the ladder; the quartiles are those of the curve up to the day, as parts of where it ends."""
    told = {"customers": curve["at_risk"].iloc[0], "ordered_again": curve["ordered_again"].sum()}
    followed = curve.loc[curve["at_risk"] >= FEWEST_AT_RISK, "days"]
    if followed.empty:
        return told
    within_days = min(within, int(followed.iloc[-1]))
    known = curve[curve["days"] <= within_days]
    if known.empty:
        return told | {"within_days": within_days, "share": 0.0}
    end = known.iloc[-1]
    shares = {name: end[name] for name in ("share", "share_low", "share_high")}
    quartiles = {f"days_{percent(part)}": day_of(known, part * end["share"]) for part in QUARTILES if end["share"] > 0}
    return told | {"within_days": within_days} | shares | quartiles


def _per_day(times: pd.DataFrame, group: str, column: str) -> pd.DataFrame:
    """One row per day, one column per group."""
    return times.pivot_table(index="days", columns=group, values=column, aggfunc="sum", fill_value=0).astype(float)


def _if_alike(events: np.ndarray, at_risk: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """How many each group would have if all were alike, and the covariance of that: hypergeometric, day by day."""
    everybody = at_risk.sum(axis=1)
    shares = at_risk / everybody[:, None]
    spread = events * (everybody - events) / np.maximum(everybody - 1, 1)
    own = np.diag((spread[:, None] * shares).sum(axis=0))
    return (events[:, None] * shares).sum(axis=0), own - (spread[:, None] * shares).T @ shares


def _chi_squared_tail(statistic: float, degrees: int) -> float:
    from scipy.special import chdtrc  # half a second that only a comparison costs

    return float(chdtrc(degrees, statistic))
