"""What goes together with leaving? Differences in who returns, between customers who are otherwise alike.

Such a difference need not be a cause: what made a customer unhappy may have made both the refund and the leaving.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from crm_analysis.i18n import N_
from crm_analysis.models.holm import holm
from crm_analysis.models.points import Floats, Labels
from crm_analysis.models.returning.windows import LOW_RATING, Flags, Window
from crm_analysis.models.survival import Z95
from crm_analysis.rules.churn import churn_rules

FEWEST_WITH = 30
"""Customers with and without a factor, in all windows, below which nothing is said of it."""
OUT_OF_SEASON = 0.5
"""Of the year's mean: less often did the category sell in these days a year ago."""
SILENCES = 5
"""Bands of the silence, of equally many customers."""
FREQUENCIES = (2, 3, 5)
"""Days with orders at which a new band begins."""
SILENCE = "silence"
LEAST_LOST = 0.1
"""Of the share who return: a silence that costs less is no reason."""
MOST_REASONS = 2
MOST_BY_CHANCE = 0.05
"""Of shops in which nothing goes with leaving, the share in which any factor may be called sure."""

Known = tuple[Flags, Flags]
"""Of each customer, whether they have a factor, and whether that can be told at all."""


def _late_second(window: Window) -> Known:
    """Later than half of those who came back had their second."""
    days = window.known.figures("second_after_days")
    known = ~np.isnan(days)
    usual = float(np.median(days[known])) if known.any() else np.inf
    return days > usual, known


def _refund(window: Window) -> Known:
    return window.known.figures("refund_share") > 0, _everybody(window)


def _low_rating(window: Window) -> Known:
    rating = window.known.figures("worst_rating")
    return rating <= LOW_RATING, ~np.isnan(rating)


def _ticket(window: Window) -> Known:
    return window.known.figures("tickets") > 0, _everybody(window)


def _discount_only(window: Window) -> Known:
    return window.known.figures("discount_share") >= 1, _everybody(window)


def _out_of_season(window: Window) -> Known:
    season = window.known.figures("season")
    return season < OUT_OF_SEASON, ~np.isnan(season)


def _slow_delivery(window: Window) -> Known:
    """It took longer than most of the shop's own that were known by then."""
    slowness = window.known.figures("slowness")
    return slowness >= churn_rules().slow_from, ~np.isnan(slowness)


def _everybody(window: Window) -> Flags:
    return np.ones(len(window), bool)


@dataclass(frozen=True)
class Factor:
    """Something that may go with leaving.

    Args:
        words: It, as a reason.
        known: Of each customer of a window, whether they have it.
    """

    words: str
    known: Callable[[Window], Known]


FACTORS: Mapping[str, Factor] = {
    "late_second": Factor(N_("second order came late"), _late_second),
    "refund": Factor(N_("money was given back"), _refund),
    "low_rating": Factor(N_("gave a low rating"), _low_rating),
    "ticket": Factor(N_("wrote to customer service"), _ticket),
    "discount_only": Factor(N_("bought with discounts only"), _discount_only),
    "out_of_season": Factor(N_("bought what sells at other times of the year"), _out_of_season),
    "slow_delivery": Factor(N_("delivery was slow"), _slow_delivery),
}
SILENT = N_("has been silent for long")
REASONS: Mapping[str, str] = {SILENCE: SILENT} | {code: factor.words for code, factor in FACTORS.items()}
"""Code of a reason → its words."""


@dataclass(frozen=True)
class Causes:
    """What goes with leaving in a shop.

    Args:
        effects: One row per factor that can be told of: ``factor, customers, share_with, share_without, effect, low,
            high, sure``. Customers have it in the latest window; the shares who returned are of all windows; the effect
            is the difference between them for customers of like silence and number of orders, with its 95 % interval;
            sure are effects that chance alone would show among all of these in at most 5 of 100 shops.
        edges: Where the bands of silence end.
        shares: Who returned: one row per band of frequency, one column per band of silence; NaN where nobody was.
    """

    effects: pd.DataFrame
    edges: Floats
    shares: Floats

    @classmethod
    def of(cls, windows: Sequence[Window]) -> Causes:
        """Compare customers in windows that are over, the latest first."""
        edges = _edges(windows)
        rows = [_effect(code, factor, windows, edges) for code, factor in FACTORS.items()]
        columns = ["factor", "customers", "share_with", "share_without", "effect", "low", "high", "chance"]
        effects = pd.DataFrame([row for row in rows if row], columns=columns)
        chances = list(effects.pop("chance"))
        effects["sure"] = np.array(holm(chances, [1.0] * len(chances))) <= MOST_BY_CHANCE
        return cls(effects.sort_values("effect", ignore_index=True), edges, _shares(windows, edges))

    def reasons(self, target: Window) -> list[tuple[str, ...]]:
        """Of each customer, the codes of the two strongest reasons to expect less of them; the strongest first.

        A factor counts where fewer surely return with it. The silence counts by how many more of those return who
        ordered as often and last ordered lately.
        """
        strengths = {SILENCE: self._of_silence(target)}
        for row in self.effects[self.effects["sure"] & (self.effects["effect"] < 0)].to_dict("records"):
            has, known = FACTORS[row["factor"]].known(target)
            strengths[str(row["factor"])] = np.where(has & known, -row["effect"], 0.0)
        codes, table = list(strengths), np.column_stack(list(strengths.values()))
        order = np.argsort(-table, axis=1, kind="stable")[:, :MOST_REASONS]
        return [tuple(codes[place] for place in places if table[row, place] > 0) for row, places in enumerate(order)]

    def _of_silence(self, target: Window) -> Floats:
        frequency, silence = _bands(target, self.edges)
        lost: Floats = np.nan_to_num(self.shares[frequency, 0] - self.shares[frequency, silence], nan=0.0)
        return np.where(lost >= LEAST_LOST, lost, 0.0)


