"""The retention triangle: one row per cohort, one column per age, the size-weighted mean on top.

Each cell is a bar: the one mark of plotly that can be coloured by a scale, hatched, written on and clicked.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd
import plotly.graph_objects as go

from crm_analysis.charts.metrics import (
    AGE_AXES,
    EXPECTED,
    METRICS,
    Metric,
    age_name,
    cell_label,
    hover_format,
    value_in_words,
)
from crm_analysis.charts.theme import CARD, INK, MUTED, SCALE, Chart, blank, label_colour, see_through
from crm_analysis.charts.triangle import (
    ALL_COHORTS,
    BEGINS_WITH_DATA,
    CENSORED_MARK,
    MEAN_ROW,
    STILL_RUNS,
    Triangle,
    triangle,
)
from crm_analysis.i18n import N_, _, number, plural

SMALL_LABELS_FROM_AGES = 27
NARROWEST_CELL = 24
NARROWEST_OF_MONEY = 34
NARROWEST_ROW = 17
ROW_NAMES = 120
CELL = 0.94
"""Part of its place that a cell fills, so that neighbours do not touch."""

TOLD = ["customers", "retention_low", "retention_high"]
FACTS = ["cohort_size", "cohort_name", *TOLD, "told", "known_cost_share", "slice", "cohort_day"]
EXPECTED_FACTS = ["cohort_name", "value", "low", "high"]
MEAN_FACTS = ["cohort_customers", "cohorts", *TOLD, "value", "known_cost_share"]
DOTTED = N_("Dotted: expected, and in no mean.")


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


def draw(shown: Triangle, expected: pd.DataFrame | None = None) -> Chart:
    """Draw a triangle whose cells are in their places.

    Args:
        shown: What came.
        expected: ``Projection.values`` of the metric: what may come in the places that are still empty.
    """
    figure = blank(_height(shown))
    figure.update_layout(barmode="overlay")
    figure.add_traces([*_complete(shown), _running(shown), *_mean(shown)])
    if expected is not None:
        figure.add_trace(_expected(shown, expected))
    _name_axes(figure, shown)
    words = _subtitle(shown) if expected is None else f"{_subtitle(shown)} {_(DOTTED)}"
    return Chart(figure, _(shown.metric.title), words, _alt(shown), _room(shown))


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


def _complete(shown: Triangle) -> list[go.Bar]:
    """Cells whose period is over: coloured by their value."""
    cells = shown.complete
    return _coloured(shown, cells.join(_hover_facts(shown, cells)), FACTS, _cell_hover(shown))


def _mean(shown: Triangle) -> list[go.Bar]:
    hover = _filled(shown, shown.metric.average, cohorts="%{customdata[1]}")
    return _coloured(shown, shown.mean, MEAN_FACTS, hover)


def _coloured(shown: Triangle, cells: pd.DataFrame, facts: list[str], hover: str) -> list[go.Bar]:
    """The cells in two traces, one for each colour of words: plotly keeps only a single one when a cell is chosen."""
    steps = cells["value"].map(shown.step)
    words = steps.map(label_colour)
    return [
        _cells(
            shown,
            cells[words == colour],
            facts,
            hover,
            colour,
            marker={"color": [SCALE[step] for step in steps[words == colour]]},
            selected={"marker": {"color": INK}, "textfont": {"color": CARD}},
        )
        for colour in (INK, CARD)
    ]


def _running(shown: Triangle) -> go.Bar:
    """Cells whose period is not over: hatched instead of coloured."""
    cells = shown.running
    hover = _cell_hover(shown).replace("<extra></extra>", f"<br><i>{_(STILL_RUNS)}</i><extra></extra>")
    return _cells(
        shown,
        cells.join(_hover_facts(shown, cells)),
        FACTS,
        hover,
        MUTED,
        marker={
            "color": CARD,
            "pattern": {
                "shape": "/",
                "fgcolor": see_through(MUTED, 0.45),
                "bgcolor": CARD,
                "size": 7,
                "solidity": 0.15,
            },
        },
        selected={"textfont": {"color": INK}},
    )


def _expected(shown: Triangle, expected: pd.DataFrame) -> go.Bar:
    """Cells of which nothing has come yet: dotted, the number marked as about so much; no mean knows of them."""
    places = shown.cohorts[["cohort", "row", "cohort_name"]]
    taken = shown.cells.set_index(["cohort", "age"]).index
    coming = expected.merge(places, on="cohort")
    coming = coming[
        coming["age"].between(shown.metric.first_age, shown.cells["age"].max())
        & ~coming.set_index(["cohort", "age"]).index.isin(taken)
    ]
    words = _(EXPECTED).format(
        cohort="%{customdata[0]}",
        age=age_name(shown.by, "%{x}"),
        **{
            place: hover_format(shown.metric, f"customdata[{number}]", shown.currency)
            for number, place in enumerate(("value", "low", "high"), start=1)
        },
    )
    bars = _cells(
        shown,
        coming,
        EXPECTED_FACTS,
        f"{words}<extra></extra>",
        MUTED,
        marker={
            "color": CARD,
            "pattern": {"shape": ".", "fgcolor": see_through(MUTED, 0.25), "bgcolor": CARD, "size": 6},
        },
    )
    return bars.update(text=[f"~{text}" for text in bars.text] if bars.text else None)


def _cells(shown: Triangle, cells: pd.DataFrame, facts: list[str], hover: str, words: str, **look: object) -> go.Bar:
    """One mark per cell. The one that is clicked turns to ink, and no other fades."""
    write = cell_label(shown.metric, shown.top)
    return go.Bar(
        x=cells["age"].to_list(),
        y=[CELL] * len(cells),
        base=(cells["row"] - CELL / 2).to_list(),
        width=CELL,
        customdata=cells[facts].to_numpy(dtype=object),
        hovertemplate=hover,
        text=[write(value) for value in cells["value"]] if shown.labelled else None,
        textfont={"color": words, "size": 12 if shown.ages < SMALL_LABELS_FROM_AGES else 11},
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        constraintext="none",
        unselected={"marker": {"opacity": 1}},
        **look,
    )


def _hover_facts(shown: Triangle, cells: pd.DataFrame) -> pd.DataFrame:
    """What the hover and a click need to know beside the answer itself; heads are told as the share that they are."""
    return pd.DataFrame(
        {
            "told": cells[shown.metric.column].astype(float),
            "cohort_day": cells["cohort"].dt.strftime("%Y-%m-%d"),
        }
    )


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
        known="%{customdata[6]:.0%}",
        age=age_name(shown.by, "%{x}"),
        **places,
    )
    return f"{words}<extra></extra>"


def _name_axes(figure: go.Figure, shown: Triangle) -> None:
    cohorts = shown.cohorts
    named = cohorts.iloc[:: -(-NARROWEST_ROW // _row_height(shown))]
    rows = [*named["row"]]
    names = [_row_name(cohort) for cohort in named.to_dict("records")]
    if len(shown.mean):
        rows.append(MEAN_ROW)
        names.append(_named(f"<b>{_(ALL_COHORTS)}</b>", shown.mean["cohort_customers"].max()))
    lowest, highest = len(cohorts) - 0.5, (MEAN_ROW if len(shown.mean) else 0) - 0.55
    figure.update_yaxes(
        tickvals=rows, ticktext=names, range=[lowest, highest], showgrid=False, tickfont={"color": INK, "size": 12}
    )
    figure.update_xaxes(
        side="top",
        title={"text": _(AGE_AXES[shown.by]), "standoff": 6},
        dtick=1 if shown.labelled else 4,
        tick0=shown.metric.first_age,
        range=[shown.metric.first_age - 0.5, shown.cells["age"].max() + 0.5],
        showgrid=False,
    )


def _row_name(cohort: Mapping[Hashable, object]) -> str:
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
    labelled = NARROWEST_OF_MONEY if shown.metric.unit == "money" else NARROWEST_CELL
    return ROW_NAMES + shown.ages * (labelled if shown.labelled else NARROWEST_CELL // 2)


def _subtitle(shown: Triangle) -> str:
    words = [
        _("One row per cohort with its size, {unit}. Hatched: the period is not over yet.").format(unit=shown.unit)
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
