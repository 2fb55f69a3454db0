"""What winning customers cost and whether they have brought it back, where the shop's files say what was spent."""

from __future__ import annotations

from crm_analysis.analysis import cohorts
from crm_analysis.charts.payback import payback
from crm_analysis.ui.answers import ask
from crm_analysis.ui.cards import chart_card
from crm_analysis.ui.filters import View


def paid_back(view: View, by: str) -> None:
    """Draw the card; nothing where no spending is known.

    Args:
        view: What the filter bar is set to.
        by: Length of a period.
    """
    question = cohorts.payback(view.filters, by)
    rows = ask(question)
    if rows["acquisition_cost"].notna().any():
        chart = payback(rows, by, view.currency)
        chart_card(chart, "retention_payback", "payback", question, csv=f"payback-{by}.csv")
