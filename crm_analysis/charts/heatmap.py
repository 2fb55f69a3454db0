"""The retention triangle: one row per cohort, one column per age, the size-weighted mean on top.

Each cell is a bar: the one mark of plotly that can be coloured by a scale, hatched, written on and clicked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd
import plotly.graph_objects as go

from crm_analysis.charts.metrics import AGE_AXES, METRICS, Metric, age_name, cell_label, hover_format, value_in_words
from crm_analysis.charts.theme import CARD, INK, MUTED, Chart, blank, label_colour, see_through, stepped
from crm_analysis.charts.triangle import (
    ALL_COHORTS,
    BEGINS_WITH_DATA,
    CENSORED_MARK,
    MEAN_ROW,
    STILL_RUNS,
    Triangle,
    triangle,
)
from crm_analysis.i18n import _, number, plural

SMALL_LABELS_FROM_AGES = 27
NARROWEST_CELL = 24
ROW_NAMES = 120
CELL = 0.94
"""Part of its place that a cell fills, so that neighbours do not touch."""

FACTS = ["cohort_size", "cohort_name", "customers", "retention_low", "retention_high", "hover", "slice", "cohort_day"]
MEAN_FACTS = ["cohort_customers", "cohorts", "customers", "retention_low", "retention_high", "value"]


@dataclass(frozen=True)
class Cell:
    """One cell that a reader chose: the customers of one cohort who ordered at one age."""

    slice: str
    cohort: date
    age: int


def heatmap(
    cells: pd.DataFrame,
    mean: pd.DataFrame,
    metric: Metric = METRICS["retention"],
    by: str = "month",
    currency: str | None = None,
) -> Chart:
    """Draw who came back, by cohort and age.

    Args:
        cells: Answer of ``cohorts.retention``, one slice.
        mean: Answer of ``cohorts.mean_curve``, the same slice.
        metric: What is shown.
        by: Length of a period: week, month, quarter, year or 30d.
        currency: ISO 4217 code of amounts.
    """
    return draw(triangle(cells, mean, metric, by, currency))


def draw(shown: Triangle) -> Chart:
    """Draw a triangle whose cells are in their places."""
    figure = blank(_height(shown))
    figure.update_layout(barmode="overlay")
    figure.add_traces([_complete(shown), _running(shown), _mean(shown)])
    _name_axes(figure, shown)
    return Chart(figure, _(shown.metric.title), _subtitle(shown), _alt(shown), _room(shown))


def clicked(points: list[dict[str, object]]) -> Cell | None:
    """Which cell a reader chose; none where it is none, or one of the mean.

    Args:
        points: What the page says of the marks that are selected in a ``heatmap``.
    """
    facts = points[0].get("customdata") if points else None
    if not isinstance(facts, list) or len(facts) != len(FACTS):
        return None
    named = dict(zip(FACTS, facts, strict=True))
    return Cell(str(named["slice"]), date.fromisoformat(str(named["cohort_day"])), int(str(points[0]["x"])))


def _complete(shown: Triangle) -> go.Bar:
    cells = shown.complete
    return _cells(
        cells,
        _cell_facts(shown, cells),
        _cell_hover(shown),
        marker={"color": cells["value"].to_list(), "colorscale": stepped(), "cmin": 0, "cmax": shown.top or 1},
        **_labels(shown, cells),
    )


def _running(shown: Triangle) -> go.Bar:
    """Cells whose period is not over: hatched instead of coloured."""
    cells = shown.running
    hatched = {"shape": "/", "fgcolor": see_through(MUTED, 0.45), "bgcolor": CARD, "size": 7, "solidity": 0.15}
    still = _(STILL_RUNS)
    return _cells(
        cells,
        _cell_facts(shown, cells),
        _cell_hover(shown).replace("<extra></extra>", f"<br><i>{still}</i><extra></extra>"),
        marker={"color": CARD, "pattern": hatched},
        **_labels(shown, cells, MUTED),
    )


def _mean(shown: Triangle) -> go.Bar:
    return _cells(
        shown.mean,
        shown.mean[MEAN_FACTS],
        _filled(shown, shown.metric.average, cohorts="%{customdata[1]}"),
        marker={"color": shown.mean["value"].to_list(), "colorscale": stepped(), "cmin": 0, "cmax": shown.top or 1},
        **_labels(shown, shown.mean),
    )


def _cells(cells: pd.DataFrame, facts: pd.DataFrame, hover: str, **look: object) -> go.Bar:
    """One mark per cell. The one that is clicked turns to ink, and no other fades."""
    return go.Bar(
        x=cells["age"].to_list(),
        y=[CELL] * len(cells),
        base=(cells["row"] - CELL / 2).to_list(),
        width=CELL,
        customdata=facts.to_numpy(dtype=object),
        hovertemplate=hover,
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        constraintext="none",
        selected={"marker": {"color": INK}, "textfont": {"color": CARD}},
        unselected={"marker": {"opacity": 1}},
        **look,
    )


def _cell_facts(shown: Triangle, cells: pd.DataFrame) -> pd.DataFrame:
    """What the hover and a click need to know; heads are told as the share that they are."""
    told = cells[shown.metric.column].astype(float)
    return cells.assign(hover=told, cohort_day=cells["cohort"].dt.strftime("%Y-%m-%d"))[FACTS]


def _cell_hover(shown: Triangle) -> str:
    return _filled(shown, shown.metric.cell, cohort="%{customdata[1]}")


def _filled(shown: Triangle, template: str, **places: str) -> str:
    """A sentence whose places plotly fills in for each cell, so that thousands of cells cost one translation."""
    words = _(template).format(
        size="%{customdata[0]:,}",
        customers="%{customdata[2]:,}",
        low="%{customdata[3]:.1%}",
        high="%{customdata[4]:.1%}",
        value=hover_format(shown.metric, "customdata[5]", shown.currency),
        age=age_name(shown.by, "%{x}"),
        **places,
    )
    return f"{words}<extra></extra>"


def _labels(shown: Triangle, cells: pd.DataFrame, colour: str | None = None) -> dict[str, object]:
    """The numbers in the cells, each in the colour that can be read on its field; none where there is no room."""
    if not shown.labelled:
        return {}
    write = cell_label(shown.metric, shown.top)
    colours = [colour or label_colour(shown.step(value)) for value in cells["value"]]
    size = 12 if shown.ages < SMALL_LABELS_FROM_AGES else 11
    return {"text": [write(value) for value in cells["value"]], "textfont": {"color": colours, "size": size}}


def _name_axes(figure: go.Figure, shown: Triangle) -> None:
    cohorts = shown.cohorts
    rows = [*cohorts["row"]]
    names = [_row_name(cohort) for cohort in cohorts.to_dict("records")]
    if len(shown.mean):
        rows.append(MEAN_ROW)
        names.append(_named(f"<b>{_(ALL_COHORTS)}</b>", shown.mean["cohort_customers"].max()))
    lowest, highest = len(cohorts) - 0.5, (MEAN_ROW if len(shown.mean) else 0) - 0.55
    figure.update_yaxes(
        tickvals=rows[:: _named_rows(shown)], ticktext=names[:: _named_rows(shown)], range=[lowest, highest], showgrid=False, tickfont={"color": INK, "size": 12}
    )
    figure.update_xaxes(
        side="top",
        title={"text": _(AGE_AXES[shown.by]), "standoff": 6},
        dtick=1 if shown.labelled else 4,
        tick0=shown.metric.first_age,
        range=[shown.metric.first_age - 0.5, shown.cells["age"].max() + 0.5],
        showgrid=False,
    )


def _row_name(cohort: dict[str, object]) -> str:
    mark = CENSORED_MARK if cohort["left_censored"] else ""
    return _named(f"{cohort['cohort_name']}{mark}", int(str(cohort["cohort_size"])))


def _named(name: str, size: int) -> str:
    return f"{name}  <span style='color:{MUTED}'>{number(size)}</span> "


def _height(shown: Triangle) -> int:
    rows = len(shown.cohorts) + (1.3 if len(shown.mean) else 0)
    return round(64 + rows * _row_height(shown))


def _row_height(shown: Triangle) -> int:
    if not shown.labelled:
        return 12 if shown.small else 17
    return 30 if shown.ages < SMALL_LABELS_FROM_AGES else 25


def _room(shown: Triangle) -> int:
    """Cells with a number in them must not shrink below it."""
    if shown.small:
        return 0
    return ROW_NAMES + shown.ages * (NARROWEST_CELL if shown.labelled else NARROWEST_CELL // 2)


def _subtitle(shown: Triangle) -> str:
    """What the marks mean, and what a click does."""
    words = [
        _("One row per cohort with its size, {unit}. Hatched: the period is not over yet.").format(unit=shown.unit),
        _("Click a cell to see its customers."),
    ]
    if shown.begins_with_data:
        words.append(_(BEGINS_WITH_DATA))
    return " ".join(words)


def _alt(shown: Triangle) -> str:
    count = len(shown.cohorts)
    cohorts = plural("{count} cohort", "{count} cohorts", count)
    if shown.mean.empty:
        return _("Heatmap of {metric} for {cohorts}.").format(metric=_(shown.metric.name), cohorts=cohorts)
    first = shown.mean.iloc[0]
    return _("Heatmap of {metric} for {cohorts}; on average {value} in {age}.").format(
        metric=_(shown.metric.name),
        cohorts=cohorts,
        value=value_in_words(shown.metric, first["value"], shown.currency),
        age=age_name(shown.by, first["age"]),
    )
