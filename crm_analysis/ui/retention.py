"""What the retention page is made of: what is looked at, the triangle and its curves, slices beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

import pandas as pd
import streamlit as st

from crm_analysis.analysis import cohorts
from crm_analysis.charts.curves import curves
from crm_analysis.charts.heatmap import Cell, clicked, draw
from crm_analysis.charts.metrics import METRICS, STEPS, Metric, age_name, cohort_name, offered
from crm_analysis.charts.slices import slice_curves, small_multiples
from crm_analysis.charts.theme import CURVES
from crm_analysis.charts.trend import trend
from crm_analysis.charts.triangle import Triangle, triangle
from crm_analysis.engines.query import Query
from crm_analysis.errors import NotEnoughEvidence
from crm_analysis.i18n import N_, _, number, plural
from crm_analysis.ui import address
from crm_analysis.ui.answers import ask, ask_anew
from crm_analysis.ui.cards import card, chart_card, draw_chart
from crm_analysis.ui.choices import pick, switch
from crm_analysis.ui.customer_rows import cell_table
from crm_analysis.ui.downloads import XLSX, csv_button, handed_over
from crm_analysis.ui.explain import how_counted
from crm_analysis.ui.exporting import list_buttons
from crm_analysis.ui.filters import View
from crm_analysis.ui.projections import PROJECTED, projected
from crm_analysis.ui.retention_sheet import sheet_bytes

MOST_SLICES = len(CURVES) - 1
"""One way to draw a curve is left for all other slices together."""
MOST_PEOPLE = 500
TOPIC = "retention"
COHORTS_KEY = "retention_cohorts"
HEADINGS = {"age": "age (0 = first period)"}
"""What the command line's columns are called in a file that a person opens."""

SLICES = {
    "none": N_("All customers together"),
    "country": N_("By country"),
    "channel": N_("By channel"),
    "shop": N_("By shop"),
    "first_product": N_("By first product"),
    "first_category": N_("By first category"),
    "coupon": N_("By first coupon"),
    "campaign": N_("By campaign of the first order"),
    "size": N_("By size of the first order"),
}
HOW_SHOWN = {"percent": N_("Percent"), "absolute": N_("Customers")}
REACHES = {"seen": N_("What came"), "expected": N_("And what is expected")}


@dataclass(frozen=True)
class Look:
    """What the page's switches are set to.

    Args:
        view: What the filter bar is set to.
        metric: What is shown.
        by: Length of a period.
        slice_by: What the cohorts are cut by.
        reach: A key of ``REACHES``.
    """

    view: View
    metric: Metric
    by: str
    slice_by: str
    reach: str = "seen"

    @property
    def sliced(self) -> bool:
        """Whether slices stand beside each other."""
        return self.slice_by != "none"

    @property
    def grid(self) -> Query:
        """The question behind the triangles."""
        return cohorts.retention(self.view.filters, self.by, self.slice_by, self.most_slices)

    def mean(self, only: Sequence[date] = ()) -> Query:
        """The question behind the means, over all cohorts or over some alone."""
        return cohorts.mean_curve(self.view.filters, self.by, self.slice_by, self.most_slices, only)

    @property
    def most_slices(self) -> int | None:
        """How many slices stand alone; the others are one."""
        return MOST_SLICES if self.sliced else None


def choose(view: View) -> Look:
    """Draw the switches: what is shown, how long a period is, what cohorts are cut by."""
    with st.container(key="retention_switches", horizontal=True, vertical_alignment="center"):
        first = st.container(width="content")
        by = switch(_("Length of a period"), STEPS, "retention_by", "by")
        slice_by = pick(_("Cut by"), SLICES, "retention_slice", "slice")
    look = Look(view, METRICS["retention"], by, slice_by)
    with first:
        named = {name: metric.name for name, metric in offered(ask(look.grid)).items()}
        shown = pick(_("What is shown"), named or {"retention": look.metric.name}, "retention_metric", "metric")
    return replace(look, metric=METRICS[shown])


