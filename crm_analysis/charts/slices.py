"""Slices beside each other: small triangles on one scale, and one curve for each slice over age."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import plotly.graph_objects as go

from crm_analysis.charts.curves import HEIGHT, name_axes
from crm_analysis.charts.heatmap import draw
from crm_analysis.charts.metrics import AVERAGE_FACTS, Metric, age_name, average_hover, value_in_words
from crm_analysis.charts.names import as_label
from crm_analysis.charts.theme import CURVES, DASHES, SYMBOLS, Chart, blank, legend_on_top
from crm_analysis.charts.triangle import Triangle, brightest, triangle
from crm_analysis.i18n import _, isolated, plural

FEWEST_CUSTOMERS = 20
"""A point of fewer customers moves by chance more than slices differ."""

Names = Callable[[str], str]


def small_multiples(
    cells: pd.DataFrame, mean: pd.DataFrame, metric: Metric, by: str, currency: str | None, name: Names
) -> dict[str, Chart]:
    """Draw one small triangle for each slice, all on one scale of colours, so that they can be compared.

    Args:
        cells: Answer of ``cohorts.retention``, cut into slices.
        mean: Answer of ``cohorts.mean_curve``, cut alike.
        metric: What is shown.
        by: Length of a period: week, month, quarter, year or 30d.
        currency: ISO 4217 code of amounts.
        name: Slice → its name.

    Returns:
        Slice → its chart, the one of most customers first.
    """
    shown = {
        slice_id: triangle(cells[cells["slice"] == slice_id], mean[mean["slice"] == slice_id], metric, by, currency)
        for slice_id in by_size(cells)
    }
    top = brightest(pd.concat([part.cells for part in shown.values()]))
    customers = cells[cells["age"] == 0].groupby("slice")["cohort_size"].sum()
    return {
        slice_id: _small(replace(part, top=top, small=True), name(slice_id), customers[slice_id])
        for slice_id, part in shown.items()
    }


def _small(shown: Triangle, name: str, customers: int) -> Chart:
    """A small triangle under the name of its slice."""
    chart = draw(shown)
    words = [plural("{count} customer", "{count} customers", int(customers))]
    if len(shown.mean):
        first = shown.mean.iloc[0]
        value = value_in_words(shown.metric, first["value"], shown.currency)
        words.append(_("{value} in {age}").format(value=value, age=age_name(shown.by, first["age"])))
    return replace(chart, title=name, subtitle=" · ".join(words), alt=f"{name}: {chart.alt}")


def slice_curves(mean: pd.DataFrame, metric: Metric, by: str, currency: str | None, name: Names) -> Chart:
    """Draw the mean of each slice over age, told apart by colour, stroke and mark.

    Args:
        mean: Answer of ``cohorts.mean_curve``, cut into slices.
        metric: What is shown.
        by: Length of a period: week, month, quarter, year or 30d.
        currency: ISO 4217 code of amounts.
        name: Slice → its name.
    """
    enough = mean["cohort_customers"] >= FEWEST_CUSTOMERS
    shown = mean[enough & (mean["age"] >= metric.first_age) & mean[metric.mean].notna()]
    figure = blank(HEIGHT)
    for place, slice_id in enumerate(by_size(shown)):
        curve = shown[shown["slice"] == slice_id]
        figure.add_trace(_curve(curve, metric, by, currency, name(slice_id), place))
    name_axes(figure, metric, by, currency, shown["age"].max())
    legend_on_top(figure)
    finding = _finding(shown, metric, by, currency, name)
    return Chart(figure, finding, _subtitle(), finding)


def _subtitle() -> str:
    return _(
        "The mean of each slice, weighted by cohort size, without periods that still run. Points that rest on fewer "
        "than {fewest} customers are left out."
    ).format(fewest=FEWEST_CUSTOMERS)


def by_size(rows: pd.DataFrame) -> list[str]:
    """The slices, the one of most customers first.

    Args:
        rows: Rows of ``retention`` or ``mean_curve`` with ``slice`` and their customers.
    """
    size = "cohort_customers" if "cohort_customers" in rows else "cohort_size"
    customers = rows.groupby(["slice", "age"])[size].sum().groupby("slice").max()
    return [str(slice_id) for slice_id in customers.sort_values(ascending=False, kind="stable").index]


def _curve(curve: pd.DataFrame, metric: Metric, by: str, currency: str | None, name: str, place: int) -> go.Scatter:
    words = average_hover(metric, by, currency)
    look = {"color": CURVES[place]}
    return go.Scatter(
        x=curve["age"].to_list(),
        y=curve[metric.mean].astype(float).to_list(),
        customdata=curve[AVERAGE_FACTS].to_numpy(dtype=object),
        mode="lines+markers",
        name=as_label(name),
        line={**look, "width": 2, "dash": DASHES[place]},
        marker={**look, "size": 7, "symbol": SYMBOLS[place]},
        hovertemplate=f"<b>{as_label(name)}</b><br>{words}<extra></extra>",
    )


def _finding(mean: pd.DataFrame, metric: Metric, by: str, currency: str | None, name: Names) -> str:
    """Which slice stands highest and which lowest at the first age."""
    first = mean[mean["age"] == mean["age"].min()]
    if len(first) < 2:
        return _(metric.title)
    ranked = first.sort_values(metric.mean, kind="stable")
    lowest, highest = ranked.iloc[0], ranked.iloc[-1]
    return _("{metric} in {age}: {highest} most with {most}, {lowest} least with {least}").format(
        metric=_(metric.name),
        age=age_name(by, first["age"].iloc[0]),
        highest=isolated(name(highest["slice"])),
        most=value_in_words(metric, highest[metric.mean], currency),
        lowest=isolated(name(lowest["slice"])),
        least=value_in_words(metric, lowest[metric.mean], currency),
    )
