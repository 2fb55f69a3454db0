"""How customers move between segments: from one day to the last one in view, and month by month."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import streamlit as st

from crm_analysis.analysis import movement
from crm_analysis.analysis.filters import Filters
from crm_analysis.analysis.movement import NOBODY
from crm_analysis.charts.movement import matrix, streams
from crm_analysis.charts.segment_history import segment_history
from crm_analysis.i18n import N_, _, day, plural
from crm_analysis.ui.answers import ask
from crm_analysis.ui.cards import card, chart_card
from crm_analysis.ui.choices import pick, switch
from crm_analysis.ui.customer_rows import mover_table
from crm_analysis.ui.explain import how_counted
from crm_analysis.ui.exporting import list_buttons
from crm_analysis.ui.segments import Look

TOPIC = "movement"
SPANS = {"1": N_("1 month"), "3": N_("3 months"), "6": N_("6 months"), "12": N_("1 year")}
USUAL_SPAN = "3"
WINDOWS = {
    "all": N_("Scored on the whole history"),
    "24": N_("Scored on the last 2 years"),
    "12": N_("Scored on the last year"),
    "6": N_("Scored on the last 6 months"),
}
"""Of how many months up to each day the orders are scored."""
EVERY = "every"
MOST_SHOWN = 200
MOST_MONTHS = 36


def movement_part(look: Look) -> None:
    """Draw who moved where within a span that ends with the last day in view."""
    with st.container(key="movement_switches", horizontal=True, vertical_alignment="center"):
        span = switch(_("Over how long"), SPANS, "movement_span", "span", start=USUAL_SPAN)
        window = _window()
        until = look.view.until
        since = (pd.Timestamp(until) - pd.DateOffset(months=int(span))).date()
        st.caption(_("From the end of {since} to the end of {until}").format(since=day(since), until=day(until)))
    if since < look.view.first_day:
        st.info(
            _("The data begin on {day}. Choose a shorter span.").format(day=day(look.view.first_day)),
            icon=":material/history:",
        )
        return
    filters = _whole_history(look)
    question = movement.movement(filters, since, look.scheme.name, look.sales, window_months=window)
    ways = ask(question)
    names = {**look.names, NOBODY: _("Not a customer yet") if window is None else _("No order in the window")}
    chart_card(
        streams(ways, names, look.view.currency), "movement_streams", TOPIC, question,
        csv=f"movement-{since}-{until}.csv",
    )  # fmt: skip
    chart_card(matrix(ways, names, look.view.currency), "movement_matrix", TOPIC, question)
    _movers(look, filters, since, window, names)


def _window() -> int | None:
    """Draw the choice of what is scored: months up to each day, or None for the whole history."""
    chosen = pick(_("What is scored"), WINDOWS, "movement_window", "window", width=250)
    return None if chosen == "all" else int(chosen)


def _movers(look: Look, filters: Filters, since: date, window: int | None, names: dict[str, str]) -> None:
    """Draw the customers of one way, or of all, with their list to take away."""
    offered = {EVERY: N_("From any segment"), **names}
    with card("movers", _("Who moved")):
        with st.container(key="movers_switches", horizontal=True, vertical_alignment="center"):
            before = pick(_("Segment then"), offered, "movers_before", "before")
            st.markdown("→", width="content")
            ends = look.names if window is None else names
            after = pick(_("Segment now"), {EVERY: N_("To any segment"), **ends}, "movers_after", "after")
        question = movement.customers(
            filters, since, _one(before), _one(after), look.scheme.name, look.sales, window_months=window
        )
        movers = ask(question)
        told = plural("{count} customer went this way.", "{count} customers went this way.", len(movers))
        if len(movers) > MOST_SHOWN:
            told += " " + _("Those {most} who brought most are shown.").format(most=MOST_SHOWN)
        st.caption(told)
        mover_table(movers.head(MOST_SHOWN), names, look.view.currency)
        with st.container(key="foot_movers", horizontal=True, horizontal_alignment="distribute"):
            how_counted("movers", TOPIC, question)
            list_buttons("who-moved", question, "movers")


def history_part(look: Look) -> None:
    """Draw the sizes of all segments at the end of each month."""
    window = _window()
    filters = _whole_history(look)
    question = movement.history(filters, MOST_MONTHS, look.scheme.name, look.sales, window_months=window)
    chart_card(
        segment_history(ask(question), look.names), "segments_history", TOPIC, question,
        csv=f"segments-by-month-{look.scheme.name}.csv",
    )  # fmt: skip


def _whole_history(look: Look) -> Filters:
    """The view without the first day of its period: a segment on a day rests on everything up to it."""
    return replace(look.view.filters, since=None, until=look.view.until)


def _one(segment: str) -> str | None:
    return None if segment == EVERY else segment