def one_triangle(look: Look, cells: pd.DataFrame) -> None:
    """Draw all customers together: their triangle, who is in a chosen cell, curves, one age over time.

    Args:
        look: What the switches are set to.
        cells: Answer of ``look.grid``.
    """
    if cells["age"].max() < look.metric.first_age:
        with card("retention_heatmap", _("Who orders again, and how long after the first order?")):
            st.caption(_("Not known yet: every cohort is in its first period. Choose shorter periods, or wait."))
            how_counted("retention_heatmap", TOPIC, look.grid)
        return
    look, only = _details(look, cells)
    shown = cells[cells["cohort"].dt.date.isin(only)] if only else cells
    means = look.mean(only)
    mean = ask(means)
    drawn = triangle(shown, mean, look.metric, look.by, look.view.currency)
    expected = _expected(look)
    points = chart_card(
        draw(drawn, expected),
        "retention_heatmap",
        TOPIC,
        look.grid,
        on_click=_("Click a cell to see its customers."),
        downloads=partial(_take_triangle, look, drawn, only),
    )
    if cell := clicked(points):
        _people_in(look, cell)
    chart_card(
        curves(shown, mean, look.metric, look.by, look.view.currency, expected), "retention_curves", TOPIC, means
    )
    _trend_card(look, shown, mean)


def _expected(look: Look) -> pd.DataFrame | None:
    """What may come of young cohorts, where it was asked for and the data tell; the card further down says why not."""
    if look.reach != "expected":
        return None
    try:
        return projected(look.grid, look.metric.column).values
    except NotEnoughEvidence:
        return None


def _take_triangle(look: Look, drawn: Triangle, only: Sequence[date]) -> None:
    """Draw the buttons that hand over a triangle: its rows as they are, and the table as it looks."""
    name = f"retention-{look.by}"
    csv_button(_("Download CSV"), partial(_rows_to_take, look.grid, only), f"{name}.csv", "retention_heatmap_csv")
    handed_over(_("Excel"), partial(sheet_bytes, drawn), f"{name}.xlsx", XLSX, "retention_heatmap_xlsx")


def _people_in(look: Look, cell: Cell) -> None:
    """Draw who is in a chosen cell, and their list to take away."""
    question = cohorts.cohort_customers(
        look.view.filters, cell.cohort, cell.age, look.by, look.slice_by, look.most_slices, cell.slice
    )
    people = ask(question)
    title = _("{customers} who first bought in {cohort} and ordered in {age}").format(
        customers=plural("{count} customer", "{count} customers", len(people)),
        cohort=cohort_name(cell.cohort, look.by),
        age=age_name(look.by, cell.age),
    )
    slice_words = slice_name(look.slice_by, cell.slice) if look.sliced else ""
    with card("retention_people", title, slice_words):
        if people.empty:
            st.caption(_("Nobody of this cohort ordered then."))
            return
        cell_table(people.head(MOST_PEOPLE), look.view.currency)
        if len(people) > MOST_PEOPLE:
            st.caption(_("The first {most} are shown; the download holds all.").format(most=number(MOST_PEOPLE)))
        with st.container(key="foot_retention_people", horizontal=True, horizontal_alignment="distribute"):
            how_counted("retention_people", TOPIC, question)
            name = f"retention-{cell.cohort.isoformat()}-{look.by}-{cell.age}"
            list_buttons(name, question, "retention_people")


def _details(look: Look, cells: pd.DataFrame) -> tuple[Look, list[date]]:
    """Draw what can be chosen of one triangle: percent or heads, and its rows."""
    with st.container(key="retention_details", horizontal=True, vertical_alignment="center"):
        if look.metric.can_be_counted and switch(_("Shown as"), HOW_SHOWN, "retention_as", "as") == "absolute":
            look = replace(look, metric=look.metric.counted())
        elif look.metric.column in PROJECTED:
            look = replace(look, reach=switch(_("Young cohorts"), REACHES, "retention_expected", "expected"))
        return look, _chosen_cohorts(look, cells)


