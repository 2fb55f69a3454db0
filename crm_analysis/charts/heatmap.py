"""The retention triangle: one row per cohort, one column per age, the size-weighted mean on top."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from crm_analysis.charts.metrics import AGE_AXES, METRICS, Metric, age_name, cell_label, hover_format, value_in_words
from crm_analysis.charts.theme import CARD, INK, MUTED, Chart, blank, label_colour, see_through, step_of, stepped
from crm_analysis.i18n import _, currency_sign, number, period, plural

MEAN_ROW = -1.3
MOST_LABELLED_AGES = 37
SMALL_LABELS_FROM_AGES = 27
NARROWEST_CELL = 24
ROW_NAMES = 120
HATCHES_PER_CELL = 3
BRIGHTEST_QUANTILE = 0.98


@dataclass(frozen=True)
class Triangle:
    """Cells ready to be drawn: the rows of the answer that are shown, with ``row`` = place of the cohort from the top.

    Args:
        cells: ``retention`` rows from the metric's first age on, with ``row``, ``value`` and ``cohort_name``.
        mean: ``mean_curve`` rows of the same ages, with ``row`` and ``value``; empty where cohorts are not averaged.
        metric: What is shown.
        by: Length of a period: week, month, quarter or year.
        currency: ISO 4217 code of amounts.
        top: Value of the strongest colour.
    """

    cells: pd.DataFrame
    mean: pd.DataFrame
    metric: Metric
    by: str
    currency: str | None
    top: float

    @property
    def cohorts(self) -> pd.DataFrame:
        """One row per cohort, from the top."""
        return self.cells.drop_duplicates("row").sort_values("row")

    @property
    def labelled(self) -> bool:
        """Whether cells are wide enough for a number."""
        return self.ages <= MOST_LABELLED_AGES

    @property
    def ages(self) -> int:
        """How many columns there are."""
        return int(self.cells["age"].nunique())


def heatmap(
    cells: pd.DataFrame, mean: pd.DataFrame, metric: str = "retention", by: str = "month", currency: str | None = None
) -> Chart:
    """Draw who came back, by cohort and age.

    Args:
        cells: Answer of ``cohorts.retention``, one slice.
        mean: Answer of ``cohorts.mean_curve``, the same slice.
        metric: A key of ``METRICS``.
        by: Length of a period: week, month, quarter or year.
        currency: ISO 4217 code of amounts.
    """
    triangle = _triangle(cells, mean, METRICS[metric], by, currency)
    figure = blank(_height(triangle))
    figure.add_traces([*_fields(triangle), _hatching(triangle), *_labels(triangle)])
    _name_axes(figure, triangle)
    return Chart(figure, _(METRICS[metric].title), _subtitle(triangle), _alt(triangle), _room(triangle))


def _triangle(cells: pd.DataFrame, mean: pd.DataFrame, metric: Metric, by: str, currency: str | None) -> Triangle:
    shown = cells[cells["age"] >= metric.first_age]
    shown = shown.assign(
        row=shown["cohort"].rank(method="dense").astype(int) - 1,
        value=shown[metric.column].astype(float),
        cohort_name=shown["cohort"].map({start: period(start, by) for start in shown["cohort"].unique()}),
    )
    complete = shown.loc[shown["complete"], "value"]
    top = float(complete.quantile(BRIGHTEST_QUANTILE)) if len(complete) else 0.0
    return Triangle(shown, _mean_row(mean, metric), metric, by, currency, top)


def _mean_row(mean: pd.DataFrame, metric: Metric) -> pd.DataFrame:
    if not metric.mean:
        return mean.iloc[:0].assign(row=MEAN_ROW, value=0.0)
    shown = mean[mean["age"] >= metric.first_age]
    return shown.assign(row=MEAN_ROW, value=shown[metric.mean].astype(float))


def _fields(triangle: Triangle) -> list[go.Heatmap]:
    """The coloured fields: complete cells, cells whose period still runs (not coloured), the mean."""
    complete = triangle.cells["complete"]
    return [
        _field(triangle, triangle.cells[complete], stepped(), _cell_hover(triangle)),
        _field(triangle, triangle.cells[~complete], [[0, CARD], [1, CARD]], _running_hover(triangle)),
        _field(triangle, triangle.mean, stepped(), _mean_hover(triangle)),
    ]


def _field(triangle: Triangle, cells: pd.DataFrame, scale: list[list[float | str]], hover: str) -> go.Heatmap:
    facts = ("cohort_size", "cohort_name", "customers", "retention_low", "retention_high")
    mean_facts = ("cohort_customers", "cohorts", "customers", "retention_low", "retention_high")
    known = mean_facts if "cohorts" in cells else facts
    return go.Heatmap(
        x=cells["age"],
        y=cells["row"],
        z=cells["value"],
        customdata=cells[list(known)].to_numpy(dtype=object),
        colorscale=scale,
        zmin=0,
        zmax=triangle.top or 1,
        xgap=2,
        ygap=2,
        showscale=False,
        hovertemplate=hover,
        hoverongaps=False,
    )


def _cell_hover(triangle: Triangle) -> str:
    return _filled(triangle, triangle.metric.cell, cohort="%{customdata[1]}")


def _running_hover(triangle: Triangle) -> str:
    still = _("This period is not over yet, so it is left out of the mean.")
    return _cell_hover(triangle).replace("<extra></extra>", f"<br><i>{still}</i><extra></extra>")


def _mean_hover(triangle: Triangle) -> str:
    return _filled(triangle, triangle.metric.average, cohorts="%{customdata[1]}")


def _filled(triangle: Triangle, template: str, **places: str) -> str:
    """A sentence whose places plotly fills in for each cell, so that thousands of cells cost one translation."""
    words = _(template).format(
        size="%{customdata[0]:,}",
        customers="%{customdata[2]:,}",
        low="%{customdata[3]:.1%}",
        high="%{customdata[4]:.1%}",
        value=hover_format(triangle.metric, "z", triangle.currency),
        age=age_name(triangle.by, "%{x}"),
        **places,
    )
    return f"{words}<extra></extra>"


def _hatching(triangle: Triangle) -> go.Scatter:
    """Diagonal strokes over the cells whose period still runs."""
    running = triangle.cells[~triangle.cells["complete"]]
    strokes = [stroke for age, row in zip(running["age"], running["row"], strict=True) for stroke in _strokes(age, row)]
    return go.Scatter(
        x=[x for x, _y in strokes],
        y=[y for _x, y in strokes],
        mode="lines",
        line={"color": see_through(MUTED, 0.35), "width": 1},
        hoverinfo="skip",
    )


def _strokes(age: float, row: float) -> list[tuple[float | None, float | None]]:
    """Parallel lines from the lower left to the upper right of one cell, with breaks between them."""
    points: list[tuple[float | None, float | None]] = []
    for i in range(-HATCHES_PER_CELL + 1, HATCHES_PER_CELL):
        shift = i / HATCHES_PER_CELL
        start, end = max(0.0, shift), min(1.0, 1 + shift)
        left, low = age - 0.47, row + 0.45
        width, height = 0.94, 0.9
        points += [
            (left + width * start, low - height * (start - shift)),
            (left + width * end, low - height * (end - shift)),
            (None, None),
        ]
    return points


def _labels(triangle: Triangle) -> list[go.Scatter]:
    """The numbers in the cells, each in the colour that can be read on its field."""
    if not triangle.labelled:
        return []
    write = cell_label(triangle.metric, triangle.top)
    size = 12 if triangle.ages < SMALL_LABELS_FROM_AGES else 11
    fields = pd.concat([triangle.cells[triangle.cells["complete"]], triangle.mean])
    colours = fields["value"].map(lambda value: label_colour(step_of(value, triangle.top)))
    running = triangle.cells[~triangle.cells["complete"]]
    written = [_numbers(fields[colours == colour], colour, size, write) for colour in (INK, CARD)]
    return [*written, _numbers(running, MUTED, size, write)]


def _numbers(cells: pd.DataFrame, colour: str, size: int, write: Callable[[float], str]) -> go.Scatter:
    return go.Scatter(
        x=cells["age"],
        y=cells["row"],
        text=cells["value"].map(write),
        mode="text",
        textfont={"color": colour, "size": size},
        hoverinfo="skip",
    )


def _name_axes(figure: go.Figure, triangle: Triangle) -> None:
    cohorts = triangle.cohorts
    rows = [*cohorts["row"]]
    names = [_row_name(name, size) for name, size in zip(cohorts["cohort_name"], cohorts["cohort_size"], strict=True)]
    if len(triangle.mean):
        rows.append(MEAN_ROW)
        names.append(_row_name(f"<b>{_('All cohorts')}</b>", triangle.mean["cohort_customers"].max()))
    lowest, highest = len(cohorts) - 0.5, (MEAN_ROW if len(triangle.mean) else 0) - 0.55
    figure.update_yaxes(
        tickvals=rows, ticktext=names, range=[lowest, highest], showgrid=False, tickfont={"color": INK, "size": 12}
    )
    figure.update_xaxes(
        side="top",
        title={"text": _(AGE_AXES[triangle.by]), "standoff": 6},
        dtick=1 if triangle.labelled else 4,
        tick0=triangle.metric.first_age,
        range=[triangle.metric.first_age - 0.5, triangle.cells["age"].max() + 0.5],
        showgrid=False,
    )


def _row_name(name: str, size: int) -> str:
    return f"{name}  <span style='color:{MUTED}'>{number(size)}</span> "


def _height(triangle: Triangle) -> int:
    rows = len(triangle.cohorts) + (1.3 if len(triangle.mean) else 0)
    return round(64 + rows * _row_height(triangle))


def _row_height(triangle: Triangle) -> int:
    if not triangle.labelled:
        return 17
    return 30 if triangle.ages < SMALL_LABELS_FROM_AGES else 25


def _room(triangle: Triangle) -> int:
    """Cells with a number in them must not shrink below it."""
    return ROW_NAMES + triangle.ages * (NARROWEST_CELL if triangle.labelled else NARROWEST_CELL // 2)


def _subtitle(triangle: Triangle) -> str:
    unit = (
        _("in %")
        if triangle.metric.unit == "share"
        else _("in {currency}").format(currency=currency_sign(triangle.currency) or "–")
    )
    return _("One row per cohort with its size, {unit}. Hatched: the period is not over yet.").format(unit=unit)


def _alt(triangle: Triangle) -> str:
    count = len(triangle.cohorts)
    cohorts = plural("{count} cohort", "{count} cohorts", count)
    if triangle.mean.empty:
        return _("Heatmap of {metric} for {cohorts}.").format(metric=_(triangle.metric.name), cohorts=cohorts)
    first = triangle.mean.iloc[0]
    return _("Heatmap of {metric} for {cohorts}; on average {value} in {age}.").format(
        metric=_(triangle.metric.name),
        cohorts=cohorts,
        value=value_in_words(triangle.metric, first["value"], triangle.currency),
        age=age_name(triangle.by, first["age"]),
    )
