"""Every method is tried on the shop's own past, and used only if it beats the rule that a person would go by.

The rule is the days since the last order. A trial learns from windows that were over when its own window began, never
from the other customers of that window, and sees nothing of what came.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Self

import numpy as np
import pandas as pd

from crm_analysis.i18n import N_
from crm_analysis.models.points import Floats
from crm_analysis.models.returning.calibration import at_share, expected_share, slope, steepened
from crm_analysis.models.returning.measures import mean_gain, measured
from crm_analysis.models.returning.methods import LOGISTIC, METHODS, RULE, logistic
from crm_analysis.models.returning.windows import Window
from crm_analysis.models.verdicts import Reason, Verdict

FEWEST_CUSTOMERS = 100
FEWEST_OF_EACH = 30
"""Customers of a window who returned, and who did not."""
MOST_TRIALS = 4

TOO_YOUNG = N_(
    "Not enough evidence: these orders are too few days old to hide some of them and tell who returns. "
    "Wait; go by the days since the last order until then."
)
TOO_FEW = N_(
    "Not enough evidence (customers: {customers} of {fewest_customers}, of whom returned within {days} days: "
    "{returned} of {fewest}, did not: {stayed_away} of {fewest}). Widen the filters, or wait; go by the days since the "
    "last order until then."
)
UNTRIED = N_(
    "The shop is too young to try a model on days that it has not learned from. So the days since the last order "
    "decide."
)
RULE_STAYS = N_(
    "No model tells better who returns than the days since the last order, by more than its standard error (windows "
    "tried: {trials}; best: {method}, area larger by {gain}, standard error {error}). So these decide."
)
MODEL_WINS = N_(
    "Who returns is told better by {method} than by the days since the last order, on days that it had not learned "
    "from (windows tried: {trials}, area larger by {gain}, standard error {error}). So it is used."
)


@dataclass(frozen=True)
class Trial:
    """What every method told of one window that was over.

    Args:
        window: The window.
        told: Method → the probability of each of its customers.
    """

    window: Window
    told: Mapping[str, Floats]


class Returning:
    """Tells who will order again within some days, in the manners of scikit-learn.

    Attributes:
        trials_: The windows that methods were tried on, the latest first.
        gains_: Method → by how much its area was larger than that of the rule, in the mean of the trials, and the
            standard error; empty where nothing was tried.
        slopes_: Method → by what its log-odds have to be multiplied, as the trials tell.
        method_: The method that is used; ``None`` where none can be.
        verdict_: ``model``, ``rule`` or ``not_enough_evidence``.
        why_: The sentence that says so.
    """

    trials_: tuple[Trial, ...]
    gains_: dict[str, tuple[float, float]]
    slopes_: dict[str, float]
    method_: str | None
    verdict_: Verdict
    why_: Reason

    def fit(self, windows: Sequence[Window], longest: Window | None = None) -> Self:
        """Try the methods, choose one, and keep what it takes to tell the days to come.

        Args:
            windows: All of one length and over, the latest first.
            longest: Where longer windows are to be told than these: the longest one that is over.
        """
        self._longest = longest
        self.trials_, self.gains_, self.slopes_, self.method_ = (), {}, {}, None
        self.verdict_ = "not_enough_evidence"
        if not windows:
            self.why_ = Reason(TOO_YOUNG)
            return self
        if too_thin(windows[0]):
            self.why_ = _too_few(windows[0])
            return self
        self._windows = [window for window in windows if not too_thin(window)]
        self.trials_ = tuple(_trials(self._windows))
        self.gains_ = {name: self._gain(name) for name in METHODS} if self.trials_ else {}
        self.slopes_ = {name: self._slope(name) for name in METHODS}
        self._choose()
        return self

    def probabilities(self, target: Window) -> Floats:
        """The chance of each customer to order within a window; NaN where there is not enough evidence.

        Args:
            target: The window; it may be shorter or longer than those learned from.
        """
        if self.method_ is None:
            return np.full(len(target), np.nan)
        return self._calibrated([self.method_], target)[self.method_]

    def within(self, target: Window, horizons: Sequence[int]) -> pd.DataFrame:
        """The chance of each customer to order within each of several numbers of days.

        Args:
            target: The window that begins now.
            horizons: Numbers of days, ascending.

        Returns:
            One column per horizon; who returns within fewer days returns within more.
        """
        told = np.column_stack([self.probabilities(target.within(days)) for days in horizons])
        return pd.DataFrame(np.maximum.accumulate(told, axis=1), columns=list(horizons))

    def tried_on(self, target: Window) -> Trial:
        """What every method tells of a window that is over; nothing of it has been learned from."""
        return Trial(target, self._calibrated(METHODS, target))

    def backtest(self, trials: Iterable[Trial]) -> pd.DataFrame:
        """How each method did.

        Returns:
            One row per method and trial: ``method, cutoff, horizon_days``, the columns of ``Measures``, and ``used``.
        """
        rows = [
            {"method": name, "cutoff": trial.window.starts_on, "horizon_days": trial.window.days}
            | asdict(measured(told, trial.window.returned))
            | {"used": name == self.method_}
            for trial in trials
            for name, told in trial.told.items()
        ]
        frame = pd.DataFrame(rows)
        return frame if frame.empty else frame.assign(cutoff=pd.to_datetime(frame["cutoff"]))

    def _calibrated(self, methods: Iterable[str], target: Window) -> dict[str, Floats]:
        told = _told(methods, self._windows, target, self._longest)
        return {name: steepened(probability, self.slopes_[name]) for name, probability in told.items()}

    def _slope(self, name: str) -> float:
        return slope([(trial.told[name], trial.window.returned) for trial in self.trials_])

    def _gain(self, name: str) -> tuple[float, float]:
        return mean_gain(
            [
                (trial.window.customer_ids, trial.told[name], trial.told[RULE], trial.window.returned)
                for trial in self.trials_
            ]
        )

    def _choose(self) -> None:
        self.method_, self.verdict_ = RULE, "rule"
        if not self.gains_:
            self.why_ = Reason(UNTRIED)
            return
        rivals = {name: gain for name, gain in self.gains_.items() if name != RULE}
        better = {name: gain for name, gain in rivals.items() if gain[0] > gain[1]}
        best = max(better or rivals, key=lambda name: rivals[name][0])
        gain, error = (round(figure, 3) for figure in rivals[best])
        facts = {"method": best, "gain": gain, "error": error, "trials": len(self.trials_)}
        if better:
            self.method_, self.verdict_ = best, "model"
        self.why_ = Reason(MODEL_WINS if better else RULE_STAYS, facts)


def too_thin(window: Window) -> bool:
    """Whether a window that is over has too few customers to learn or to tell anything from."""
    returned = int(window.returned.sum())
    return len(window) < FEWEST_CUSTOMERS or min(returned, len(window) - returned) < FEWEST_OF_EACH


def _trials(windows: Sequence[Window]) -> Iterable[Trial]:
    """Trials on windows that do not overlap, the latest first."""
    last: Window | None = None
    tried = 0
    for window in windows:
        earlier = [other for other in windows if other.before(window)]
        if tried == MOST_TRIALS or not earlier or (last and not window.before(last)):
            continue
        yield Trial(window, _told(METHODS, earlier, window))
        last, tried = window, tried + 1


def _told(
    methods: Iterable[str], windows: Sequence[Window], target: Window, longest: Window | None = None
) -> dict[str, Floats]:
    """What methods tell of a window, learned from others; of fewer days from the first days of those."""
    from threadpoolctl import threadpool_limits

    parts = [window.within(target.days) for window in windows] if target.days < windows[0].days else windows
    # In one thread: what is learned from is small, and threads would wait for each other longer than they work.
    with threadpool_limits(1):
        models = target.known.models
        of_all_figures = logistic(parts, models)
        share = expected_share(of_all_figures, parts, target, longest)
        return {
            name: at_share((of_all_figures if name == LOGISTIC else METHODS[name](parts, models))(target), share)
            for name in methods
        }


def _too_few(window: Window) -> Reason:
    returned = int(window.returned.sum())
    facts = {
        "customers": len(window),
        "fewest_customers": FEWEST_CUSTOMERS,
        "days": window.days,
        "returned": returned,
        "stayed_away": len(window) - returned,
        "fewest": FEWEST_OF_EACH,
    }
    return Reason(TOO_FEW, facts)
