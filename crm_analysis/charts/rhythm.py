"""When customers order: a field for every hour of the week, or a bar for every weekday where no hours are known."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from crm_analysis.charts.theme import ACCENT, INK, MUTED, Chart, blank, stepped
from crm_analysis.i18n import _, number, percent, plural, weekday

ROW_HEIGHT = 34
ROOM = 320
HOURS = 24
EVERY_SO_MANY_HOURS = 6


def rhythm(cells: pd.DataFrame) -> Chart:
    """Draw orders per day by weekday, and by hour where hours are known.

    Args:
        cells: Answer of ``rhythm.rhythm``, not empty.
    """
    days, hours = cells[cells["hour"].isna()], cells[cells["hour"].notna()]
    figure = blank(70 + ROW_HEIGHT * len(days))
    figure.add_trace(_fields(hours) if len(hours) else _bars(days))
    _name_axes(figure, days, by_hour=len(hours) > 0)
    title = _busiest_hour(hours) if len(hours) else _busiest_day(days)
    subtitle = _subtitle(days, by_hour=len(hours) > 0)
    return Chart(figure, title, subtitle, f"{title}. {subtitle}", ROOM if len(hours) else 0)


def _fields(hours: pd.DataFrame) -> go.Heatmap:
    words = _("{weekday} from {hour}:00: {per_day} orders a day,<br>{orders} in all ({share} of all orders).").format(
        weekday="%{customdata[0]}",
        hour="%{x}",
        per_day="%{z:,.2f}",
        orders="%{customdata[1]:,}",
        share="%{customdata[2]:.1%}",
    )
    return go.Heatmap(
        x=hours["hour"].astype(int),
        y=hours["weekday"].map(weekday),
        z=hours["orders_per_day"],
        customdata=_facts(hours),
        colorscale=stepped(),
        zmin=0,
        zmax=float(hours["orders_per_day"].max()) or 1,
        xgap=2,
        ygap=2,
        showscale=False,
        hovertemplate=f"{words}<extra></extra>",
    )


def _bars(days: pd.DataFrame) -> go.Bar:
    words = _("{weekday}: {per_day} orders a day,<br>{orders} in all ({share} of all orders).").format(
        weekday="%{y}",
        per_day="%{x:,.2f}",
        orders="%{customdata[1]:,}",
        share="%{customdata[2]:.1%}",
    )
    return go.Bar(
        x=days["orders_per_day"],
        y=days["weekday"].map(weekday),
        customdata=_facts(days),
        text=[number(value, 1) for value in days["orders_per_day"]],
        textfont={"color": INK},
        textposition="outside",
        cliponaxis=False,
        orientation="h",
        marker={"color": ACCENT},
        hovertemplate=f"{words}<extra></extra>",
    )


def _facts(cells: pd.DataFrame) -> list[list[object]]:
    names = cells["weekday"].map(weekday)
    return [list(row) for row in zip(names, cells["orders"], cells["order_share"].fillna(0), strict=True)]


def _name_axes(figure: go.Figure, days: pd.DataFrame, *, by_hour: bool) -> None:
    names = [weekday(number) for number in days["weekday"]]
    told = [
        f"{name}  <span style='color:{MUTED}'>{number(per_day, 1)}</span> " if by_hour else f"{name} "
        for name, per_day in zip(names, days["orders_per_day"], strict=True)
    ]
    figure.update_yaxes(
        tickvals=names,
        ticktext=told,
        categoryorder="array",
        categoryarray=names[::-1],
        showgrid=False,
        tickfont={"color": INK},
    )
    if by_hour:
        every = list(range(0, HOURS, EVERY_SO_MANY_HOURS))
        figure.update_xaxes(
            title={"text": _("Hour of the day")}, tickvals=every, ticktext=[f"{hour}:00" for hour in every]
        )
    else:
        figure.update_xaxes(title={"text": _("Orders a day")}, rangemode="tozero", nticks=6)


def _busiest_hour(hours: pd.DataFrame) -> str:
    best = hours.sort_values("orders_per_day", kind="stable").iloc[-1]
    return _("Most orders come on {weekday} between {first}:00 and {last}:00").format(
        weekday=weekday(int(best["weekday"])), first=int(best["hour"]), last=int(best["hour"]) + 1
    )


def _busiest_day(days: pd.DataFrame) -> str:
    best = days.sort_values("orders_per_day", kind="stable").iloc[-1]
    return _("Most orders come on {weekday}: {share} of all").format(
        weekday=weekday(int(best["weekday"])), share=percent(best["order_share"], 0)
    )


def _subtitle(days: pd.DataFrame, *, by_hour: bool) -> str:
    if not by_hour:
        return _("Orders a day by weekday. The files tell days but no times, so there are no hours to show.")
    untimed = int(days["untimed_orders"].sum())
    if not untimed:
        return _("Orders a day by weekday and hour, by the shop's own clock; beside each weekday its whole day.")
    return _(
        "Orders a day by weekday and hour, by the shop's own clock; beside each weekday its whole day, "
        "with {orders} of files that tell no times."
    ).format(orders=plural("{count} order", "{count} orders", untimed))
