"""One age over time: do newer cohorts come back more or less than older ones did at the same age?"""

from __future__ import annotations

from collections.abc import Hashable, Mapping

import pandas as pd
import plotly.graph_objects as go

from crm_analysis.charts.metrics import Metric, age_name, cohort_name, hover_format, length_of_cohort, value_in_words
from crm_analysis.charts.periods import name_periods
from crm_analysis.charts.theme import ACCENT, INK, MUTED, Chart, blank, legend_on_top, see_through
from crm_analysis.charts.triangle import BEGINS_WITH_DATA, CENSORED_MARK
from crm_analysis.i18n import _, currency_sign

HEIGHT = 320


def trend(
    cells: pd.DataFrame, mean: pd.DataFrame, metric: Metric, by: str, age: int, currency: str | None = None
) -> Chart:
    """Draw what each cohort did at one age, beside the mean over all of them.

    Args:
        cells: Answer of ``cohorts.retention``, one slice; cells whose period still runs are left out.
        mean: Answer of ``cohorts.mean_curve``, the same slice.
        metric: What is shown.
        by: Length of a period: week, month, quarter, year or 30d.
        age: The age that is followed.
        currency: ISO 4217 code of amounts.
    """
    lived = cells[cells["complete"] & (cells["age"] == age) & cells[metric.column].notna()].sort_values("cohort")
    shown = lived.assign(value=metric.values(lived), name=[_name(row, by) for row in lived.to_dict("records")])
    average = mean.loc[mean["age"] == age, metric.mean].astype(float) if metric.mean else mean["age"].iloc[:0]
    figure = blank(HEIGHT)
    figure.add_trace(_cohorts(shown, metric, by, currency))
    if len(average):
        figure.add_trace(_average(shown, float(average.iloc[0])))
    _name_axes(figure, shown, metric, by, currency)
    legend_on_top(figure)
    finding = _finding(shown, average, metric, by, age, currency)
    return Chart(figure, finding, _subtitle(shown), finding)


def _name(cohort: Mapping[Hashable, object], by: str) -> str:
    start = pd.Timestamp(str(cohort["cohort"])).date()
    return cohort_name(start, by) + (CENSORED_MARK if cohort["left_censored"] else "")


def _cohorts(shown: pd.DataFrame, metric: Metric, by: str, currency: str | None) -> go.Scatter:
    words = _(metric.cell).format(
        cohort="%{customdata[1]}",
        size="%{customdata[0]:,}",
        customers="%{customdata[2]:,}",
        low="%{customdata[3]:.1%}",
        high="%{customdata[4]:.1%}",
        value=hover_format(metric, "customdata[5]", currency),
        known="%{customdata[6]:.0%}",
        age=age_name(by, "%{customdata[7]}"),
    )
    told = shown.assign(told=shown[metric.column].astype(float))
    facts = ["cohort_size", "name", "customers", "retention_low", "retention_high", "told", "known_cost_share", "age"]
    return go.Scatter(
        x=shown["cohort"],
        y=shown["value"].to_list(),
        customdata=told[facts].to_numpy(dtype=object),
        error_y=_interval(shown, metric),
        mode="lines+markers",
        name=_("Each cohort"),
        line={"color": ACCENT, "width": 2},
        marker={"color": ACCENT, "size": 7},
        hovertemplate=f"{words}<extra></extra>",
    )


def _interval(shown: pd.DataFrame, metric: Metric) -> dict[str, object] | None:
    """The 95 % interval as a whisker."""
    if not metric.has_interval:
        return None
    return {
        "type": "data",
        "symmetric": False,
        "array": (shown["retention_high"] - shown["value"]).to_list(),
        "arrayminus": (shown["value"] - shown["retention_low"]).to_list(),
        "color": see_through(ACCENT, 0.5),
        "thickness": 1,
        "width": 3,
    }


def _average(shown: pd.DataFrame, value: float) -> go.Scatter:
    return go.Scatter(
        x=shown["cohort"],
        y=[value] * len(shown),
        mode="lines",
        name=_("Mean, weighted by cohort size"),
        line={"color": INK, "width": 1.5, "dash": "dash"},
        hoverinfo="skip",
    )


def _name_axes(figure: go.Figure, shown: pd.DataFrame, metric: Metric, by: str, currency: str | None) -> None:
    figure.update_xaxes(title={"text": _("Cohort: the period of the first order")})
    marks = [CENSORED_MARK if censored else "" for censored in shown["left_censored"]]
    name_periods(figure, list(shown["cohort"]), length_of_cohort(by), marks=marks)
    figure.update_yaxes(title={"text": _(metric.name), "font": {"color": MUTED}}, rangemode="tozero", nticks=6)
    if metric.unit == "share":
        figure.update_yaxes(tickformat=".0%")
    elif metric.unit == "money":
        figure.update_yaxes(tickprefix=currency_sign(currency), tickformat="~s")


def _finding(shown: pd.DataFrame, average: pd.Series, metric: Metric, by: str, age: int, currency: str | None) -> str:
    """The newest cohort that has lived through the age, beside the mean."""
    if shown.empty or average.empty:
        return _("{metric} in {age}, cohort by cohort").format(metric=_(metric.name), age=age_name(by, age))
    newest = shown.iloc[-1]
    return _("{metric} in {age}: {value} of the newest cohort ({cohort}), {mean} on average").format(
        metric=_(metric.name),
        age=age_name(by, age),
        value=value_in_words(metric, newest["value"], currency),
        cohort=newest["name"],
        mean=value_in_words(metric, float(average.iloc[0]), currency),
    )


def _subtitle(shown: pd.DataFrame) -> str:
    words = [_("One point per cohort at the same age, so that young and old can be compared.")]
    if shown["left_censored"].any():
        words.append(_(BEGINS_WITH_DATA))
    return " ".join(words)
