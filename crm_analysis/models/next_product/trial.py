"""Every method is tried on the shop's own past, and used only if it beats naming everybody what is most popular.

Of customers who had ordered before a day and ordered again in the days after it, it is seen whether the next order held
one of the items that were named (a hit). Nothing of these days is learned from. Methods are compared customer by
customer, so that the error of a difference knows that both are judged by the same orders; a customer in several
windows is one draw, not several.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

import numpy as np
import pandas as pd

from crm_analysis.i18n import N_
from crm_analysis.models.next_product.bought import Bought
from crm_analysis.models.next_product.methods import AGAIN, MIX, POPULAR, TOGETHER, Named, named, named_by_all
from crm_analysis.models.points import Floats, Labels
from crm_analysis.models.verdicts import Reason, Verdict

FEWEST_CUSTOMERS = 100
CLEARLY = 2
"""Standard errors by which a method must beat the rule: the best of three beats it by one in some shops of chance."""

TOO_YOUNG = N_(
    "Not enough evidence: these orders are too few days old to hide some of them and tell what customers buy next. "
    "Wait until there are more."
)
NO_ITEMS = N_(
    "Not enough evidence: of no customer is it known what they bought. Upload files that tell both products and "
    "customers."
)
TOO_FEW_ITEMS = N_(
    "Not enough evidence (products bought: {items}, to be named: {top}): there is nothing to choose from. Orders with "
    "more products are needed."
)
TOO_FEW = N_(
    "Not enough evidence (customers who had ordered before the days that were hidden and ordered products in them: "
    "{customers} of {fewest}). Widen the filters, or wait."
)
RULE_STAYS = N_(
    "Tried on this shop's own past, no method names what customers buy next better than the {top} most popular "
    "products do, by more than chance: of customers who ordered again, {popular} bought one of these, "
    "{reached} one of {top} named by the best method, {method}. So everybody is named the most popular."
)
MODEL_WINS = N_(
    "Tried on this shop's own past: of customers who ordered again, {reached} bought at least one of the {top} "
    "products named in their next order, {popular} one of the {top} most popular."
)


@dataclass(frozen=True)
class Window:
    """Some days that are over.

    Args:
        starts_on: Their first day.
        days: How many.
        known: What was known before it.
        came: Answer of ``next_items`` of these days.
    """

    starts_on: date
    days: int
    known: Bought
    came: pd.DataFrame


@dataclass(frozen=True)
class Hits:
    """Whom each method reached in one window.

    Args:
        starts_on: Its first day.
        days: How many it has.
        customers: The numbers of those who had ordered before it and ordered in it.
        of: Method → 1 where the customer's next order held one of the items named, else 0.
    """

    starts_on: date
    days: int
    customers: Labels
    of: Mapping[str, Floats]


class NextProduct:
    """Tells what each customer buys next, in the manners of scikit-learn.

    Args:
        top: How many items are named to each customer.

    Attributes:
        hits_: What the methods reached in each window, the latest first.
        method_: The method that is used; ``None`` where none can be.
        verdict_: ``model``, ``rule`` or ``not_enough_evidence``.
        why_: The sentence that says so.
    """

    hits_: tuple[Hits, ...]
    method_: str | None
    verdict_: Verdict
    why_: Reason

    def __init__(self, top: int) -> None:
        self.top = top

    def fit(self, windows: Sequence[Window]) -> Self:
        """Try the methods, and choose one.

        Args:
            windows: Days that are over, none of them in two windows, the latest first.
        """
        self.hits_, self.method_, self.verdict_ = (), None, "not_enough_evidence"
        if not windows:
            self.why_ = Reason(TOO_YOUNG)
            return self
        if (items := len(windows[0].known.items)) <= self.top:
            self.why_ = Reason(TOO_FEW_ITEMS, {"items": items, "top": self.top}) if items else Reason(NO_ITEMS)
            return self
        hits = tuple(each for window in windows if len((each := _hits(window, self.top)).customers))
        tried = len({number for each in hits for number in each.customers})
        if tried < FEWEST_CUSTOMERS:
            self.why_ = Reason(TOO_FEW, {"customers": tried, "fewest": FEWEST_CUSTOMERS})
            return self
        self.hits_ = hits
        self._choose()
        return self

    def named(self, bought: Bought, customers: Labels) -> Named | None:
        """What is named to customers; ``None`` where there is not enough evidence.

        Args:
            bought: What is known.
            customers: Their rows.
        """
        return named(bought, customers, self.method_, self.top) if self.method_ else None

    def backtest(self) -> pd.DataFrame:
        """How each method did.

        Returns:
            One row per method and window: ``method, cutoff, horizon_days, n`` (customers), ``top`` (items named),
            ``hit_rate`` and its standard error ``hit_rate_error``, by how much it is larger than that of popularity,
            ``gained``, and the standard error of that, ``gained_error``; ``used``.
        """
        rows = [
            {"method": method, "cutoff": hits.starts_on, "horizon_days": hits.days, "n": len(reached)}
            | {"top": self.top, "hit_rate": _mean(reached), "hit_rate_error": _error(reached, hits.customers)}
            | {"gained": _mean(gain), "gained_error": _error(gain, hits.customers), "used": method == self.method_}
            for hits in self.hits_
            for method, reached in hits.of.items()
            for gain in (reached - hits.of[POPULAR],)
        ]
        frame = pd.DataFrame(rows)
        return frame if frame.empty else frame.assign(cutoff=pd.to_datetime(frame["cutoff"]))

    def hit_rate(self, method: str) -> float:
        """The share of customers whom a method reached, over all windows."""
        return _mean(self._reached(method))

    def gain(self, method: str, over: str = POPULAR) -> tuple[float, float]:
        """By how much more than another a method reached over all windows, and the standard error."""
        gained = self._reached(method) - self._reached(over)
        return _mean(gained), _error(gained, np.concatenate([hits.customers for hits in self.hits_]))

    def beats(self, method: str, other: str) -> bool:
        """Whether a method reached more than another by more than chance."""
        gain, error = self.gain(method, other)
        return gain > CLEARLY * error

    def _reached(self, method: str) -> Floats:
        return np.concatenate([hits.of[method] for hits in self.hits_])

    def _choose(self) -> None:
        best = max((AGAIN, TOGETHER), key=self.hit_rate)
        if self.beats(MIX, best):
            best = MIX
        wins = self.beats(best, POPULAR)
        self.method_, self.verdict_ = (best, "model") if wins else (POPULAR, "rule")
        facts = {"top": self.top, "reached": self.hit_rate(best), "popular": self.hit_rate(POPULAR), "method": best}
        self.why_ = Reason(MODEL_WINS if wins else RULE_STAYS, facts)


def _hits(window: Window, top: int) -> Hits:
    """Try every method on those who had ordered before and did again; other orders tell nothing."""
    rows = window.known.places(window.came["customer_no"])
    came = window.came[rows >= 0]
    tried, order_of = np.unique(rows[rows >= 0], return_inverse=True)
    columns = pd.Index(window.known.items["item_no"]).get_indexer(came["item_no"])
    width = len(window.known.items)
    bought = order_of[columns >= 0] * width + columns[columns >= 0]
    numbers = window.known.customers["customer_no"].to_numpy()[tried]
    return Hits(window.starts_on, window.days, numbers, dict(_reached(window.known, tried, bought, top)))


def _reached(known: Bought, tried: Labels, bought: Labels, top: int) -> Iterator[tuple[str, Floats]]:
    """Of each method, whom it reached; what was bought is customer × number of items + item."""
    first = np.arange(len(tried))[:, None] * len(known.items)
    for method, found in named_by_all(known, tried, top).items():
        hit = np.isin(first + found.items, bought) & (found.items >= 0)
        yield method, np.asarray(hit.any(axis=1), dtype=np.float64)


def _mean(values: Floats) -> float:
    return float(values.mean()) if len(values) else np.nan


def _error(values: Floats, customers: Labels) -> float:
    """The standard error of a mean of which each customer is one draw, however many values it has."""
    if not len(values):
        return np.nan
    of_each = np.bincount(np.unique(customers, return_inverse=True)[1], weights=values - values.mean())
    return float(np.sqrt(np.square(of_each).sum()) / len(values))
