"""Whose rhythms are told apart, and why is a lapse point not known?"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from crm_analysis.analysis import churn
from crm_analysis.analysis.filters import Filters
from crm_analysis.engines.query import Query
from crm_analysis.i18n import N_, _, number, plural
from crm_analysis.models.rhythms import contrast
from crm_analysis.rules.churn import churn_rules

SPLIT_WORDS = {
    "channel": N_(
        "Rhythms differ between channels: each with enough customers who returned has a lapse point of its own."
    ),
    "category": N_(
        "Rhythms differ between the categories of first orders: each with enough customers who returned has a lapse "
        "point of its own."
    ),
}


def split_of(filters: Filters, ask: Callable[[Query], pd.DataFrame]) -> str | None:
    """What splits customers into groups of different rhythm, if anything does: of several splits the sharpest.

    Args:
        filters: The orders to look at.
        ask: Who answers.

    Returns:
        A key of ``churn.SPLITS``.
    """
    contrasts = {
        split_by: contrast(
            ask(churn.points(filters, split_by)), ask(churn.first_returns(filters, split_by)), churn_rules()
        )
        for split_by in churn.SPLITS
    }
    told = {split_by: ratio for split_by, ratio in contrasts.items() if ratio is not None}
    return max(told, key=lambda split_by: told[split_by]) if told else None


def split_in_words(split_by: str) -> str:
    """Which groups have lapse points of their own."""
    return _(SPLIT_WORDS[split_by])


def why_unknown(shop: pd.Series) -> str:
    """Why nobody is called cooling or lost.

    Args:
        shop: What the shop's lapse point would rest on: ``returners, history_days``.
    """
    wanted = churn_rules().thresholds["fewest_returners"]
    if shop["returners"] < wanted:
        return _(
            "Not known yet: {found} ordered on two days or more; {wanted} are needed to tell a usual silence."
        ).format(found=plural("{count} customer", "{count} customers", int(shop["returners"])), wanted=number(wanted))
    return _("Not known yet: in a history of {days} customers may well be silent for longer than it can show.").format(
        days=plural("{count} day", "{count} days", int(shop["history_days"]))
    )
