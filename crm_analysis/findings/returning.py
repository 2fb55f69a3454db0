"""Who will return, and why not?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from crm_analysis.analysis import returning
from crm_analysis.analysis.filters import Filters
from crm_analysis.engines.query import Query
from crm_analysis.errors import InputRefused
from crm_analysis.i18n import N_, _, fill, number
from crm_analysis.models.returning import Causes, Returning, Trial, Window
from crm_analysis.models.returning.causes import REASONS

Ask = Callable[[Query], pd.DataFrame]

NO_ORDERS = N_("Not enough evidence: no orders are in view. Widen the filters, or upload orders.")
METHOD_NAMES = {
    "recency": N_("Days since the last order"),
    "frequency": N_("Days with orders"),
    "bg_nbd": N_("BG/NBD"),
    "mbg_nbd": N_("MBG/NBD"),
    "pareto_nbd": N_("Pareto/NBD"),
    "logistic": N_("Logistic regression"),
    "boosting": N_("Boosted trees"),
}


@dataclass(frozen=True)
class Learned:
    """What a shop's own past says about who returns.

    Args:
        as_of: The day up to which was learned; ``None`` in an empty shop.
        horizon_days: Within how many days who returns is told.
        model: The methods, tried.
        trials: The windows that they are shown on.
        causes: What goes with leaving; ``None`` where there is too little to tell anything from.
    """

    as_of: date | None
    horizon_days: int
    model: Returning
    trials: tuple[Trial, ...]
    causes: Causes | None

    @property
    def backtest(self) -> pd.DataFrame:
        """How each method did on each window."""
        return self.model.backtest(self.trials)

    @property
    def why(self) -> str:
        """The verdict in a sentence."""
        if self.as_of is None:
            return _(NO_ORDERS)
        facts = dict(self.model.why_.facts)
        if "method" in facts:
            facts["method"] = _(METHOD_NAMES[str(facts["method"])])
        return fill(self.model.why_.template, {name: _written(fact) for name, fact in facts.items()})


def learned(filters: Filters, ask: Ask, horizon_days: int, cutoff: date | None = None) -> Learned:
    """Learn from the past who returns, and try it there.

    Args:
        filters: The orders to look at.
        ask: Who answers.
        horizon_days: Within how many days.
        cutoff: Learn only what was known before this day, and try it on the days from it on; ``None``: learn from
            everything up to the day from which we look, and show the trials that chose the method.

    Raises:
        InputRefused: The days from the cut-off on are not over.
    """
    shop = ask(returning.span(filters)).iloc[0]
    if pd.isna(shop["first_order_on"]):
        return Learned(None, horizon_days, Returning().fit(()), (), None)
    first_on, last = shop["first_order_on"].date(), shop["as_of"].date()
    if cutoff and (last - cutoff).days < horizon_days:
        raise InputRefused(
            "Cut-off {cutoff}: the {days} days from it on are not over by {last}, the day from which we look. "
            "Choose an earlier day or fewer days.",
            days=horizon_days,
            cutoff=cutoff,
            last=last,
        )
    one_in = -(-int(shop["customers"]) // returning.MOST_CUSTOMERS)
    told = cutoff or last
    windows = [_seen(window, ask) for window in returning.windows(filters, first_on, told, horizon_days, one_in)]
    longest = [_seen(window, ask) for window in returning.longer(filters, first_on, told, horizon_days, one_in)]
    model = Returning().fit(windows, *longest)
    causes = Causes.of(windows) if model.method_ else None
    if not cutoff:
        return Learned(told, horizon_days, model, model.trials_, causes)
    test = _seen(returning.window(filters, cutoff, horizon_days), ask) if model.method_ else None
    return Learned(told, horizon_days, model, (model.tried_on(test),) if test else (), causes)


def coming(found: Learned, filters: Filters, ask: Ask, horizons: tuple[int, ...]) -> pd.DataFrame:
    """What is expected of each customer from the day on up to which was learned.

    Args:
        found: What was learned.
        filters: The orders to look at.
        ask: Who answers.
        horizons: Numbers of days, ascending.

    Returns:
        ``customer_id``, a column per horizon with the chance to order within so many days, and ``reasons``: codes.
    """
    known = ask(returning.coming(filters, max(horizons)))
    window = Window.of(found.as_of or date.min, max(horizons), known)
    told = found.model.within(window, horizons)
    told.insert(0, "customer_id", window.customer_ids)
    told["reasons"] = found.causes.reasons(window) if found.causes else [()] * len(window)
    return told


def in_words(reasons: tuple[str, ...]) -> str:
    """Reasons in the current language, with semicolons between them."""
    return "; ".join(_(REASONS[code]) for code in reasons)


def report(found: Learned, lapse_points: pd.DataFrame) -> Mapping[str, object]:
    """What was found, as one object.

    Args:
        found: What was learned.
        lapse_points: Answer of ``churn.ranges``; the shop's row comes first.
    """
    days = ["lapse_point_days", "lapse_point_low", "lapse_point_high"]
    known = lapse_points.dropna(subset="lapse_point_days").astype(dict.fromkeys(days, int))
    is_shop = known["customer_group"].isna()
    shop = known[is_shop]
    return {
        **{name: None if shop.empty else int(shop[name].iloc[0]) for name in days},
        "groups": known[~is_shop],
        "method": found.model.method_,
        "verdict": found.model.verdict_,
        "why": found.why,
        "backtest": found.backtest,
        "causes": found.causes.effects if found.causes else [],
    }


def _seen(window: returning.Window, ask: Ask) -> Window:
    """A window with the answers about it."""
    return Window.of(window.starts_on, window.days, ask(window.features), ask(window.returns))


def _written(fact: object) -> object:
    return number(fact, 3) if isinstance(fact, float) else fact
