"""How well it was told who returns, on days that were hidden: what was told against what came, who is found first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from crm_analysis.charts.theme import ACCENT, DASHES, INK, MUTED, SECOND, SYMBOLS, Chart, blank, legend_on_top
from crm_analysis.i18n import _, number, percent

HEIGHT = 340
ROW_HEIGHT, AXIS_HEIGHT = 44, 90
ROOM = 320
COLOURS = (ACCENT, SECOND)
FIFTH = 0.2

Curve = tuple[Sequence[float], Sequence[float]]


def reliability(curves: Mapping[str, Curve], error: float, by_chance: float) -> Chart:
    """Draw the share who returned against the probability that they were given, in tenths of the customers.

    Args:
        curves: Name of a method → mean probabilities and shares who returned; the one that is used first.
        error: Its expected calibration error.
        by_chance: What that would be by chance alone.
    """
    figure = _square()
    for place, (name, (told, came)) in enumerate(curves.items()):
        figure.add_trace(
            _line(told, came, name, place, _("Told {told}: {came} returned").format(told="%{x:.0%}", came="%{y:.0%}"))
        )
    figure.update_xaxes(title={"text": _("Probability that was told")})
    figure.update_yaxes(title={"text": _("Share who returned")})
    title = _("What was told is off by {error} on average").format(error=_points(error))
    subtitle = _(
        "Each mark is a tenth of the customers. On the dashed line what was told came true; by chance alone right "
        "probabilities would be off by {chance}."
    ).format(chance=_points(by_chance))
    return Chart(figure, title, subtitle, f"{title}. {subtitle}", ROOM)


def gains(curves: Mapping[str, Curve]) -> Chart:
    """Draw which share of those who returned is among the first customers by each method.

    Args:
        curves: Name of a method → shares of customers, ascending, and shares of those who returned; the one that is
            used first.
    """
    figure = _square()
    for place, (name, (first, found)) in enumerate(curves.items()):
        words = _("The first {first} of customers hold {found} of those who returned").format(
            first="%{x:.0%}", found="%{y:.0%}"
        )
        figure.add_trace(_line(first, found, name, place, words, mode="lines"))
    figure.update_xaxes(title={"text": _("Share of customers, likeliest first")})
    figure.update_yaxes(title={"text": _("Share of those who returned")})
    name, (first, found) = next(iter(curves.items()))
    title = _("The first fifth of customers hold {share} of those who returned").format(
        share=percent(float(np.interp(FIFTH, first, found)), 0)
    )
    subtitle = _("By {method}. On the dashed line customers stand in no order at all.").format(method=name)
    return Chart(figure, title, subtitle, f"{title}. {subtitle}", ROOM)


def causes(effects: pd.DataFrame, names: Mapping[str, str]) -> Chart:
    """Draw by how much more or fewer return of those who have a factor, with the interval.

    Args:
        effects: ``Causes.effects``; at least one row.
        names: Factor → its words in the reader's language.
    """
    told = effects[::-1]
    figure = blank(ROW_HEIGHT * len(told) + AXIS_HEIGHT)
    figure.add_vline(x=0, line={"color": MUTED, "width": 1, "dash": "dash"})
    figure.add_trace(
        go.Scatter(
            x=told["effect"],
            y=[names[factor] for factor in told["factor"]],
            mode="markers",
            marker={"color": [ACCENT if it else MUTED for it in told["sure"]], "size": 10},
            error_x={
                "type": "data",
                "array": told["high"] - told["effect"],
                "arrayminus": told["effect"] - told["low"],
                "color": MUTED,
                "thickness": 1.5,
            },
            customdata=told[["share_with", "share_without", "low", "high", "customers"]].to_numpy(np.float64),
            hovertemplate=_(
                "{share} of those with it returned, {without} of those without.<br>"
                "Of like customers: {effect} (95 % interval {low} to {high}).<br>{customers} customers have it now."
            ).format(
                share="%{customdata[0]:.1%}",
                without="%{customdata[1]:.1%}",
                effect="%{x:+.1%}",
                low="%{customdata[2]:+.1%}",
                high="%{customdata[3]:+.1%}",
                customers="%{customdata[4]:,.0f}",
            )
            + "<extra></extra>",
        )
    )
    figure.update_xaxes(title={"text": _("Difference of the share who return")}, tickformat="+.0%", nticks=6)
    figure.update_yaxes(type="category", tickfont={"color": INK}, showgrid=False)
    title = _worst(effects, names)
    subtitle = _(
        "Compared with customers of like silence and number of orders; bars are 95 % intervals. What goes together "
        "with leaving need not be its cause."
    )
    return Chart(figure, title, subtitle, f"{title}. {subtitle}", ROOM)


def _worst(effects: pd.DataFrame, names: Mapping[str, str]) -> str:
    surely = effects[effects["sure"] & (effects["effect"] < 0)].sort_values("effect")
    if surely.empty:
        return _("Nothing that is known of customers surely goes together with leaving")
    worst = surely.iloc[0]
    return _("Goes most with leaving: {factor} ({points} fewer return)").format(
        factor=names[worst["factor"]], points=_points(-worst["effect"])
    )


def _points(share: float) -> str:
    """A difference of shares in percentage points."""
    return _("{number} points").format(number=number(100 * share, 1))


def _square() -> go.Figure:
    figure = blank(HEIGHT)
    figure.add_trace(
        go.Scatter(
            x=[0, 1],
            y=[0, 1],
            mode="lines",
            line={"color": MUTED, "width": 1, "dash": "dash"},
            hoverinfo="skip",
            showlegend=False,
        )
    )
    shares = {"tickformat": ".0%", "range": [-0.02, 1.04], "nticks": 6}
    figure.update_xaxes(**shares)
    figure.update_yaxes(**shares)
    legend_on_top(figure)
    return figure


def _line(
    x: Sequence[float], y: Sequence[float], name: str, place: int, words: str, mode: str = "lines+markers"
) -> go.Scatter:
    return go.Scatter(
        x=x,
        y=y,
        name=name,
        mode=mode,
        line={"color": COLOURS[place], "width": 3 - place, "dash": DASHES[2 * place]},
        marker={"symbol": SYMBOLS[place], "size": 8},
        hovertemplate=f"{words}<extra></extra>",
    )
