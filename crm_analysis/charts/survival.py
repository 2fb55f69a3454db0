"""How soon customers order a second time: the share that has, day by day, and how many still wait below it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd
import plotly.graph_objects as go

from crm_analysis.charts.names import as_label, short
from crm_analysis.charts.theme import CURVES, DASHES, INK, MUTED, SYMBOLS, Chart, blank, legend_on_top, see_through
from crm_analysis.i18n import _, isolated, number, percent, plural

PLOT_HEIGHT, ROW_HEIGHT = 360, 22
STEPS = (1, 7, 14, 30, 60, 90, 180, 365)
"""Days between the marks of the axis."""
MOST_MARKS = 6
MOST_BANDS = 3
LONGEST_NAME = 18
QUARTILES = {0.25: "days_25", 0.5: "days_50", 0.75: "days_75"}
FEWEST_CUSTOMERS = 30
"""Below so many customers a slice is drawn, but no finding rests on it."""
COMPARED = ("share_365", "share_180", "share_90", "share_30")
SURE = 0.05

Names = Callable[[str], str]


def survival(curves: pd.DataFrame, summary: pd.DataFrame, p_value: float | None, name: Names) -> Chart:
    """Draw the curve of each slice, told apart by colour, stroke and mark.

    Args:
        curves: ``survival.curves`` of the times to the second order.
        summary: ``survival.summary`` of the same times.
        p_value: Of the log-rank test over the slices; None where there is nothing to compare.
        name: Slice → its name.
    """
    slices = list(summary.sort_values("customers", ascending=False, kind="stable")["slice"])
    last_day = int(curves["days"].max()) if len(curves) else 0
    marks = _marks(last_day)
    rows = _row_height(len(slices))
    figure = blank(PLOT_HEIGHT + rows)
    told = summary.set_index("slice")
    for place, slice_id in enumerate(slices):
        curve = curves[curves["slice"] == slice_id]
        if len(slices) <= MOST_BANDS:
            figure.add_traces(_band(curve, CURVES[place]))
        legend = _half(as_label(name(slice_id)), told.loc[slice_id, "days_50"]) if len(slices) > 1 else ""
        figure.add_trace(_curve(curve, legend, place))
        figure.add_trace(_waiting(curve, marks, place))
    if len(slices) == 1:
        figure.add_trace(_quartiles(summary.iloc[0]))
    else:
        legend_on_top(figure)
    _name_axes(figure, last_day, marks, [_row_name(slice_id, slices, name) for slice_id in slices], rows)
    title = _when_half(curves, summary) if len(slices) == 1 else difference(p_value)
    words = _subtitle() if len(slices) < 2 else f"{_extremes(summary, name)} {_subtitle()}".strip()
    return Chart(figure, title, words, f"{title}. {_subtitle()}")


def difference(p_value: float | None) -> str:
    """Whether slices differ in how soon customers order again, in words.

    Args:
        p_value: Of the log-rank test; None where there was nothing to compare.
    """
    if p_value is None:
        return _("There is nothing to compare: fewer than two slices, or nobody ordered again")
    chance = _("p below 0.001") if p_value < 0.001 else _("p = {p}").format(p=number(p_value, 3))
    if p_value < SURE:
        return _("How soon customers order again differs between the slices ({chance}, log-rank test)").format(
            chance=chance
        )
    return _(
        "How soon customers order again does not surely differ between the slices ({chance}, log-rank test)"
    ).format(chance=chance)


def _marks(last_day: int) -> list[int]:
    """The days that the axis names."""
    step = next((step for step in STEPS if last_day <= step * (MOST_MARKS - 1)), STEPS[-1])
    return list(range(0, last_day + 1, step))


def _half(name: str, day: int) -> str:
    """A slice with its median, for the legend."""
    if pd.isna(day):
        return _("{slice}: less than half").format(slice=name)
    return _("{slice}: half within {days}").format(slice=name, days=_days(int(day)))


def _curve(curve: pd.DataFrame, legend: str, place: int) -> go.Scatter:
    words = _(
        "By day {day}, {share} (95 % interval {low} to {high}) had ordered again;<br>{waiting} were still waiting then."
    ).format(
        day="%{x}",
        share="%{y:.1%}",
        low="%{customdata[0]:.1%}",
        high="%{customdata[1]:.1%}",
        waiting="%{customdata[2]:,}",
    )
    heading = f"<b>{legend}</b><br>" if legend else ""
    start = pd.DataFrame(
        {"days": [0], "share": [0.0], "share_low": [0.0], "share_high": [0.0], "at_risk": [_size(curve)]}
    )
    steps = pd.concat([start, curve[curve["ordered_again"] > 0], curve.tail(1)])
    facts = steps[["share_low", "share_high", "at_risk"]].apply(lambda column: column.fillna(steps["share"]))
    return go.Scatter(
        x=steps["days"],
        y=steps["share"],
        customdata=facts.to_numpy(dtype=object),
        mode="lines",
        line={"color": CURVES[place], "width": 2.5, "dash": DASHES[place], "shape": "hv"},
        name=legend,
        hovertemplate=f"{heading}{words}<extra></extra>",
    )


def _size(curve: pd.DataFrame) -> int:
    return int(curve["at_risk"].max()) if len(curve) else 0


def _band(curve: pd.DataFrame, colour: str) -> list[go.Scatter]:
    known = curve.dropna(subset=["share_low", "share_high"])
    edge = {"mode": "lines", "line": {"width": 0, "shape": "hv"}, "hoverinfo": "skip", "showlegend": False}
    return [
        go.Scatter(x=known["days"], y=known["share_low"], **edge),
        go.Scatter(x=known["days"], y=known["share_high"], fill="tonexty", fillcolor=see_through(colour, 0.16), **edge),
    ]


def _quartiles(told: pd.Series) -> go.Scatter:
    """The days by which a quarter, half and three quarters have ordered again, as far as they are reached."""
    reached = {share: int(told[column]) for share, column in QUARTILES.items() if pd.notna(told[column])}
    return go.Scatter(
        x=list(reached.values()),
        y=list(reached),
        mode="markers+text",
        marker={"color": CURVES[0], "size": 9, "symbol": SYMBOLS[0]},
        text=[f"  {percent(share, 0)}: {_days(day)}" for share, day in reached.items()],
        textposition="bottom right",
        textfont={"color": INK, "size": 13},
        hoverinfo="skip",
        showlegend=False,
    )


def _waiting(curve: pd.DataFrame, marks: Sequence[int], place: int) -> go.Scatter:
    """How many have been seen for so long and not ordered again before that day."""
    waiting = [curve.loc[curve["days"] >= day, "at_risk"] for day in marks]
    counts = [int(later.iloc[0]) if len(later) else 0 for later in waiting]
    return go.Scatter(
        x=list(marks),
        y=[place] * len(marks),
        yaxis="y2",
        mode="text",
        text=[number(count) for count in counts],
        textfont={"color": MUTED, "size": 12},
        hoverinfo="skip",
        showlegend=False,
        cliponaxis=False,
    )


def _row_height(slices: int) -> int:
    """Pixels that the numbers still waiting take."""
    return ROW_HEIGHT * max(slices, 1) + 10


def _row_name(slice_id: str, slices: Sequence[str], name: Names) -> str:
    if len(slices) == 1:
        return _("Still waiting")
    full = name(slice_id)
    return as_label(short(full, LONGEST_NAME))


def _name_axes(figure: go.Figure, last_day: int, marks: Sequence[int], names: Sequence[str], rows: int) -> None:
    bottom = rows / (PLOT_HEIGHT + rows)
    width = max(last_day, 1)
    figure.update_xaxes(
        title={"text": _("Days since the first order")},
        tickvals=list(marks),
        ticktext=[number(day) for day in marks],
        range=[-0.1 * width, 1.05 * width],
        anchor="y2",
    )
    figure.update_layout(
        yaxis={
            "domain": [bottom, 1],
            "rangemode": "tozero",
            "tickformat": ".0%",
            "nticks": 6,
            "title": {"text": _("Ordered again")},
        },
        yaxis2={
            "domain": [0, bottom - 0.02],
            "range": [len(names) - 0.5, -0.5],
            "tickvals": list(range(len(names))),
            "ticktext": list(names),
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
            "automargin": True,
            "tickfont": {"color": MUTED, "size": 12},
        },
    )


def _days(days: int) -> str:
    return plural("{count} day", "{count} days", days)


def _when_half(curves: pd.DataFrame, summary: pd.DataFrame) -> str:
    """The median, or the largest quartile that is reached, or how far the curve comes."""
    told = summary.iloc[0]
    if pd.notna(told["days_50"]):
        return _("Half of all customers order a second time within {days}").format(days=_days(int(told["days_50"])))
    if pd.notna(told["days_25"]):
        return _("A quarter of all customers order a second time within {days}").format(
            days=_days(int(told["days_25"]))
        )
    last = curves.iloc[-1]
    return _("{share} of all customers order a second time within {days}").format(
        share=percent(last["share"]), days=_days(int(last["days"]))
    )


def _extremes(summary: pd.DataFrame, name: Names) -> str:
    """Which slice comes back most and which least, at the longest time that all of them have been seen for."""
    large = summary[summary["customers"] >= FEWEST_CUSTOMERS]
    column = next((column for column in COMPARED if len(large) and large[column].notna().all()), None)
    if column is None or len(large) < 2:
        return ""
    ranked = large.sort_values(column, kind="stable")
    lowest, highest = ranked.iloc[0], ranked.iloc[-1]
    return _("Within {days}: {highest} most with {most}, {lowest} least with {least}.").format(
        days=_days(int(column.removeprefix("share_"))),
        highest=isolated(name(highest["slice"])),
        most=percent(highest[column], 0),
        lowest=isolated(name(lowest["slice"])),
        least=percent(lowest[column], 0),
    )


def _subtitle() -> str:
    return _(
        "Share of customers with a second order (Kaplan–Meier): who has not ordered again counts as waiting up to the "
        "last day seen. Shaded: 95 % interval. Below: how many were still waiting."
    )
