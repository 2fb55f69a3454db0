"""How many customers are silent for too long, what is at stake with them, and after how long a silence that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd
import plotly.graph_objects as go

from crm_analysis.charts.activity import LOOKS
from crm_analysis.charts.names import as_label, short
from crm_analysis.charts.periods import name_periods
from crm_analysis.charts.theme import ACCENT, CARD, CURVES, DASHES, INK, MUTED, SYMBOLS, Chart, blank, legend_on_top
from crm_analysis.i18n import _, day, money, month, number, percent, plural

BAR_HEIGHT = 320
COURSE_HEIGHT = 320
CURVE_HEIGHT = 340
ROOM = 320
MOST_GROUPS = len(CURVES)


def stakes(totals: pd.DataFrame, names: Mapping[str, str], currency: str | None) -> Chart:
    """Draw each flag's share of the customers beside its share of the last twelve months' sales.

    Args:
        totals: Answer of ``churn.totals`` where the lapse point is known.
        names: Flag → its name in the current language.
        currency: ISO 4217 code of amounts.
    """
    told = totals[totals["flag"].notna()]
    sales = told["recent_sales"].astype(float)
    shares = sales / sales.sum() if sales.sum() > 0 else 0 * sales
    figure = blank(BAR_HEIGHT)
    called = [names[flag] for flag in told["flag"]]
    figure.add_trace(
        _bars(called, told["share"].fillna(0), [number(it) for it in told["customers"]], _("Customers"), MUTED)
    )
    amounts = [money(it, currency, 0) for it in sales]
    figure.add_trace(_bars(called, shares, amounts, _("Net sales of the last 12 months"), ACCENT))
    figure.update_layout(barmode="group", bargap=0.3)
    figure.update_yaxes(tickformat=".0%", nticks=5, rangemode="tozero")
    figure.update_xaxes(tickfont={"color": INK, "size": 13})
    legend_on_top(figure)
    waning = told["flag"].isin(["cooling", "at_risk"])
    title = _("{customers} are cooling or at risk; they brought {amount} in the last 12 months").format(
        customers=plural("{count} customer", "{count} customers", int(told.loc[waning, "customers"].sum())),
        amount=money(sales[waning].sum(), currency, 0),
    )
    subtitle = _("Shares of all customers, and of what these brought in the twelve months before {day}.").format(
        day=day(told["as_of"].iloc[0])
    )
    return Chart(figure, title, subtitle, f"{title}. {subtitle}", ROOM)


def course(totals: pd.DataFrame, names: Mapping[str, str]) -> Chart:
    """Draw the customers of each flag at the ends of months, stacked, the active ones below.

    Args:
        totals: Answers of ``churn.totals`` for several days, one below the other.
        names: Flag → its name in the current language.
    """
    told = totals[totals["flag"].notna() & totals.groupby("as_of")["share"].transform("any")]
    days = [_last_day(as_of) for as_of in told["as_of"].unique()]
    figure = blank(COURSE_HEIGHT)
    figure.add_traces([_layer(told[told["flag"] == flag], flag, name) for flag, name in names.items()])
    figure.update_xaxes(type="category")
    name_periods(figure, days, "month", places=[str(it) for it in days])
    figure.update_yaxes(title={"text": _("Customers")}, tickformat=",d", nticks=5, rangemode="tozero")
    figure.update_layout(barmode="stack", barcornerradius=0, bargap=0.12)
    legend_on_top(figure)
    figure.update_layout(legend_traceorder="normal")
    silent = told[told["flag"].isin(["at_risk", "lost"])].groupby("as_of")["share"].sum()
    title = _("At risk or lost: {first} of the customers in {then}, {last} at the end").format(
        first=percent(silent.iloc[0], 0), last=percent(silent.iloc[-1], 0), then=month(days[0])
    )
    subtitle = _("Each bar is worked out from what had been ordered by then, with the lapse point of then.")
    return Chart(figure, title, subtitle, f"{title}. {subtitle}", ROOM)


def silences(curve: pd.DataFrame, points: pd.DataFrame, ranges: pd.DataFrame) -> Chart:
    """Draw the share of customers who return, by days of silence, with the lapse point of each group.

    Args:
        curve: Answer of ``churn.curve``.
        points: Answer of ``churn.points``, the same split; the shop's is known.
        ranges: Answer of ``churn.ranges``, the same split.
    """
    shop, surely = (told[told["customer_group"].isna()].iloc[0] for told in (points, ranges))
    known = points[points["lapse_point_days"].notna()].head(MOST_GROUPS)
    followed = curve[curve["days"] <= shop["followed_days"]]
    figure = blank(CURVE_HEIGHT)
    for place, (_row, point) in enumerate(known.iterrows()):
        own = _of_group(followed, point)
        figure.add_traces([_returned(own, point, place), _lapse_mark(own, point, place)])
    _mark_point(figure, shop["usual_gap_days"], _("usual gap"))
    _mark_point(figure, shop["lapse_point_days"], _("lapse point"))
    figure.update_xaxes(title={"text": _("Days of silence")}, nticks=7, rangemode="tozero", tickformat=",d")
    figure.update_yaxes(title={"text": _("Have returned")}, tickformat=".0%", nticks=6, rangemode="tozero")
    if len(known) > 1:
        legend_on_top(figure)
    title = _("The lapse point is {days} of silence").format(days=_days(shop["lapse_point_days"]))
    subtitle = _(
        "Within the {followed} that silences can be followed, {returned} of customers return; half of these within "
        "{usual}, all but one in ten by the lapse point, whose 95 % interval is {low} to {high}."
    ).format(
        low=number(surely["lapse_point_low"]),
        high=_days(surely["lapse_point_high"]),
        followed=_days(shop["followed_days"]),
        returned=percent(shop["returned"], 0),
        usual=_days(shop["usual_gap_days"]),
    )
    return Chart(figure, title, subtitle, f"{title}. {subtitle}", ROOM)


def _bars(called: Sequence[str], shares: pd.Series, told: Sequence[str], name: str, colour: str) -> go.Bar:
    return go.Bar(
        x=list(called),
        y=shares,
        name=name,
        customdata=list(told),
        text=[percent(share, 0) for share in shares],
        textposition="outside",
        textfont={"color": INK},
        cliponaxis=False,
        marker={"color": colour},
        hovertemplate=f"<b>%{{x}}</b><br>{name}: %{{customdata}} (%{{y:.1%}})<extra></extra>",
    )


def _layer(rows: pd.DataFrame, flag: str, name: str) -> go.Bar:
    words = _("{customers} customers, {share} of all").format(customers="%{y:,}", share="%{customdata[1]:.1%}")
    days = [_last_day(as_of) for as_of in rows["as_of"]]
    return go.Bar(
        x=[str(it) for it in days],
        y=rows["customers"],
        name=name,
        customdata=list(zip([day(it) for it in days], rows["share"].fillna(0), strict=True)),
        marker={"color": LOOKS[flag][0], "line": {"color": CARD, "width": 1}},
        hovertemplate=f"<b>{name}</b>, %{{customdata[0]}}<br>{words}<extra></extra>",
    )


def _of_group(curve: pd.DataFrame, point: pd.Series) -> pd.DataFrame:
    group = point["customer_group"]
    return curve[curve["customer_group"].isna() if pd.isna(group) else curve["customer_group"] == group]


def _group_name(point: pd.Series) -> str:
    group = point["customer_group"]
    return _("The whole shop") if pd.isna(group) else as_label(short(group))


def _returned(curve: pd.DataFrame, point: pd.Series, place: int) -> go.Scatter:
    name = _group_name(point)
    words = _("{share} have returned after {days} days of silence at most").format(share="%{y:.1%}", days="%{x:,}")
    return go.Scatter(
        x=[0, *curve["days"]],
        y=[0.0, *curve["returned"]],
        mode="lines",
        name=name,
        line={"color": CURVES[place], "width": 2.5, "dash": DASHES[place], "shape": "hv"},
        hovertemplate=f"<b>{name}</b><br>{words}<extra></extra>",
    )


def _lapse_mark(curve: pd.DataFrame, point: pd.Series, place: int) -> go.Scatter:
    """A group's lapse point on its curve."""
    words = _("Lapse point: {days}").format(days=_days(point["lapse_point_days"]))
    return go.Scatter(
        x=[point["lapse_point_days"]],
        y=[curve.loc[curve["days"] <= point["lapse_point_days"], "returned"].max()],
        mode="markers",
        marker={"color": CURVES[place], "size": 10, "symbol": SYMBOLS[place]},
        showlegend=False,
        hovertemplate=f"<b>{_group_name(point)}</b><br>{words}<extra></extra>",
    )


def _mark_point(figure: go.Figure, days: float, name: str) -> None:
    figure.add_vline(
        x=days,
        line={"color": MUTED, "width": 1, "dash": "dash"},
        annotation={"text": f" {name}", "font": {"color": MUTED, "size": 12}, "xanchor": "left", "yanchor": "bottom"},
        annotation_position="bottom right",
    )


def _days(days: float) -> str:
    return plural("{count} day", "{count} days", int(days))


def _last_day(as_of: pd.Timestamp) -> date:
    """The last day that is seen from a day."""
    return (pd.Timestamp(as_of) - pd.Timedelta(days=1)).date()
