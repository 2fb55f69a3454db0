"""How large each segment was at the end of each month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go

from crm_analysis.charts.periods import name_periods
from crm_analysis.charts.theme import CARD, INK, SCALE, Chart, blank, count_axis
from crm_analysis.i18n import _, day, number, percent, period

HEIGHT = 420
SMALLEST_LABEL = 0.05
ROOM = 520


def segment_history(history: pd.DataFrame, names: Mapping[str, str]) -> Chart:
    """Draw the customers of every segment month by month, stacked, the best segment at the bottom.

    Args:
        history: Answer of ``movement.history``.
        names: Segment id → its name in the current language, the best first.
    """
    months = history.drop_duplicates("month")[["month", "scored_on"]]
    figure = blank(HEIGHT)
    for place, segment in enumerate(names):
        figure.add_trace(_layer(history[history["segment"] == segment], names[segment], shade(place, len(names))))
    _label_layers(figure, history, names)
    name_periods(figure, list(months["month"]), "month")
    figure.update_yaxes(title={"text": _("Customers")})
    count_axis(figure, history.groupby("month")["customers"].sum().max())
    figure.update_layout(hovermode="closest", bargap=0.08, barmode="stack", barcornerradius=0)
    title = _finding(history, list(names), names)
    subtitle = _("Each month is scored by the orders up to its end; the last bar by {day}.").format(
        day=day(months["scored_on"].iloc[-1])
    )
    return Chart(figure, title, subtitle, title, ROOM)


def shade(place: int, count: int) -> str:
    """A colour of the scale for a segment: the best is the strongest, so that grey tells their order too."""
    return SCALE[_step(place, count)]


def _step(place: int, count: int) -> int:
    return round((len(SCALE) - 1) * (1 - place / max(count - 1, 1)))


def _layer(rows: pd.DataFrame, name: str, colour: str) -> go.Bar:
    told = [
        _("{customers} customers, {share} of all").format(customers=number(customers), share=percent(share))
        for customers, share in zip(rows["customers"], rows["customer_share"], strict=True)
    ]
    return go.Bar(
        x=rows["month"],
        y=rows["customers"],
        name=name,
        marker={"color": colour, "line": {"color": CARD, "width": 1}},
        customdata=list(zip(told, (period(it, "month") for it in rows["month"]), strict=True)),
        hovertemplate=f"<b>{name}</b>, %{{customdata[1]}}<br>%{{customdata[0]}}<extra></extra>",
    )


def _label_layers(figure: go.Figure, history: pd.DataFrame, names: Mapping[str, str]) -> None:
    """Name each layer of some size beside the last bar."""
    last = history[history["month"] == history["month"].max()].set_index("segment")
    height = 0
    for segment in names:
        size = int(last["customers"].get(segment, 0))
        if last["customer_share"].get(segment, 0) >= SMALLEST_LABEL:
            figure.add_annotation(
                x=1.01,
                xref="paper",
                y=height + size / 2,
                text=names[segment],
                showarrow=False,
                xanchor="left",
                font={"color": INK, "size": 12},
            )
        height += size
    figure.update_layout(margin_r=130)


def _finding(history: pd.DataFrame, order: Sequence[str], names: Mapping[str, str]) -> str:
    """How the share of the best segment changed from the first month shown to the last."""
    best = history[history["segment"] == order[0]].sort_values("month")
    return _("{segment}: {first} of the customers at first, {last} at the end").format(
        segment=names[order[0]],
        first=percent(best["customer_share"].iloc[0], 0),
        last=percent(best["customer_share"].iloc[-1], 0),
    )
