"""How many customers have each value of a tag, and how that went month by month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd
import plotly.graph_objects as go

from crm_analysis.charts.names import as_label, short
from crm_analysis.charts.periods import name_periods
from crm_analysis.charts.theme import ACCENT, CURVES, DASHES, INK, SYMBOLS, Chart, blank, legend_on_top
from crm_analysis.i18n import _, day, isolated, number, percent

ROW_HEIGHT = 30
MOST_BARS = 15
MOST_CURVES = 6
"""So many months are named: more would run into each other on a phone."""
COURSE_HEIGHT = 320
ROOM = 320


def value_sizes(sizes: pd.DataFrame, names: Mapping[str, str], tag: str) -> Chart:
    """Draw one bar per value of a tag: the customers who have it.

    Args:
        sizes: Rows of ``tags.sizes`` of one tag, not empty.
        names: Value → its name in the current language.
        tag: The tag's name.
    """
    shown = sizes.head(MOST_BARS)
    called = [names.get(value, value) for value in shown["value"]]
    figure = blank(70 + ROW_HEIGHT * len(shown))
    figure.add_trace(_bars(shown, called))
    figure.update_xaxes(title={"text": _("Customers")}, tickformat=",d", rangemode="tozero", nticks=5, showgrid=True)
    figure.update_yaxes(
        tickvals=list(range(len(shown))),
        ticktext=[f"{as_label(short(name))} " for name in called],
        range=[len(shown) - 0.5, -0.5],
        showgrid=False,
        tickfont={"color": INK},
    )
    title = _("{tag}: {value} is most frequent, {share} of all customers").format(
        tag=isolated(tag), value=isolated(called[0]), share=percent(shown["share"].iloc[0], 0)
    )
    left = len(sizes) - len(shown)
    subtitle = _("The {shown} most frequent of {all} values.").format(shown=len(shown), all=len(sizes)) if left else ""
    return Chart(figure, title, subtitle, title, ROOM)


def chosen_value(points: list[dict[str, object]]) -> str | None:
    """Which value a reader chose in :func:`value_sizes`, if one.

    Args:
        points: What the page says of the marks that are selected.
    """
    facts = points[0].get("customdata") if points else None
    return str(facts[0]) if isinstance(facts, list) else None


def course(history: pd.DataFrame, days: Sequence[date], names: Mapping[str, str], tag: str) -> Chart:
    """Draw one curve per value of a tag over the ends of months.

    Args:
        history: Answers of ``tags.history``, one below the other: as_of, value, customers.
        days: The days from which was looked; nobody has a value on a day of which the history says nothing.
        names: Value → its name in the current language.
        tag: The tag's name.
    """
    wide = history.pivot_table(index="as_of", columns="value", values="customers", fill_value=0)
    wide = wide.reindex(pd.to_datetime(list(days)), fill_value=0)
    shown = wide.iloc[-1].sort_values(ascending=False, kind="stable").index[:MOST_CURVES]
    figure = blank(COURSE_HEIGHT)
    figure.add_traces([_curve(wide[value], names.get(value, value), place) for place, value in enumerate(shown)])
    figure.update_xaxes(title={"text": _("End of the day")})
    name_periods(figure, [_last_day(as_of) for as_of in wide.index], "month")
    figure.update_yaxes(title={"text": _("Customers")}, tickformat=",d", rangemode="tozero", nticks=5)
    legend_on_top(figure)
    title = _course_finding(wide[shown[0]], names.get(shown[0], shown[0]), tag)
    subtitle = _("Each point is worked out from what had been ordered by then.")
    return Chart(figure, title, subtitle, f"{title}. {subtitle}", ROOM)


def _bars(shown: pd.DataFrame, called: Sequence[str]) -> go.Bar:
    facts = shown[["value", "share"]].assign(name=[as_label(name) for name in called])
    words = _("{customers} customers, {share} of all").format(customers="%{x:,}", share="%{customdata[1]:.1%}")
    return go.Bar(
        x=shown["customers"],
        y=list(range(len(shown))),
        orientation="h",
        customdata=facts.to_numpy(dtype=object),
        marker={"color": ACCENT},
        text=[percent(share, 0) for share in shown["share"]],
        textposition="auto",
        hovertemplate=f"<b>%{{customdata[2]}}</b><br>{words}<extra></extra>",
    )


def _curve(sizes: pd.Series, name: str, place: int) -> go.Scatter:
    last_days = [_last_day(as_of) for as_of in sizes.index]
    words = _("{customers} customers at the end of {day}").format(customers="%{y:,}", day="%{customdata}")
    return go.Scatter(
        x=last_days,
        y=sizes,
        name=as_label(short(name)),
        customdata=[day(moment) for moment in last_days],
        mode="lines+markers",
        line={"color": CURVES[place], "dash": DASHES[place], "width": 2},
        marker={"color": CURVES[place], "symbol": SYMBOLS[place], "size": 7},
        hovertemplate=f"<b>{as_label(short(name))}</b><br>{words}<extra></extra>",
    )


def _course_finding(sizes: pd.Series, name: str, tag: str) -> str:
    first, last = int(sizes.iloc[0]), int(sizes.iloc[-1])
    return _("{tag}, {value}: from {first} to {last} customers since {day}").format(
        tag=isolated(tag),
        value=isolated(name),
        first=number(first),
        last=number(last),
        day=day(_last_day(sizes.index[0])),
    )


def _last_day(as_of: pd.Timestamp) -> pd.Timestamp:
    """The last day that is seen from a day."""
    return as_of - pd.Timedelta(days=1)
