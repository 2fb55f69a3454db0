"""Which way of expecting purchases has proved itself on the shop's own past?

All models and two plain rules say at an earlier day what they expect of each customer; then it is seen what came. They
are judged by the Poisson deviance of orders, whose mean is least for the true expectations (Gneiting 2011, Making and
evaluating point forecasts, JASA 106, 746-762) and which a few very large customers do not decide, as they do squares. A
model is used only where it beats the better rule by more than the standard error of their difference.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import pandas as pd

from crm_analysis.i18n import N_
from crm_analysis.models import accuracy
from crm_analysis.models.points import Floats
from crm_analysis.models.verdicts import Reason, Verdict
from crm_analysis.models.worth.futures import ranges
from crm_analysis.models.worth.worth import AVERAGE, MODELS, PAST_RATE, RULES, Worth

MOST_OF_HISTORY = 0.5
"""So much of what is known may be kept back to be foretold."""
FARTHEST = 2.0
"""Times the days kept back: who asks for more days is told that so many were not tried."""
FEWEST_CUSTOMERS = 100
FEWEST_RETURNED = 30
LEAST_EXPECTED = 0.5
"""Orders, of all customers together: to call an order impossible would be infinitely wrong."""
CALIBRATED_UP_TO = 7
"""Customers with so many repeat purchases or more stand together."""

NO_DAYS = N_("There is no day in view that could be foretold from days before it, so nothing is expected of anybody.")
TOO_FEW = N_(
    "Not enough evidence to say what customers will bring: only {customers} were customers before {cutoff}, of whom "
    "{returned} came back later; at least {fewest_customers} and {fewest_returned} are needed to try it on the past."
)
NO_MODEL = N_("No model could be fitted to these orders, so a plain rule is used.")
RULE_STAYS = N_(
    "On the {days} days from {cutoff} no model was nearer to what customers ordered than a plain rule by more than "
    "chance, so the rule is used."
)
MODEL_WINS = N_(
    "{model} is used: on the {days} days from {cutoff} it was nearer to what customers ordered than the plain rules "
    "by more than chance."
)
REACHES_FARTHER = N_(
    "Only {days} days could be kept back and tried: what is expected of {horizon} days reaches farther than that."
)
IN_WORDS = {
    PAST_RATE: N_("Everybody goes on ordering as often as so far, counted from the first order."),
    AVERAGE: N_("Everybody is expected to order like the average customer so far."),
}


@dataclass(frozen=True)
class Window:
    """The days that are kept back.

    Args:
        cutoff: The first of them.
        days: How many.
    """

    cutoff: date
    days: int

    @classmethod
    def of(cls, histories: pd.DataFrame, horizon_days: int) -> Window | None:
        """As many days as are asked for, at most half of what is known; ``None`` where there is no such day.

        Args:
            histories: Answer of ``purchase_histories``.
            horizon_days: How far ahead is to be looked.
        """
        if histories.empty:
            return None
        first, known = histories["first_on"].min().date(), int(histories["T"].max()) + 1
        days = min(horizon_days, int(MOST_OF_HISTORY * known))
        return cls(first + timedelta(days=known - days), days) if days else None


@dataclass(frozen=True)
class Trial:
    """What was expected, what came, and what follows.

    Args:
        window: The days that were kept back.
        before: The models as they were fitted then; None where nothing was tried.
        customers: One row per customer of before: ``customer_id, x, orders, sales`` (what came in these days) and
            ``<method>_orders``, ``<method>_value`` for each method that could be tried.
        in_range: The share of customers whose orders lay in the range that the method used had told; NaN for rules.
        methods: One row per such method: ``method, customers, orders_expected, orders_made``; of value ``total_error,
            mae, gini, spearman``; of orders ``deviance``, by how much it is less than that of the better rule
            ``gained`` and the standard error of that, ``gained_error``; and ``used``.
        verdict: Whether a model is used, a plain rule, or nothing.
        why: Sentences that say so, in their order.
    """

    window: Window | None
    before: Worth | None
    customers: pd.DataFrame
    methods: pd.DataFrame
    in_range: float
    verdict: Verdict
    why: tuple[Reason, ...]

    @property
    def used(self) -> str | None:
        """The method to be used; None where nothing could be tried."""
        chosen = self.methods.loc[self.methods["used"], "method"].to_list() if len(self.methods) else []
        return str(chosen[0]) if chosen else None

    def deciles(self, method: str) -> pd.DataFrame:
        """What was expected and what came by tenths of customers, in money; see ``accuracy.deciles``."""
        return accuracy.deciles(self.customers[f"{method}_value"].to_numpy(), self.customers["sales"].to_numpy())

    def by_repeats(self, method: str) -> pd.DataFrame:
        """Orders expected and made by repeat purchases before: ``x, customers, expected, came``, means per customer."""
        seen = self.customers.assign(x=self.customers["x"].clip(upper=CALIBRATED_UP_TO))
        groups = seen.groupby("x")
        return pd.DataFrame(
            {"customers": groups.size(), "expected": groups[f"{method}_orders"].mean(), "came": groups["orders"].mean()}
        ).reset_index()


def on_the_past(
    histories: pd.DataFrame,
    horizon_days: int,
    ask: Callable[[Window], tuple[pd.DataFrame, pd.DataFrame]],
    able: Collection[str] = tuple(MODELS),
) -> Trial:
    """Try every method on the last days that are known.

    Args:
        histories: Answer of ``purchase_histories``.
        horizon_days: How far ahead is to be looked.
        ask: The same as it was known before the days that are kept back, and of these days alone.
        able: The models that can tell the days to come. One that is in doubt today would leave everybody blank, however
            well it did.
    """
    window = Window.of(histories, horizon_days)
    if window is None:
        return _untried(None, Reason(NO_DAYS))
    before, after = ask(window)
    trial = tried(Worth.of(before), after, window, able)
    if trial.used is None or horizon_days <= FARTHEST * window.days:
        return trial
    farther = Reason(REACHES_FARTHER, {"days": window.days, "horizon": horizon_days})
    return replace(trial, why=(*trial.why, farther))


def tried(before: Worth, after: pd.DataFrame, window: Window, able: Collection[str] = tuple(MODELS)) -> Trial:
    """Try every method on days that it has not seen.

    Args:
        before: The models, fitted to what was known at the cutoff.
        after: Answer of ``purchase_histories`` of the days kept back alone.
        window: These days.
        able: The models that can tell the days to come.
    """
    customers = _customers(before, after)
    returned = int((customers["orders"] > 0).sum())
    if len(customers) < FEWEST_CUSTOMERS or returned < FEWEST_RETURNED:
        return _too_few(window, len(customers), returned)
    names = [*(name for name in MODELS if name in before.sure and name in able), *RULES]
    for name in names:
        expected = before.expected(window.days, name)
        customers[f"{name}_orders"], customers[f"{name}_value"] = (
            expected["expected_orders"],
            expected["expected_value"],
        )
    customers = customers.fillna(0.0)
    methods = pd.DataFrame([_scored(customers, name) for name in names])
    return _judged(window, before, customers, methods)


def _too_few(window: Window, customers: int, returned: int) -> Trial:
    facts = {
        "cutoff": window.cutoff,
        "customers": customers,
        "returned": returned,
        "fewest_customers": FEWEST_CUSTOMERS,
        "fewest_returned": FEWEST_RETURNED,
    }
    return _untried(window, Reason(TOO_FEW, facts))


def _untried(window: Window | None, why: Reason) -> Trial:
    return Trial(window, None, pd.DataFrame(), pd.DataFrame(), np.nan, "not_enough_evidence", (why,))


def _customers(before: Worth, after: pd.DataFrame) -> pd.DataFrame:
    """Those of before, and what each ordered and brought afterwards: nothing where they do not appear."""
    came = after.set_index("customer_id").reindex(before.customers["customer_id"])
    return before.customers[["customer_id", "x"]].assign(
        orders=(came["x"] + 1).fillna(0.0).to_numpy(), sales=came["sales"].fillna(0.0).to_numpy()
    )


def _scored(customers: pd.DataFrame, name: str) -> dict[str, object]:
    expected, came = customers[f"{name}_value"].to_numpy(), customers["sales"].to_numpy()
    return {
        "method": name,
        "customers": len(customers),
        "orders_expected": float(customers[f"{name}_orders"].sum()),
        "orders_made": float(customers["orders"].sum()),
        "total_error": accuracy.total_error(expected, came),
        "mae": accuracy.mean_absolute_error(expected, came),
        "gini": accuracy.normalised_gini(expected, came),
        "spearman": accuracy.spearman(expected, came),
    }


def _judged(window: Window, before: Worth, customers: pd.DataFrame, methods: pd.DataFrame) -> Trial:
    off = {name: _deviances(customers, name) for name in methods["method"]}
    rule = min(RULES, key=lambda name: off[name].mean())
    gained = {name: off[rule] - errors for name, errors in off.items()}
    methods = methods.assign(
        deviance=[errors.mean() for errors in off.values()],
        gained=[gain.mean() for gain in gained.values()],
        gained_error=[gain.std(ddof=1) / np.sqrt(len(gain)) for gain in gained.values()],
    )
    models = methods[~methods["method"].isin(RULES)].sort_values("deviance").to_dict("records")
    best = models[0] if models else None
    wins = best is not None and best["gained"] > best["gained_error"]
    used = str(best["method"]) if best and wins else rule
    verdict: Verdict = "model" if wins else "rule"
    why = _why(window, used, verdict, best is None)
    foretold = ranges(before, window.days, used).customers
    inside = customers["orders"].between(foretold["orders_low"], foretold["orders_high"])
    in_range = float(inside.mean()) if wins else np.nan
    return Trial(window, before, customers, methods.assign(used=methods["method"] == used), in_range, verdict, why)


def _deviances(customers: pd.DataFrame, name: str) -> Floats:
    """2 (y ln(y/μ) − y + μ) of each customer; whoever expects nothing at all is taken to expect the least."""
    from scipy.special import xlogy

    came = customers["orders"].to_numpy()
    expected = np.maximum(customers[f"{name}_orders"].to_numpy(), LEAST_EXPECTED / len(customers))
    deviances: Floats = 2 * (xlogy(came, came / expected) - came + expected)
    return deviances


def _why(window: Window, used: str, verdict: Verdict, no_model: bool) -> tuple[Reason, ...]:
    told = {"cutoff": window.cutoff, "days": window.days}
    if verdict == "model":
        return (Reason(MODEL_WINS, {**told, "model": MODELS[used].name}),)
    return Reason(NO_MODEL if no_model else RULE_STAYS, told), Reason(IN_WORDS[used])
