"""How sales and customers develop from period to period."""

from __future__ import annotations

from datetime import date

import pandas as pd
import plotly.graph_objects as go

from crm_analysis.charts.periods import name_periods
from crm_analysis.charts.theme import ACCENT, MUTED, SCALE, Chart, blank, count_axis, legend_on_top, see_through
from crm_analysis.i18n import _, currency_sign, money, number, period

HEIGHT = 340
SMALLEST_AMOUNT = 0.005
FREQUENCIES = {"month": "M", "quarter": "Q", "year": "Y"}
SIX_DAYS = pd.Timedelta(days=6)


def sales(
    periods: pd.DataFrame,
    by: str = "month",
    currency: str | None = None,
    since: date | None = None,
    until: date | None = None,
) -> Chart:
    """Draw net sales per period, stacked by who brought them.

    Args:
        periods: Answer of ``overview.by_period``.
        by: Length of a period: week, month, quarter or year.
        currency: ISO 4217 code of amounts.
        since: First day in view.
        until: Last day in view.
    """
    figure = blank(HEIGHT)
    hover = _hover(f"{currency_sign(currency)}%{{y:,.2f}}")
    for column, name, colour in _buyers(parts := _parts(periods)):
        shown = _bars(parts, column, colour, by, since, until)
        figure.add_trace(shown.update(name=name, hovertemplate=hover, showlegend=False))
        figure.add_trace(_legend_entry(name, colour))
    figure.update_layout(barmode="relative")
    figure.update_yaxes(tickprefix=currency_sign(currency), tickformat="~s", nticks=6)
    _name_bars(figure, periods, by)
    legend_on_top(figure)
    best = periods.sort_values("net_sales").iloc[-1]
    title = _("Net sales peaked in {period} at {amount}").format(
        period=period(best["period"], by), amount=money(best["net_sales"], currency, 0)
    )
    subtitle = _(
        "By who brought them, after discounts and refunds. New: their first order ever lies in that period. "
        "Hatched: only part of the period is in view."
    )
    return Chart(figure, title, subtitle, title)


def _parts(periods: pd.DataFrame) -> pd.DataFrame:
    """With what nobody known brought: guests, and money given back to people of whom no order is seen."""
    known = periods["new_net_sales"] + periods["returning_net_sales"]
    return periods.assign(guest_net_sales=periods["net_sales"] - known)


def _buyers(parts: pd.DataFrame) -> list[tuple[str, str, str]]:
    """Column, name and colour of every part that there is, from the axis outwards."""
    buyers = [
        ("returning_net_sales", _("Returning customers"), ACCENT),
        ("new_net_sales", _("New customers"), SCALE[4]),
        ("guest_net_sales", _("Without a customer"), see_through(MUTED, 0.35)),
    ]
    return [buyer for buyer in buyers if parts[buyer[0]].abs().sum() > SMALLEST_AMOUNT]


def customers(periods: pd.DataFrame, by: str = "month", since: date | None = None, until: date | None = None) -> Chart:
    """Draw how many of each period's customers are new and how many came back.

    Args:
        periods: Answer of ``overview.by_period``.
        by: Length of a period: week, month, quarter or year.
        since: First day in view.
        until: Last day in view.
    """
    figure = blank(HEIGHT)
    for column, name, colour in (
        ("returning_customers", _("Returning customers"), ACCENT),
        ("new_customers", _("New customers"), SCALE[4]),
    ):
        shown = _bars(periods, column, colour, by, since, until)
        figure.add_trace(shown.update(name=name, hovertemplate=_hover("%{y:,}"), showlegend=False))
        figure.add_trace(_legend_entry(name, colour))
    figure.update_layout(barmode="stack")
    count_axis(figure, (periods["returning_customers"] + periods["new_customers"]).max())
    _name_bars(figure, periods, by)
    legend_on_top(figure)
    title = _new_and_returning(whole_periods(periods, by, since, until), by)
    return Chart(figure, title, _("New: their first order ever. Hatched: only part of the period is in view."), title)


def _legend_entry(name: str, colour: str) -> go.Bar:
    """An entry of its own: that of a hatched bar would look hatched."""
    return go.Bar(x=[None], y=[None], name=name, marker={"color": colour})


def _new_and_returning(periods: pd.DataFrame, by: str) -> str:
    """What the last whole period says."""
    last = periods.iloc[-1]
    return _("Customers in {period}: {returning} returning, {new} new").format(
        returning=number(last["returning_customers"]),
        new=number(last["new_customers"]),
        period=period(last["period"], by),
    )


def _bars(periods: pd.DataFrame, column: str, colour: str, by: str, since: date | None, until: date | None) -> go.Bar:
    names = [period(start, by) for start in periods["period"]]
    shapes = ["" if whole else "/" for whole in _is_whole(periods, by, since, until)]
    return go.Bar(
        x=names,
        y=periods[column].astype(float),
        marker={
            "color": colour,
            "pattern": {"shape": shapes, "fgopacity": 0.55, "size": 6, "solidity": 0.35},
        },
    )


def _is_whole(periods: pd.DataFrame, by: str, since: date | None, until: date | None) -> pd.Series:
    """Whether all days of a period are in view; a bar of a part is short for that reason alone."""
    ends = periods["period"].map(lambda start: _last_day(start, by))
    first = pd.Timestamp(since) if since else pd.Timestamp.min
    last = pd.Timestamp(until) if until else pd.Timestamp.max
    return (ends < periods["as_of"]) & (ends <= last) & (periods["period"] >= first)


def _last_day(start: pd.Timestamp, by: str) -> pd.Timestamp:
    """A week ends with its seventh day, whichever day it begins on."""
    return start + SIX_DAYS if by == "week" else pd.Period(start, FREQUENCIES[by]).end_time.normalize()


def whole_periods(periods: pd.DataFrame, by: str, since: date | None, until: date | None) -> pd.DataFrame:
    """The periods that can be compared; all where none is whole."""
    whole = periods[_is_whole(periods, by, since, until)]
    return whole if len(whole) else periods


def _name_bars(figure: go.Figure, periods: pd.DataFrame, by: str) -> None:
    starts = list(periods["period"])
    name_periods(figure, starts, by, places=[period(start, by) for start in starts])


def _hover(value: str) -> str:
    return f"%{{x}}<br><b>{value}</b> %{{fullData.name}}<extra></extra>"
