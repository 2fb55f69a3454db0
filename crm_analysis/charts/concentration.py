"""How much of the sales the best customers bring: the curve from the best customer to the last."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from crm_analysis.charts.theme import ACCENT, INK, MUTED, Chart, blank, see_through
from crm_analysis.i18n import _, currency_sign, number, percent, plural

HEIGHT = 360
MARKED = (0.1, 0.2, 0.5)
"""Shares of customers at which the curve says its value."""


def lorenz(steps: pd.DataFrame, currency: str | None = None) -> Chart:
    """Draw the share of sales that the best customers bring, against the line on which all bring the same.

    Args:
        steps: Answer of ``concentration.concentration``, finely cut.
        currency: ISO 4217 code of amounts.
    """
    figure = blank(HEIGHT)
    figure.add_traces([_equal(), _curve(steps, currency), _marks(steps)])
    shares = {"tickformat": ".0%", "range": [-0.01, 1.04], "nticks": 6}
    figure.update_xaxes(title={"text": _("Share of customers, best first")}, **shares)
    figure.update_yaxes(title={"text": _("Share of gross sales")}, **shares)
    return Chart(figure, _finding(steps), _subtitle(steps), f"{_finding(steps)}. {_subtitle(steps)}")


def _equal() -> go.Scatter:
    return go.Scatter(
        x=[0, 1],
        y=[0, 1],
        mode="lines",
        line={"color": MUTED, "width": 1, "dash": "dash"},
        hoverinfo="skip",
    )


def _curve(steps: pd.DataFrame, currency: str | None) -> go.Scatter:
    words = _(
        "The best {share} of customers ({customers})<br>brought {sales} of gross sales, {amount};<br>"
        "each of them {least} or more."
    ).format(
        share="%{x:.0%}",
        customers="%{customdata[0]:,}",
        sales="%{y:.1%}",
        amount=f"{currency_sign(currency)}%{{customdata[1]:,.0f}}",
        least=f"{currency_sign(currency)}%{{customdata[2]:,.2f}}",
    )
    facts = steps[["customers", "sales", "least_sales"]].astype(float)
    return go.Scatter(
        x=[0, *steps["customer_share"]],
        y=[0, *steps["sales_share"]],
        customdata=[[0, 0, 0], *facts.to_numpy()],
        mode="lines",
        line={"color": ACCENT, "width": 3},
        fill="tozeroy",
        fillcolor=see_through(ACCENT, 0.1),
        hovertemplate=f"{words}<extra></extra>",
    )


def _marks(steps: pd.DataFrame) -> go.Scatter:
    marked = steps[steps["customer_share"].round(6).isin(MARKED)].drop_duplicates("sales_share")
    return go.Scatter(
        x=marked["customer_share"],
        y=marked["sales_share"],
        text=[percent(share, 0) for share in marked["sales_share"]],
        mode="markers+text",
        textposition="bottom right",
        marker={"color": ACCENT, "size": 8},
        textfont={"color": INK, "size": 12},
        hoverinfo="skip",
    )


def _finding(steps: pd.DataFrame) -> str:
    fifth = steps[steps["customer_share"].round(6) == 0.2].iloc[0]
    return _("The best 20% of customers bring {share} of gross sales").format(share=percent(fifth["sales_share"], 0))


def _subtitle(steps: pd.DataFrame) -> str:
    customers = plural("{count} customer", "{count} customers", int(steps["customers"].iloc[-1]))
    return _("{customers}, guests left out. Dashed: all bring the same. Gini coefficient {gini}.").format(
        customers=customers, gini=number(steps["gini"].iloc[0], 2)
    )
