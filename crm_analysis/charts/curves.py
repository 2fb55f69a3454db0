"""How a cohort ages: one faint curve per cohort and the size-weighted mean, bold, with its interval."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from crm_analysis.charts.metrics import (
    AGE_AXES,
    AVERAGE_FACTS,
    METRICS,
    Metric,
    age_name,
    average_hover,
    value_in_words,
)
from crm_analysis.charts.theme import ACCENT, MUTED, Chart, blank, legend_on_top, see_through
from crm_analysis.i18n import _, currency_sign

HEIGHT = 380


def curves(
    cells: pd.DataFrame,
    mean: pd.DataFrame,
    metric: Metric = METRICS["retention"],
    by: str = "month",
    currency: str | None = None,
    expected: pd.DataFrame | None = None,
) -> Chart:
    """Draw the cohorts' curves and their mean over age.

    Args:
        cells: Answer of ``cohorts.retention``, one slice; cells whose period still runs are left out.
        mean: Answer of ``cohorts.mean_curve``, the same slice.
        metric: What is shown.
        by: Length of a period: week, month, quarter, year or 30d.
        currency: ISO 4217 code of amounts.
        expected: ``Projection.values`` of the metric: how the curves may go on.
    """
    complete = cells[cells["complete"] & (cells["age"] >= metric.first_age)]
    averaged = mean[mean["age"] >= metric.first_age] if metric.mean else mean.iloc[:0]
    figure = blank(HEIGHT)
    figure.add_trace(_cohorts(complete, metric))
    if expected is not None:
        figure.add_trace(_expected(complete, expected, metric))
    if len(averaged):
        figure.add_traces([*_interval(averaged, metric), _mean(averaged, metric, by, currency)])
    name_axes(figure, metric, by, currency, complete["age"].max())
    legend_on_top(figure)
    finding = _finding(averaged, metric, by, currency)
    return Chart(figure, finding, _subtitle(metric), finding)


def _cohorts(complete: pd.DataFrame, metric: Metric) -> go.Scatter:
    return _thin(complete.assign(value=metric.values(complete)), _("Each cohort"), "solid")


def _expected(complete: pd.DataFrame, expected: pd.DataFrame, metric: Metric) -> go.Scatter:
    """How each cohort may go on from where it is, up to the highest age that one has lived through."""
    last = complete.sort_values("age").groupby("cohort").tail(1)
    coming = expected[expected["cohort"].isin(last["cohort"]) & (expected["age"] <= complete["age"].max())]
    ways = pd.concat([last.assign(value=metric.values(last))[["cohort", "age", "value"]], coming])
    return _thin(ways, _("Expected of each"), "dot")


def _thin(curves: pd.DataFrame, name: str, dash: str) -> go.Scatter:
    """All cohorts as one trace with breaks: a hundred traces would cost the page a second."""
    ages: list[int | None] = []
    values: list[float | None] = []
    for _cohort, curve in curves.sort_values("age").groupby("cohort"):
        ages += [*curve["age"], None]
        values += [*curve["value"], None]
    return go.Scatter(
        x=ages,
        y=values,
        mode="lines",
        name=name,
        line={"color": see_through(MUTED, 0.35), "width": 1, "dash": dash},
        hoverinfo="skip",
    )


def _interval(mean: pd.DataFrame, metric: Metric) -> list[go.Scatter]:
    if not metric.has_interval:
        return []
    edge = {"mode": "lines", "line": {"width": 0}, "hoverinfo": "skip"}
    return [
        go.Scatter(x=mean["age"], y=mean["retention_low"], showlegend=False, **edge),
        go.Scatter(
            x=mean["age"],
            y=mean["retention_high"],
            name=_("95 % interval"),
            fill="tonexty",
            fillcolor=see_through(ACCENT, 0.16),
            **edge,
        ),
    ]


def _mean(mean: pd.DataFrame, metric: Metric, by: str, currency: str | None) -> go.Scatter:
    words = average_hover(metric, by, currency)
    return go.Scatter(
        x=mean["age"],
        y=mean[metric.mean].astype(float),
        customdata=mean[AVERAGE_FACTS].to_numpy(dtype=object),
        mode="lines+markers",
        name=_("Mean, weighted by cohort size"),
        line={"color": ACCENT, "width": 3},
        marker={"color": ACCENT, "size": 6},
        hovertemplate=f"{words}<extra></extra>",
    )


def name_axes(figure: go.Figure, metric: Metric, by: str, currency: str | None, oldest: int) -> None:
    """Name the axes of curves over age.

    Args:
        figure: What is drawn.
        metric: What it shows.
        by: Length of a period.
        currency: ISO 4217 code of amounts.
        oldest: The highest age that is drawn.
    """
    figure.update_xaxes(title={"text": _(AGE_AXES[by])}, tickformat="d", nticks=12)
    figure.update_xaxes(range=[metric.first_age - 0.3, oldest + 0.3])
    figure.update_yaxes(title={"text": _(metric.name)}, rangemode="tozero", nticks=6)
    if metric.unit == "share":
        figure.update_yaxes(tickformat=".0%")
    elif metric.unit == "money":
        figure.update_yaxes(tickprefix=currency_sign(currency), tickformat="~s")


def _finding(mean: pd.DataFrame, metric: Metric, by: str, currency: str | None) -> str:
    """What the mean says, in one sentence: its first age, and the last that most customers have lived through."""
    if mean.empty:
        return _(metric.title)
    lived = mean[mean["cohort_customers"] * 2 >= mean["cohort_customers"].max()]
    first, last = mean.iloc[0], lived.iloc[-1]
    return _("{metric}: {first} in {first_age}, {last} in {last_age}").format(
        metric=_(metric.name),
        first=value_in_words(metric, first[metric.mean], currency),
        first_age=age_name(by, first["age"]),
        last=value_in_words(metric, last[metric.mean], currency),
        last_age=age_name(by, last["age"]),
    )


def _subtitle(metric: Metric) -> str:
    if not metric.mean:
        return _("Totals of cohorts of different size are not averaged.")
    return _("Large cohorts weigh more; periods that are not over are left out.")
