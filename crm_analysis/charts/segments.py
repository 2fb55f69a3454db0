"""How many customers each segment holds and how much of the net sales they bring."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from crm_analysis.charts.theme import CARD, SCALE, Chart, blank, label_colour, step_of
from crm_analysis.i18n import _, currency_sign, percent

HEIGHT = 420
SMALLEST_LETTER = 9
"""Pixels; a field too small for them is named where the pointer rests on it."""


def treemap(segments: pd.DataFrame, names: Mapping[str, str], currency: str | None = None) -> Chart:
    """Draw one field per segment: its area the customers, its colour the share of net sales.

    Args:
        segments: Answer of ``rfm.segments``.
        names: Segment id → its name in the current language.
        currency: ISO 4217 code of amounts.
    """
    filled = segments[segments["customers"] > 0]
    steps = [step_of(share, _top(filled)) for share in filled["net_sales_share"]]
    figure = blank(HEIGHT)
    figure.add_trace(_fields(filled, [names[segment] for segment in filled["segment"]], steps, currency))
    margin = {"l": 0, "r": 0, "t": 0, "b": 0}
    figure.update_layout(margin=margin, uniformtext={"minsize": SMALLEST_LETTER, "mode": "hide"})
    return Chart(
        figure,
        _finding(filled, names),
        _("Area: customers. Colour: share of net sales."),
        _finding(filled, names),
    )


def _top(segments: pd.DataFrame) -> float:
    return float(segments["net_sales_share"].max()) if len(segments) else 0.0


def _fields(segments: pd.DataFrame, names: list[str], steps: list[int], currency: str | None) -> go.Treemap:
    return go.Treemap(
        labels=names,
        ids=segments["segment"],
        parents=[""] * len(names),
        values=segments["customers"],
        text=[percent(share, 0) for share in segments["customer_share"]],
        customdata=segments[["customer_share", "net_sales", "net_sales_share"]].astype(float),
        texttemplate="<b>%{label}</b><br>%{text}",
        hovertemplate=_hover(currency),
        textfont={"color": [label_colour(step) for step in steps], "size": 13},
        marker={
            "colors": [SCALE[step] for step in steps],
            "line": {"color": CARD, "width": 3},
            "pad": {"t": 0, "l": 0, "r": 0, "b": 0},
        },
        tiling={"packing": "squarify", "pad": 0},
        root_color=CARD,
        pathbar={"visible": False},
        sort=True,
    )


def _hover(currency: str | None) -> str:
    words = _("{customers} customers ({customer_share}) bring<br>{net_sales} of net sales ({net_sales_share}).").format(
        customers="%{value:,}",
        customer_share="%{customdata[0]:.1%}",
        net_sales=f"{currency_sign(currency)}%{{customdata[1]:,.0f}}",
        net_sales_share="%{customdata[2]:.1%}",
    )
    return f"<b>%{{label}}</b><br>{words}<extra></extra>"


def _finding(segments: pd.DataFrame, names: Mapping[str, str]) -> str:
    if segments.empty:
        return _("No customer is in any segment yet.")
    best = segments.sort_values("net_sales_share").iloc[-1]
    return _("{segment}: {customers} of the customers bring {net_sales} of net sales").format(
        segment=names[best["segment"]],
        customers=percent(best["customer_share"], 0),
        net_sales=percent(best["net_sales_share"], 0),
    )
