"""Of customers with so many orders, how many make one more: one bar for each step."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from crm_analysis.charts.theme import ACCENT, CARD, INK, Chart, blank
from crm_analysis.i18n import _, number, percent, plural

HEIGHT = 360
LOW_BAR = 0.15
"""A share below it is written above its bar."""


def ladder(steps: pd.DataFrame) -> Chart | None:
    """Draw the share that makes the next order, and the days until half of them have.

    Args:
        steps: ``survival.ladder``; steps whose share is not known are left out.

    Returns:
        Nothing where no share is known.
    """
    known = steps[steps["share"].notna()]
    if known.empty:
        return None
    figure = blank(HEIGHT)
    figure.add_trace(_bars(known))
    figure.update_xaxes(title={"text": _("From order to order, and the days until half of those who do have")})
    figure.update_yaxes(title={"text": _("Order once more")}, tickformat=".0%", rangemode="tozero", nticks=6)
    title = _finding(known)
    return Chart(figure, title, _subtitle(), title, room=60 * len(known))


def _bars(steps: pd.DataFrame) -> go.Bar:
    words = _(
        "Of {customers} customers with an order number {order}, {share} (95 % interval {low} to {high})<br>"
        "order once more within {within} days; {so_far} have so far.<br>"
        "A quarter of those who do take up to {quarter} days, half up to {half}, three quarters up to {most}."
    ).format(
        customers="%{customdata[0]:,}",
        order="%{customdata[1]}",
        share="%{y:.1%}",
        low="%{customdata[2]:.1%}",
        high="%{customdata[3]:.1%}",
        within="%{customdata[4]}",
        so_far="%{customdata[5]:,}",
        quarter="%{customdata[6]}",
        half="%{customdata[7]}",
        most="%{customdata[8]}",
    )
    facts = ["customers", "order_number", "share_low", "share_high", "within_days", "ordered_again"]
    told = steps[[*facts, "days_25", "days_50", "days_75"]].astype(object)
    shares = steps["share"].astype(float)
    return go.Bar(
        x=[_step_name(row["order_number"], row["days_50"]) for row in steps.to_dict("records")],
        y=shares,
        customdata=told.where(told.notna(), "–").to_numpy(dtype=object),
        marker={"color": ACCENT},
        error_y={
            "type": "data",
            "symmetric": False,
            "array": (steps["share_high"].astype(float) - shares).fillna(0),
            "arrayminus": (shares - steps["share_low"].astype(float)).fillna(0),
            "color": INK,
            "thickness": 1.2,
            "width": 4,
        },
        text=[percent(share, 0) for share in shares],
        textposition=["inside" if share >= LOW_BAR else "outside" for share in shares],
        insidetextanchor="middle",
        textfont={"size": 13},
        insidetextfont={"color": CARD},
        outsidetextfont={"color": INK},
        hovertemplate=f"{words}<extra></extra>",
    )


def _step_name(order: int, half: int) -> str:
    """The step with its days in a second line."""
    days = "–" if pd.isna(half) else plural("{count} day", "{count} days", int(half))
    return f"{number(order)} → {number(order + 1)}<br>{days}"


def _finding(steps: pd.DataFrame) -> str:
    """The first step beside the last one known."""
    first, last = steps.iloc[0], steps.iloc[-1]
    if len(steps) == 1:
        return _("{share} of customers order a second time").format(share=percent(first["share"], 0))
    return _("{share} of customers order a second time; after order {order} it is {later}").format(
        share=percent(first["share"], 0), order=number(last["order_number"]), later=percent(last["share"], 0)
    )


def _subtitle() -> str:
    return _(
        "Share that orders once more within a year (Kaplan–Meier), with its 95 % interval. Customers whose year is not "
        "over count for the days they have been seen; where few have waited for a year, the days are fewer."
    )
