"""The course of one figure, month by month, and where its newest month was to be expected."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from crm_analysis.charts.periods import name_periods
from crm_analysis.charts.theme import ACCENT, INK, MUTED, Chart, blank, legend_on_top
from crm_analysis.i18n import _, currency_sign, month

HEIGHT = 280


def course(
    months: pd.DataFrame, usual: tuple[float, float, float], unit: str, currency: str | None, title: str
) -> Chart:
    """Draw the earlier months as a line, the newest as a mark of its own beside the range in which it was expected.

    Args:
        months: ``month, value``, ascending; the last row is the month that is judged.
        usual: Lower end, middle and upper end of the range.
        unit: ``share``, ``count`` or an amount.
        currency: ISO 4217 code of amounts.
        title: What has changed, in words.
    """
    named = months.assign(name=[month(start) for start in months["month"].dt.date])
    newest = named.tail(1)
    figure = blank(HEIGHT)
    figure.add_trace(
        _marks(named.head(-1), _("Earlier months"), unit, currency).update(line={"color": MUTED, "width": 2})
    )
    figure.add_trace(_expected(newest, usual))
    figure.add_trace(
        _marks(newest, _("The month that is judged"), unit, currency).update(
            mode="markers", marker={"color": ACCENT, "size": 12, "symbol": "diamond"}
        )
    )
    name_periods(figure, list(named["month"]), "month")
    figure.update_yaxes(rangemode="tozero", nticks=5)
    if unit == "share":
        figure.update_yaxes(tickformat=".1~%")
    elif unit != "count":
        figure.update_yaxes(tickprefix=currency_sign(currency), tickformat="~s")
    legend_on_top(figure)
    return Chart(figure, title, _("The dashed bar is the range that would be usual."), title)


def _marks(shown: pd.DataFrame, name: str, unit: str, currency: str | None) -> go.Scatter:
    value = {"share": "%{y:.1%}", "count": "%{y:,.0f}"}.get(unit, f"{currency_sign(currency)}%{{y:,.2f}}")
    return go.Scatter(
        x=shown["month"],
        y=shown["value"].to_list(),
        customdata=shown["name"],
        mode="lines+markers",
        name=name,
        marker={"color": MUTED, "size": 6},
        hovertemplate=f"%{{customdata}}: {value}<extra></extra>",
    )


def _expected(newest: pd.DataFrame, usual: tuple[float, float, float]) -> go.Scatter:
    return go.Scatter(
        x=newest["month"].to_list() * 3,
        y=list(usual),
        mode="lines+markers",
        name=_("What would be usual"),
        line={"color": INK, "width": 2, "dash": "dot"},
        marker={"color": INK, "size": 10, "symbol": "line-ew", "line": {"color": INK, "width": 2}},
        hoverinfo="skip",
    )
