"""What the overview is made of: the periods it compares, and how unequally customers buy, when, and who drifts away."""

from __future__ import annotations

from functools import partial

import streamlit as st

from crm_analysis.analysis import activity, concentration, overview, products
from crm_analysis.analysis import rhythm as times
from crm_analysis.analysis.filters import Filters
from crm_analysis.charts.activity import movement
from crm_analysis.charts.concentration import lorenz
from crm_analysis.charts.products import QUESTIONS, repeat_rates
from crm_analysis.charts.rhythm import rhythm
from crm_analysis.findings.rhythms import why_unknown
from crm_analysis.i18n import _
from crm_analysis.ui.answers import ask, ask_anew
from crm_analysis.ui.cards import card, chart_card
from crm_analysis.ui.downloads import csv_button
from crm_analysis.ui.explain import how_counted
from crm_analysis.ui.filters import View
from crm_analysis.ui.kpis import Earlier
from crm_analysis.ui.tables import decile_table

PERCENTILES = 100
MOST_ITEMS = 10
NARROWEST_CARD = 360


def earlier(view: View, filters: Filters | None) -> Earlier | None:
    """The figures of an earlier period; none where there is none.

    Args:
        view: What the filter bar is set to.
        filters: The earlier period, which has a first day.
    """
    if filters is None or filters.since is None:
        return None
    return Earlier(ask(overview.figures(filters)), (filters.since - view.first_day).days)


def habits(view: View) -> None:
    """Draw every card that has something to say about the view."""
    with st.grid(2, min_column_width=NARROWEST_CARD, key="overview_habits"):
        _concentration(view)
        _rhythm(view)
        _movement(view)
        told = [level for level in products.LEVELS if _has_items(view, level)]
        beside = told if len(told) > 1 else []
        for level in beside:
            _repeat_rates(view, level)
    if not beside:
        _repeat_rates(view, *(told or products.LEVELS[:1]))


def _concentration(view: View) -> None:
    """Draw the curve and the tenths; nothing where only guests ordered."""
    finely, tenths = concentration.concentration(view.filters, PERCENTILES), concentration.concentration(view.filters)
    steps = ask(finely)
    if steps.empty:
        return
    chart_card(lorenz(steps, view.currency), "overview_lorenz", "concentration", finely, csv="concentration.csv")
    with card("overview_deciles", _("Customers in tenths"), _("By gross sales in the period, the best tenth first.")):
        decile_table(ask(tenths), view.currency)
        with st.container(key="foot_overview_deciles", horizontal=True, horizontal_alignment="distribute"):
            how_counted("overview_deciles", "concentration", tenths)
            csv_button(_("Download CSV"), partial(ask_anew, tenths), "deciles.csv", "overview_deciles_csv")


def _rhythm(view: View) -> None:
    question = times.rhythm(view.filters)
    cells = ask(question)
    if cells["orders"].sum():
        chart_card(rhythm(cells), "overview_rhythm", "rhythm", question, csv="rhythm.csv")


def _movement(view: View) -> None:
    question = activity.movement(view.filters)
    ways = ask(question)
    if ways["lapse_days"].notna().all():
        chart = movement(ways, view.currency)
        chart_card(chart, "overview_movement", "activity", question, csv="activity.csv")
        return
    with card("overview_movement", _("Who is still active, and who drifts away?"), why_unknown(ways.iloc[0])):
        how_counted("overview_movement", "activity", question)


def _has_items(view: View, level: str) -> bool:
    """Whether products or categories were in enough first orders."""
    within_days = _days_to_return(view)
    if within_days is None:
        return False
    return len(ask(products.repeat_by_product(view.filters, level, within_days, most=MOST_ITEMS))) > 0


def _days_to_return(view: View) -> int | None:
    """Within how many days somebody must come back; none where the view is too short to tell."""
    return products.days_to_return((view.until - view.since).days + 1)


def _repeat_rates(view: View, level: str) -> None:
    """Draw the best first products or categories, or that none is known; nothing in too short a view."""
    key = f"overview_repeat_{level}"
    within_days = _days_to_return(view)
    if within_days is None:
        return
    question = products.repeat_by_product(view.filters, level, within_days, most=MOST_ITEMS)
    items = ask(question)
    if len(items):
        everything = products.repeat_by_product(view.filters, level, within_days)
        chart_card(repeat_rates(items, within_days, level), key, "repeat", everything, csv=f"repeat-by-{level}.csv")
        return
    with card(key, _(QUESTIONS[level]), _no_item(within_days)):
        how_counted(key, "repeat", question)


def _no_item(within_days: int) -> str:
    return _(
        "Not known yet: no product was in the first order of {fewest} customers whom we have seen for {days} days."
    ).format(fewest=products.FEWEST, days=within_days)
