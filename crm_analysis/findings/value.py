"""What are customers worth, and how did it do on the past to say so?"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from crm_analysis.analysis import purchases
from crm_analysis.analysis.filters import Filters
from crm_analysis.engines.query import Query
from crm_analysis.i18n import fill
from crm_analysis.models.worth import Trial, Window, Worth, on_the_past


def examined(
    histories: pd.DataFrame,
    filters: Filters,
    ask: Callable[[Query], pd.DataFrame],
    horizon_days: int,
    sales: str = "gross",
) -> tuple[Worth, Trial]:
    """The models of a shop, and how they and plain rules did on its past.

    Args:
        histories: Answer of ``purchases.histories`` with the same filters and sales.
        filters: The orders to look at, in one currency.
        ask: Who answers.
        horizon_days: How far ahead is looked.
        sales: Which sales purchases bring: gross or net.
    """

    def past(window: Window) -> tuple[pd.DataFrame, pd.DataFrame]:
        known = ask(purchases.before(filters, window.cutoff, sales))
        return known, ask(purchases.after(filters, window.cutoff, window.days, sales))

    worth = Worth.of(histories)
    return worth, on_the_past(histories, horizon_days, past, worth.sure)


def why(trial: Trial) -> str:
    """The verdict in sentences, in the current language."""
    return " ".join(fill(reason.template, reason.facts) for reason in trial.why)
