"""What the youngest cohorts are expected to do: what came as a line, what is expected as a lighter, broken one."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from crm_analysis.charts.curves import name_axes
from crm_analysis.charts.metrics import EXPECTED, Metric, age_name, cohort_name, hover_format, value_in_words
from crm_analysis.charts.theme import CURVES, SYMBOLS, Chart, blank, legend_on_top, see_through
from crm_analysis.i18n import N_, _, percent

HEIGHT = 380
MOST_COHORTS = 3
FEWEST_CUSTOMERS = 30
"""A cohort of fewer customers is not drawn: its band would hide the others."""
LIGHTER = 0.6
METHODS = {
    "last_period": N_("the last period goes on"),
    "older_cohorts": N_("the curve of older cohorts"),
    "shifted_beta_geometric": N_("a model of who stops buying"),
}


def projection(
    cells: pd.DataFrame,
    values: pd.DataFrame,
    backtest: pd.DataFrame,
    metric: Metric,
    by: str,
    currency: str | None = None,
) -> Chart | None:
    """Draw the youngest cohorts that can be continued, and how they may go on.

    Args:
        cells: Answer of ``cohorts.retention``, one slice.
        values: ``Projection.values`` of the metric.
        backtest: ``Projection.backtest`` of the metric.
        metric: What is shown.
        by: Length of a period: week, month, quarter, year or 30d.
        currency: ISO 4217 code of amounts.

    Returns:
        Nothing where every cohort has fewer than ``FEWEST_CUSTOMERS``.
    """
    sizes = cells.drop_duplicates("cohort").set_index("cohort")["cohort_size"]
    large = [cohort for cohort in sorted(values["cohort"].unique()) if sizes[cohort] >= FEWEST_CUSTOMERS]
    drawn = large[-MOST_COHORTS:]
    if not drawn:
        return None
    figure = blank(HEIGHT)
    for place, cohort in enumerate(drawn):
        known = cells[(cells["cohort"] == cohort) & cells["complete"] & (cells["age"] >= metric.first_age)]
        coming = values[(values["cohort"] == cohort) & (values["age"] >= metric.first_age)]
        name = cohort_name(pd.Timestamp(cohort).date(), by)
        figure.add_traces([*_band(coming, place), _known(known, metric, name, place)])
        figure.add_trace(_expected(known, coming, metric, name, place, by, currency))
    name_axes(figure, metric, by, currency, int(values.loc[values["cohort"].isin(drawn), "age"].max()))
    legend_on_top(figure)
    title = _finding(values, drawn, metric, by, currency)
    words = error_in_words(backtest)
    return Chart(figure, title, words, f"{title}. {words}")


def error_in_words(backtest: pd.DataFrame) -> str:
    """Which method is used, and how far off it was beside the plain rule.

    Args:
        backtest: ``Projection.backtest`` of one metric.
    """
    errors = dict(zip(backtest["method"], backtest["relative_error"], strict=True))
    used = str(backtest.loc[backtest["used"], "method"].iloc[0])
    off, plain = errors[used], errors.pop("last_period")
    covered = _told(float(backtest.loc[backtest["used"], "coverage"].iloc[0]))
    if used == "last_period":
        best = min(errors.values())
        return _(
            "Broken lines: expected, as if the last period went on. Tried on this shop's own past, that was off by "
            "{error} of what came; the best model by {other}. Shaded: {covered} of values not seen lay so close."
        ).format(error=_told(off), other=_told(best), covered=covered)
    return _(
        "Broken lines: expected by {method}. Tried on this shop's own past, it was off by {error} of what came; taking "
        "the last period to go on, by {plain}. Shaded: {covered} of values not seen lay so close."
    ).format(method=_(METHODS[used]), error=_told(off), plain=_told(plain), covered=covered)


def _told(share: float) -> str:
    return "–" if pd.isna(share) else percent(share, 0)


def _known(known: pd.DataFrame, metric: Metric, name: str, place: int) -> go.Scatter:
    return go.Scatter(
        x=known["age"],
        y=known[metric.column].astype(float),
        mode="lines+markers",
        name=name,
        line={"color": CURVES[place], "width": 2.5},
        marker={"color": CURVES[place], "size": 7, "symbol": SYMBOLS[place]},
        hoverinfo="skip",
    )


def _expected(
    known: pd.DataFrame, coming: pd.DataFrame, metric: Metric, name: str, place: int, by: str, currency: str | None
) -> go.Scatter:
    words = _(EXPECTED).format(
        cohort=name,
        age=age_name(by, "%{x}"),
        value=hover_format(metric, "y", currency),
        low=hover_format(metric, "customdata[0]", currency),
        high=hover_format(metric, "customdata[1]", currency),
    )
    last = known.tail(1).assign(value=known[metric.column].tail(1).astype(float))
    line = pd.concat([last.assign(low=last["value"], high=last["value"]), coming])
    return go.Scatter(
        x=line["age"],
        y=line["value"],
        customdata=line[["low", "high"]].to_numpy(dtype=object),
        mode="lines",
        showlegend=False,
        line={"color": see_through(CURVES[place], LIGHTER), "width": 2.5, "dash": "dot"},
        hovertemplate=f"{words}<extra></extra>",
    )


def _band(coming: pd.DataFrame, place: int) -> list[go.Scatter]:
    edge = {"mode": "lines", "line": {"width": 0}, "hoverinfo": "skip", "showlegend": False}
    fill = see_through(CURVES[place], 0.12)
    return [
        go.Scatter(x=coming["age"], y=coming["low"], **edge),
        go.Scatter(x=coming["age"], y=coming["high"], fill="tonexty", fillcolor=fill, **edge),
    ]


def _finding(values: pd.DataFrame, drawn: list[pd.Timestamp], metric: Metric, by: str, currency: str | None) -> str:
    """Where the youngest cohort is expected to be at the end."""
    last = values[values["cohort"] == drawn[-1]].sort_values("age").iloc[-1]
    return _("{metric}: customers of {cohort} are expected at {value} in {age}").format(
        metric=_(metric.name),
        cohort=cohort_name(drawn[-1].date(), by),
        value=value_in_words(metric, last["value"], currency),
        age=age_name(by, last["age"]),
    )
