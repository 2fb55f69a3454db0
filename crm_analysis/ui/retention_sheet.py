"""The retention triangle as an Excel sheet, as the page shows it in light colours."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from crm_analysis.charts.metrics import AGE_AXES
from crm_analysis.charts.theme import FIRST_STEP_FOR_CARD_LABELS
from crm_analysis.charts.triangle import ALL_COHORTS, BEGINS_WITH_DATA, CENSORED_MARK, Triangle
from crm_analysis.export import coloured_bytes
from crm_analysis.export.coloured import Coloured, Figure, Row, Shade
from crm_analysis.i18n import N_, _

NUMBER_FORMATS = {"share": "0.0%", "customers": "#,##0", "number": "0.00", "money": "#,##0.00"}
HATCHED_NOTE = N_("Hatched: the period is not over yet, so it is left out of the mean.")
MEAN_NOTE = N_("The mean adds up customers, so that large cohorts weigh more.")


def sheet_bytes(shown: Triangle) -> bytes:
    """The triangle as an Excel file: its colours, its number format, its mean, and how to read it.

    Args:
        shown: What the page draws.
    """
    shades = _shades()
    rows = [_cohort(shown, cells, shades) for _place, cells in shown.cells.groupby("row")]
    table = Coloured(
        title=_(shown.metric.title),
        notes=tuple(_notes(shown)),
        headings=(_("Cohort"), _("Customers")),
        axis=_(AGE_AXES[shown.by]),
        rows=(*_mean(shown, shades), *rows),
        number_format=NUMBER_FORMATS[shown.metric.unit],
        muted=_light_list("chartCategoricalColors")[8],
    )
    return coloured_bytes(table)


def _cohort(shown: Triangle, cells: pd.DataFrame, shades: list[Shade]) -> Row:
    first = cells.iloc[0]
    figures = {
        int(age): Figure(float(value), shades[shown.step(value)] if complete else None)
        for age, value, complete in zip(cells["age"], cells["value"], cells["complete"], strict=True)
    }
    mark = CENSORED_MARK if first["left_censored"] else ""
    return Row(f"{first['cohort_name']}{mark}", int(first["cohort_size"]), figures)


def _mean(shown: Triangle, shades: list[Shade]) -> list[Row]:
    """The row of the mean, where cohorts are averaged."""
    if shown.mean.empty:
        return []
    pairs = zip(shown.mean["age"], shown.mean["value"], strict=True)
    figures = {int(age): Figure(float(value), shades[shown.step(value)]) for age, value in pairs}
    return [Row(_(ALL_COHORTS), int(shown.mean["cohort_customers"].max()), figures, bold=True)]


def _notes(shown: Triangle) -> list[str]:
    notes = [_("Figures {unit}.").format(unit=shown.unit), _(HATCHED_NOTE)]
    if len(shown.mean):
        notes.append(_(MEAN_NOTE))
    if shown.begins_with_data:
        notes.append(_(BEGINS_WITH_DATA))
    return notes


def _shades() -> list[Shade]:
    """The page's scale in light colours, step by step, with the colour in which digits can be read on each."""
    ink, paper = _light("textColor"), _light("backgroundColor")
    return [
        Shade(field, ink if step < FIRST_STEP_FOR_CARD_LABELS else paper)
        for step, field in enumerate(_light_list("chartSequentialColors"))
    ]


def _light(name: str) -> str:
    """A colour of ``.streamlit/config.toml``."""
    return str(st.get_option(f"theme.light.{name}"))


def _light_list(name: str) -> list[str]:
    return [str(colour) for colour in st.get_option(f"theme.light.{name}")]
