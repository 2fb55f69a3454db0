"""What customers are worth in pictures: how it is spread, and how what was expected compares with what came."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from crm_analysis.charts.periods import name_periods
from crm_analysis.charts.theme import ACCENT, INK, MUTED, SECOND, Chart, blank, legend_on_top, see_through
from crm_analysis.i18n import _, currency_sign, money, number, percent, plural

HEIGHT = 320
BARS = 30
SHOWN_UP_TO = 0.98
"""Of all customers: the few beyond would press all others into the first bar, so that they share the last one."""


def spread(values: pd.Series, currency: str | None) -> Chart:
    """Draw how many customers are expected to bring how much.

    Args:
        values: What is expected of each customer, none blank.
        currency: ISO 4217 code of amounts.
    """
    end = float(values.quantile(SHOWN_UP_TO)) or 1.0
    counts, edges = np.histogram(values.clip(0, end), bins=BARS, range=(0, end))
    sign = currency_sign(currency)
    last = np.append(np.full(BARS - 1, ""), "+")
    figure = blank(HEIGHT)
    figure.add_trace(
        go.Bar(
            x=(edges[:-1] + edges[1:]) / 2,
            y=counts,
            width=np.diff(edges),
            customdata=np.stack([edges[:-1], edges[1:]], axis=-1),
            text=last,
            textposition="none",
            marker={"color": ACCENT},
            hovertemplate=_("{low} to {high}: {customers} customers").format(
                low=f"{sign}%{{customdata[0]:,.0f}}", high=f"{sign}%{{customdata[1]:,.0f}}%{{text}}", customers="%{y:,}"
            )
            + "<extra></extra>",
        )
    )
    middle = float(values.median())
    figure.add_vline(x=middle, line={"color": INK, "width": 2, "dash": "dot"})
    figure.update_xaxes(title={"text": _("Expected value")}, tickprefix=sign, tickformat="~s", nticks=7)
    figure.update_yaxes(title={"text": _("Customers")}, nticks=5)
    title = _("Half of all customers are expected to bring less than {middle}").format(
        middle=money(middle, currency, 0 if middle >= 100 else None)
    )
    words = _("{customers}; the last bar holds all who bring more. Dotted: the middle.").format(
        customers=plural("{count} customer", "{count} customers", len(values))
    )
    return Chart(figure, title, words, f"{title}. {words}")


def by_tenths(deciles: pd.DataFrame, currency: str | None) -> Chart:
    """Draw for each tenth of customers what was expected beside what came.

    Args:
        deciles: ``Trial.deciles``.
        currency: ISO 4217 code of amounts.
    """
    sign = currency_sign(currency)
    figure = blank(HEIGHT)
    for column, name, colour in (("expected", _("Expected"), MUTED), ("came", _("Came"), ACCENT)):
        figure.add_trace(
            go.Bar(
                x=deciles["decile"],
                y=deciles[column],
                name=name,
                marker={"color": colour},
                hovertemplate=_("Tenth {decile}: {name} {value} each").format(
                    decile="%{x}", name=name, value=f"{sign}%{{y:,.2f}}"
                )
                + "<extra></extra>",
            )
        )
    legend_on_top(figure)
    figure.update_layout(barmode="group", bargap=0.25)
    figure.update_xaxes(title={"text": _("Tenths of customers, those of whom most was expected first")}, dtick=1)
    figure.update_yaxes(tickprefix=sign, tickformat="~s", nticks=5)
    sums = (deciles[["expected", "came"]].multiply(deciles["customers"], axis=0)).sum()
    best = deciles["came"].iloc[0] * deciles["customers"].iloc[0] / sums["came"] if sums["came"] else 0.0
    title = _("The tenth that was ranked first brought {share} of what came").format(share=percent(best, 0))
    words = _("{expected} was expected in all, {came} came. Means per customer.").format(
        expected=money(sums["expected"], currency, 0), came=money(sums["came"], currency, 0)
    )
    return Chart(figure, title, words, f"{title}. {words}")


def by_repeats(calibration: pd.DataFrame, up_to: int) -> Chart:
    """Draw for customers of so many repeat purchases the orders expected beside those made.

    Args:
        calibration: ``Trial.by_repeats``.
        up_to: Customers of so many repeat purchases or more stand together.
    """
    names = [f"{x}+" if x == up_to else str(x) for x in calibration["x"]]
    figure = blank(HEIGHT)
    for column, name, colour, dash in (
        ("expected", _("Expected"), MUTED, "dot"),
        ("came", _("Came"), ACCENT, "solid"),
    ):
        figure.add_trace(
            go.Scatter(
                x=names,
                y=calibration[column],
                customdata=calibration["customers"],
                name=name,
                mode="lines+markers",
                line={"color": colour, "width": 3, "dash": dash},
                marker={"size": 8},
                hovertemplate=_("{x} repeat purchases before ({customers} customers): {name} {value} each").format(
                    x="%{x}", customers="%{customdata:,}", name=name, value="%{y:.2f}"
                )
                + "<extra></extra>",
            )
        )
    legend_on_top(figure)
    figure.update_xaxes(title={"text": _("Repeat purchases before")}, type="category")
    figure.update_yaxes(title={"text": _("Orders each")}, rangemode="tozero", nticks=5)
    title = _("Orders expected and made, by how often customers had come back before")
    words = _("Means per customer; the two lines lie on each other where the model is right.")
    return Chart(figure, title, words, f"{title}. {words}")


def tracking(course: pd.DataFrame, cutoff: pd.Timestamp, model: str) -> Chart:
    """Draw repeat purchases added up week by week, as they came and as a model fitted at the cutoff has them.

    Args:
        course: ``day, came, expected``, ascending: sums up to each day.
        cutoff: From then on the model had seen nothing.
        model: Its name.
    """
    figure = blank(HEIGHT)
    for column, name, colour, dash in (("came", _("Came"), ACCENT, "solid"), ("expected", model, SECOND, "dot")):
        figure.add_trace(
            go.Scatter(
                x=course["day"],
                y=course[column],
                name=name,
                mode="lines",
                line={"color": colour, "width": 3, "dash": dash},
                hovertemplate="%{x|%Y-%m-%d}: %{y:,.0f}<extra>" + name + "</extra>",
            )
        )
    figure.add_vrect(x0=cutoff, x1=course["day"].iloc[-1], fillcolor=see_through(MUTED, 0.12), line_width=0)
    legend_on_top(figure)
    name_periods(figure, list(pd.date_range(course["day"].iloc[0], course["day"].iloc[-1], freq="MS")), "month")
    figure.update_yaxes(title={"text": _("Repeat purchases so far")}, nticks=5, tickformat="~s")
    end = course.iloc[-1]
    off = end["expected"] / end["came"] - 1 if end["came"] else 0.0
    title = _("In the end {share} of the repeat purchases were expected").format(share=percent(1 + off, 0))
    words = _("{came} came, {expected} were expected. Shaded: days that the model had not seen.").format(
        came=number(end["came"]), expected=number(end["expected"])
    )
    return Chart(figure, title, words, f"{title}. {words}")
