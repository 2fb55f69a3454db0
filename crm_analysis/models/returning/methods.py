"""The ways to tell who will return: plain rules, models of purchases, a regression, trees. All are learned alike.

A method gives each customer a score; a logistic regression over several windows, each with a level of its own, makes
log-odds of it. The level of the days to come is settled apart (``calibration``), since it moves with the season.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from crm_analysis.models.points import Floats
from crm_analysis.models.purchases import PurchaseModel
from crm_analysis.models.returning.windows import PURCHASE_MODELS, SEED, Window, log_expected, regressors

Score = Callable[[Window], Floats]
"""Log-odds of each customer to return, but for a level that all share."""
Models = Mapping[str, PurchaseModel]
Method = Callable[[Sequence[Window], Models], Score]
"""Windows that are over, and the models of purchases fitted to what is known after them → what was learned."""

RULE, LOGISTIC = "recency", "logistic"
LEADING = "mbg_nbd"
"""The model of purchases whose expectation the regressions learn from: the quickest of the better two."""
PENALTY = 1.0
LEVEL_WEIGHT = 10.0
"""Levels of windows move ten times as far as coefficients for the same penalty, which is to say: as they like."""
TREES, DEPTH, RATE, FEWEST_IN_A_LEAF = 60, 3, 0.05, 50


def recency(window: Window) -> Floats:
    """The later the last order, the better."""
    scores: Floats = -np.log1p(window.known.figures("silence_days"))
    return scores[:, None]


def frequency(window: Window) -> Floats:
    """The more days with orders, the better."""
    scores: Floats = np.log(window.known.figures("order_days"))
    return scores[:, None]


def rule(columns: Callable[[Window], Floats], windows: Sequence[Window], _models: Models) -> Score:
    """A plain rule, which needs no model."""
    return regression(columns, windows)


def purchases(name: str, windows: Sequence[Window], models: Models) -> Score:
    """The more purchases a model expects, the better."""
    return regression(lambda window: log_expected(window, models[name])[:, None], windows)


def logistic(windows: Sequence[Window], models: Models) -> Score:
    """All figures at once."""
    return regression(lambda window: regressors(window, models[LEADING]), windows)


@dataclass(frozen=True)
class Regression:
    """Logistic regression on standardised columns.

    Args:
        columns: Of a window.
        centres, spreads: Of each column, in the windows learned from.
        weights: Log-odds by one spread.
    """

    columns: Callable[[Window], Floats]
    centres: Floats
    spreads: Floats
    weights: Floats

    def __call__(self, window: Window) -> Floats:
        """Log-odds of each customer, but for a level."""
        scores: Floats = (self.columns(window) - self.centres) / self.spreads @ self.weights
        return scores


def regression(columns: Callable[[Window], Floats], windows: Sequence[Window]) -> Score:
    """Learn the weights of some columns, with a level of its own for each window."""
    from sklearn.linear_model import LogisticRegression

    figures = np.vstack([columns(window) for window in windows])
    centres, spreads = figures.mean(axis=0), figures.std(axis=0)
    spreads[spreads == 0] = 1.0
    of_window = np.repeat(np.arange(len(windows)), [len(window) for window in windows])
    levels = LEVEL_WEIGHT * (of_window[:, None] == np.arange(len(windows)))
    model = LogisticRegression(C=PENALTY, fit_intercept=False, solver="newton-cholesky")
    model.fit(np.hstack([(figures - centres) / spreads, levels]), _returned(windows))
    return Regression(columns, centres, spreads, model.coef_[0, : figures.shape[1]])


def boosting(windows: Sequence[Window], models: Models) -> Score:
    """A few small trees, one after the other on what the ones before leave open."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    model = HistGradientBoostingClassifier(
        max_iter=TREES,
        max_depth=DEPTH,
        learning_rate=RATE,
        min_samples_leaf=FEWEST_IN_A_LEAF,
        early_stopping=False,
        random_state=SEED,
    )
    model.fit(np.vstack([regressors(window, models[LEADING]) for window in windows]), _returned(windows))

    def columns(window: Window) -> Floats:
        scores: Floats = model.decision_function(regressors(window, models[LEADING]))
        return scores[:, None]

    return regression(columns, windows)


METHODS: Mapping[str, Method] = {
    RULE: partial(rule, recency),
    "frequency": partial(rule, frequency),
    **{name: partial(purchases, name) for name in PURCHASE_MODELS},
    LOGISTIC: logistic,
    "boosting": boosting,
}
"""Plainest first."""


def _returned(windows: Sequence[Window]) -> Floats:
    return np.concatenate([window.returned for window in windows]).astype(np.float64)