def _chosen_cohorts(look: Look, cells: pd.DataFrame) -> list[date]:
    """Draw the choice of rows; the first days of the cohorts chosen, or nothing for all."""
    starts = {start.isoformat(): start for start in sorted(set(cells["cohort"].dt.date))}
    address.recall(COHORTS_KEY, "cohort", lambda values: [value for value in values if value in starts])
    st.session_state[COHORTS_KEY] = [value for value in st.session_state[COHORTS_KEY] if value in starts]
    count = len(st.session_state[COHORTS_KEY])
    label = _("Cohorts: {count} of {all}").format(count=count or len(starts), all=len(starts))
    with st.popover(label, icon=":material/table_rows_narrow:", key="retention_rows"):
        chosen = st.multiselect(
            _("Cohorts to look at"),
            list(starts),
            format_func=lambda value: cohort_name(starts[value], look.by),
            key=COHORTS_KEY,
            placeholder=_("All"),
            persist_state="session",
        )
    only = chosen if len(chosen) < len(starts) else []
    address.write("cohort", only)
    return [starts[value] for value in only]


def _rows_to_take(question: Query, only: Sequence[date]) -> pd.DataFrame:
    """The rows behind a triangle, with the convention of ages in their heading."""
    rows = ask_anew(question)
    kept = rows[rows["cohort"].dt.date.isin(only)] if only else rows
    return kept.rename(columns=HEADINGS)


def _trend_card(look: Look, cells: pd.DataFrame, mean: pd.DataFrame) -> None:
    """Draw one age over time, and the choice of the age."""
    complete = cells[cells["complete"] & (cells["age"] >= look.metric.first_age)]
    ages = [str(age) for age in sorted(set(complete["age"]))]
    if not ages:
        return
    with st.container(key="retention_trend_switches", horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{_('One age over time')}**")
        age = pick(_("Age"), {age: age_name(look.by, age) for age in ages}, "retention_age", "age", 180)
    chart = trend(cells, mean, look.metric, look.by, int(age), look.view.currency)
    chart_card(chart, "retention_trend", TOPIC, look.grid)


def slices_beside_each_other(look: Look, cells: pd.DataFrame) -> None:
    """Draw the slices: their curves over each other, and a small triangle for each.

    Args:
        look: What the switches are set to.
        cells: Answer of ``look.grid``.
    """
    means = look.mean()
    mean = ask(means)
    currency, name = look.view.currency, partial(slice_name, look.slice_by)
    if look.metric.mean:
        chart_card(
            slice_curves(mean, look.metric, look.by, currency, name),
            "retention_slices",
            TOPIC,
            means,
            downloads=lambda: csv_button(
                _("Download CSV"),
                partial(_rows_to_take, look.grid, ()),
                f"retention-{look.by}-{look.slice_by}.csv",
                "retention_slices_csv",
            ),
        )
    st.caption(
        _("The {most} slices of most customers; the same colour means the same value in all of them.").format(
            most=MOST_SLICES
        )
    )
    charts = small_multiples(cells, mean, look.metric, look.by, currency, name)
    chosen: Cell | None = None
    with st.grid(2, min_column_width=420, key="retention_multiples"):
        for place, chart in enumerate(charts.values()):
            with card(f"retention_slice_{place}", chart.title, chart.subtitle):
                chosen = clicked(draw_chart(chart, f"retention_slice_chart_{place}", on_click=True)) or chosen
    how_counted("retention_multiples", TOPIC, look.grid)
    if chosen:
        _people_in(look, chosen)


def slice_name(slice_by: str, slice_id: str) -> str:
    """A slice as a person calls it.

    Args:
        slice_by: What the cohorts are cut by.
        slice_id: ``slice`` of the answer.
    """
    if slice_id == cohorts.OTHER:
        return _("All others")
    if not slice_id:
        return _("Not stated")
    return slice_id.partition(": ")[2] if slice_by == "size" else slice_id
