"""How customers move between active, cooling, at risk and lost: a bar for each state before, cut by that after."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from crm_analysis.charts.theme import ACCENT, CARD, INK, MUTED, SCALE, Chart, blank, legend_on_top, see_through
from crm_analysis.i18n import N_, _, currency_sign, number, percent

ROW_HEIGHT = 54
SMALLEST_LABEL = 0.13
ROOM = 320
BEFORE = {
    "new": N_("New in the period"),
    "active": N_("Were active"),
    "cooling": N_("Were cooling"),
    "at_risk": N_("Were at risk"),
    "lost": N_("Were lost"),
}
AFTER = {
    "active": N_("Active at its end"),
    "cooling": N_("Cooling at its end"),
    "at_risk": N_("At risk at its end"),
    "lost": N_("Lost at its end"),
}
LOOKS = {
    "active": (ACCENT, CARD),
    "cooling": (SCALE[5], INK),
    "at_risk": (SCALE[2], INK),
    "lost": (see_through(MUTED, 0.35), INK),
}
"""State → colour of its part and of the label on it: darker the sooner the customer ordered; lost is grey."""


def movement(ways: pd.DataFrame, currency: str | None = None) -> Chart:
    """Draw what became of the customers who were active, cooling, at risk or lost when the period began.

    Args:
        ways: Answer of ``activity.movement`` where the lapse point is known.
        currency: ISO 4217 code of amounts.
    """
    taken = ways[ways["share"].notna()]
    began = taken.groupby("state_before", sort=False)["customers"].sum()
    figure = blank(90 + ROW_HEIGHT * len(began))
    for state in AFTER:
        figure.add_trace(_part(taken[taken["state_after"] == state], state, began, currency))
    figure.update_layout(barmode="stack", barcornerradius=0)
    figure.update_xaxes(
        title={"text": _("Share of the customers of each row")},
        tickformat=".0%",
        range=[0, 1.03],
        nticks=6,
    )
    names = [_row_name(state, customers) for state, customers in began.items()]
    figure.update_yaxes(categoryorder="array", categoryarray=names[::-1], showgrid=False, tickfont={"color": INK})
    legend_on_top(figure)
    figure.update_layout(legend_traceorder="normal")
    title, subtitle = _finding(taken), _subtitle(ways.iloc[0])
    return Chart(figure, title, subtitle, f"{title}. {subtitle}", ROOM)


def _part(rows: pd.DataFrame, state: str, began: pd.Series, currency: str | None) -> go.Bar:
    colour, label = LOOKS[state]
    words = _("{customers} of {all} customers ({share});<br>they brought {amount} of net sales in the period.").format(
        customers="%{customdata[0]:,}",
        all="%{customdata[1]:,}",
        share="%{x:.1%}",
        amount=f"{currency_sign(currency)}%{{customdata[2]:,.0f}}",
    )
    totals = rows["state_before"].map(began)
    return go.Bar(
        x=rows["share"],
        y=[_row_name(before, began[before]) for before in rows["state_before"]],
        name=_(AFTER[state]),
        orientation="h",
        text=[percent(share, 0) if share >= SMALLEST_LABEL else "" for share in rows["share"]],
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        constraintext="none",
        textfont={"color": label, "size": 12},
        customdata=[list(row) for row in zip(rows["customers"], totals, rows["net_sales"].astype(float), strict=True)],
        marker={"color": colour, "line": {"color": CARD, "width": 1}},
        hovertemplate=f"<b>%{{y}} → %{{fullData.name}}</b><br>{words}<extra></extra>",
    )


def _row_name(state: object, customers: float) -> str:
    return f"{_(BEFORE[str(state)])}  <span style='color:{MUTED}'>{number(customers)}</span> "


def _finding(taken: pd.DataFrame) -> str:
    """What became of the active ones; where nobody was active, how many are what at the end."""
    kept = taken[(taken["state_before"] == "active") & (taken["state_after"] == "active")]
    if kept.empty:
        after = taken.groupby("state_after")["customers"].sum()
        return _("{active} customers are active, {cooling} cooling, {at_risk} at risk, {lost} lost").format(
            **{state: number(after.get(state, 0)) for state in AFTER}
        )
    returned = taken[taken["state_before"].isin(["cooling", "at_risk", "lost"]) & (taken["state_after"] == "active")]
    return _("{share} of active customers stayed active; {returned} came back from cooling, at risk or lost").format(
        share=percent(kept["share"].iloc[0], 0), returned=number(returned["customers"].sum())
    )


def _subtitle(row: pd.Series) -> str:
    return _(
        "Cooling: silent for {cooling} days or longer. At risk: for more than {lapse} days, the lapse point. "
        "Lost: for more than {lost} days."
    ).format(cooling=number(row["cooling_days"]), lapse=number(row["lapse_days"]), lost=number(row["lost_days"]))