def _effect(code: str, factor: Factor, windows: Sequence[Window], edges: Floats) -> dict[str, object] | None:
    """The difference that a factor makes, of customers of one window, silence and number of orders."""
    from scipy.stats import norm

    parts = []
    for place, window in enumerate(windows):
        has, known = factor.known(window)
        frequency, silence = _bands(window, edges)
        parts.append(
            pd.DataFrame(
                {
                    "customer": window.customer_ids,
                    "stratum": (place * (len(FREQUENCIES) + 1) + frequency) * SILENCES + silence,
                    "has": has,
                    "returned": window.returned,
                }
            )[known]
        )
    customers = pd.concat(parts)
    with_it = customers["has"].to_numpy(bool)
    if min(with_it.sum(), (~with_it).sum()) < FEWEST_WITH:
        return None
    returned = customers["returned"].to_numpy(np.float64)
    difference, moved = risk_difference(pd.factorize(customers["stratum"])[0], with_it, returned)
    error = float(np.sqrt((pd.Series(moved).groupby(customers["customer"].to_numpy()).sum() ** 2).sum()))
    if not np.isfinite(difference):
        return None
    return {
        "factor": code,
        "customers": int(parts[0]["has"].sum()),
        "share_with": float(returned[with_it].mean()),
        "share_without": float(returned[~with_it].mean()),
        "effect": difference,
        "low": difference - Z95 * error,
        "high": difference + Z95 * error,
        "chance": 2 * float(norm.sf(abs(difference) / error)) if error else 1.0,
    }


def risk_difference(stratum: Labels, exposed: Flags, happened: Floats) -> tuple[float, Floats]:
    """The difference between two shares, for rows of one stratum each.

    Mantel and Haenszel's weights for a difference of risks (Greenland and Robins 1985, Biometrics 41(1), 55-68): n₁n₀/n
    of each stratum.

    Args:
        stratum: Number of each row's stratum, from 0.
        exposed: Which of the two groups a row is of.
        happened: 1 where it did, else 0.

    Returns:
        The difference, NaN where no stratum has both, and how each row moves it: the sum of the squares of these is its
        variance, where rows of one person are added up before.
    """

    def by_stratum(values: Floats) -> Floats:
        sums: Floats = np.bincount(stratum, values).astype(np.float64)
        return sums

    ones = exposed.astype(np.float64)
    n1, n = by_stratum(ones), by_stratum(np.ones(len(ones)))
    n0 = n - n1
    weight = n1 * n0 / n
    if not weight.sum():
        return np.nan, np.full(len(ones), np.nan)
    yes1, yes = by_stratum(ones * happened), by_stratum(happened)
    with np.errstate(invalid="ignore", divide="ignore"):
        differences = np.where(weight > 0, yes1 / n1 - (yes - yes1) / n0, 0.0)
        difference = float(weight @ differences / weight.sum())
        # What is expected of a row, where the difference is the same everywhere.
        expected = ((yes - difference * n1) / n)[stratum] + difference * ones
        share = np.where(exposed, 1 / n1[stratum], -1 / n0[stratum])
    moved = np.where(weight[stratum] > 0, weight[stratum] / weight.sum() * share * (happened - expected), 0.0)
    return difference, moved


def _edges(windows: Sequence[Window]) -> Floats:
    silences = np.concatenate([window.known.figures("silence_days") for window in windows])
    edges: Floats = np.quantile(silences, np.arange(1, SILENCES) / SILENCES)
    return edges


def _bands(window: Window, edges: Floats) -> tuple[Labels, Labels]:
    """Bands of frequency and of silence that customers are in, from 0."""
    frequency = np.searchsorted(FREQUENCIES, window.known.figures("order_days"), side="right")
    return frequency, np.searchsorted(edges, window.known.figures("silence_days"), side="left")


def _shares(windows: Sequence[Window], edges: Floats) -> Floats:
    shape = (len(FREQUENCIES) + 1, SILENCES)
    customers, returned = np.zeros(shape), np.zeros(shape)
    for window in windows:
        bands = _bands(window, edges)
        np.add.at(customers, bands, 1)
        np.add.at(returned, bands, window.returned)
    with np.errstate(invalid="ignore"):
        return returned / customers
