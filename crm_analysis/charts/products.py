"""After which first purchases customers come back: one dot with its interval per product or category."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from crm_analysis.charts.names import as_label, short
from crm_analysis.charts.theme import ACCENT, INK, MUTED, Chart, blank
from crm_analysis.i18n import N_, _, isolated, percent

ROW_HEIGHT = 30
LONGEST_NAME = 20
ROOM = 320
QUESTIONS = {
    "product": N_("After which first product do customers come back?"),
    "category": N_("After which first category do customers come back?"),
}


def repeat_rates(items: pd.DataFrame, within_days: int, level: str = "product") -> Chart:
    """Draw the repeat rate after each first purchase, with its interval, beside that of all customers.

    Args:
        items: Answer of ``products.repeat_by_product``, not empty.
        within_days: Days within which customers came back.
        level: A key of ``QUESTIONS``.
    """
    figure = blank(80 + ROW_HEIGHT * len(items))
    figure.add_trace(_dots(items, within_days))
    usual = float(items["all_repeat_rate"].iloc[0])
    figure.add_vline(x=usual, line={"color": MUTED, "width": 1, "dash": "dash"})
    figure.update_xaxes(
        title={"text": _("Came back within {days} days").format(days=within_days)},
        tickformat=".0%",
        rangemode="tozero",
        nticks=6,
        showgrid=True,
    )
    figure.update_yaxes(
        tickvals=list(range(len(items))),
        ticktext=[f"{as_label(short(item, LONGEST_NAME))} " for item in items["item"]],
        range=[len(items) - 0.5, -0.5],
        showgrid=False,
        tickfont={"color": INK},
    )
    subtitle = _(
        "With 95% intervals, the surest first. Dashed: all customers, {usual}. The best of many are partly lucky."
    ).format(usual=percent(usual))
    title = _finding(items.iloc[0], level)
    return Chart(figure, title, subtitle, f"{title}. {subtitle}", ROOM)


def _dots(items: pd.DataFrame, within_days: int) -> go.Scatter:
    words = _(
        "Of {customers} customers whose first order held it,<br>{repeaters} ({rate}, 95 % interval {low} to {high})<br>"
        "ordered again within {days} days."
    ).format(
        customers="%{customdata[1]:,}",
        repeaters="%{customdata[2]:,}",
        rate="%{x:.1%}",
        low="%{customdata[3]:.1%}",
        high="%{customdata[4]:.1%}",
        days=within_days,
    )
    facts = items[["item", "customers", "repeaters", "repeat_low", "repeat_high"]]
    return go.Scatter(
        x=items["repeat_rate"],
        y=list(range(len(items))),
        error_x={
            "type": "data",
            "symmetric": False,
            "array": items["repeat_high"] - items["repeat_rate"],
            "arrayminus": items["repeat_rate"] - items["repeat_low"],
            "color": ACCENT,
            "thickness": 1.5,
            "width": 4,
        },
        customdata=facts.assign(item=facts["item"].map(as_label)).to_numpy(dtype=object),
        mode="markers",
        marker={"color": ACCENT, "size": 9},
        hovertemplate=f"<b>%{{customdata[0]}}</b><br>{words}<extra></extra>",
    )


def _finding(best: pd.Series, level: str) -> str:
    """What the best item says where its interval lies above the usual; else the question."""
    if best["repeat_low"] <= best["all_repeat_rate"]:
        return _(QUESTIONS[level])
    return _("After a first order with {item}, {rate} come back").format(
        item=isolated(short(best["item"], LONGEST_NAME)), rate=percent(best["repeat_rate"], 0)
    )
