"""The frame of a page: its heading, and cards that hold a chart with its words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import streamlit as st

from crm_analysis.charts.theme import Chart
from crm_analysis.engines.query import Query
from crm_analysis.i18n import _
from crm_analysis.ui.answers import ask_anew
from crm_analysis.ui.downloads import csv_button
from crm_analysis.ui.explain import how_counted
from crm_analysis.ui.navigation import begin_at_entry
from crm_analysis.ui.pictures import picture_buttons
from crm_analysis.ui.plain import as_written

Points = list[dict[str, object]]
"""Marks of a chart that a reader has chosen."""

CONFIG = {"displayModeBar": False}


def heading(title: str, subtitle: str = "") -> None:
    """Draw a page's heading.

    Args:
        title: What the page is; shown letter by letter.
        subtitle: What it shows at present, in small grey words; letter by letter too.
    """
    begin_at_entry()
    with st.container(key="heading"):
        st.title(as_written(title), anchor=False)
        if subtitle:
            st.caption(as_written(subtitle))


@contextmanager
def card(key: str, title: str = "", subtitle: str = "", icon: str = "") -> Iterator[None]:
    """Draw a card around what follows.

    Args:
        key: Names the card for style sheets and tests: ``.st-key-card_<key>``.
        title: Heading of the card, shown letter by letter.
        subtitle: One line below it, in small grey words; letter by letter too.
        icon: Before the heading, as Streamlit names it.
    """
    with st.container(border=True, key=f"card_{key}", height="stretch"):
        if title:
            st.subheader(f"{icon} {as_written(title)}".strip(), anchor=False)
        if subtitle:
            st.caption(as_written(subtitle))
        yield


def chart_card(
    chart: Chart,
    key: str,
    topic: str,
    *queries: Query,
    csv: str = "",
    downloads: Callable[[], None] | None = None,
    on_click: str = "",
) -> Points:
    """Draw a chart in a card, with its words above; how it is counted, its picture and its rows to take away, below.

    Args:
        chart: What to draw.
        key: Names card and chart: ``.st-key-card_<key>`` and ``.st-key-<key>``.
        topic: The definition that explains it.
        queries: The questions that it answers.
        csv: File name under which the first question's answer can be downloaded; empty offers none.
        downloads: Draws more buttons beside it.
        on_click: What a click on one of its marks does, in words; empty where it does nothing.

    Returns:
        What is chosen in it, as the page says it; nothing where nothing can be.
    """
    with card(key, chart.title, chart.subtitle):
        points = draw_chart(chart, key, on_click=bool(on_click))
        if on_click:
            st.caption(f":material/ads_click: {on_click}")
        with st.container(key=f"foot_{key}", horizontal=True, vertical_alignment="center"):
            how_counted(key, topic, *queries)
            st.space("stretch")
            picture_buttons(key)
            if csv:
                csv_button(_("Download CSV"), partial(ask_anew, queries[0]), csv, f"{key}_csv")
            if downloads:
                downloads()
    return points


def draw_chart(chart: Chart, key: str, *, on_click: bool = False) -> Points:
    """Draw a chart alone, in a frame that can be pushed sideways where the screen is too narrow.

    Args:
        chart: What to draw.
        key: Names it: ``.st-key-<key>``.
        on_click: Whether its marks can be chosen.

    Returns:
        What is chosen in it.
    """
    st.html(f"<style>.st-key-{key} {{ min-width: {chart.room}px; }}</style>")
    with st.container(key=f"frame_{key}"):
        if not on_click:
            st.plotly_chart(chart.figure, key=key, alt=chart.alt, config=CONFIG)
            return []
        state = st.plotly_chart(
            chart.figure, key=key, alt=chart.alt, config=CONFIG, on_select="rerun", selection_mode="points"
        )
    return [dict(point) for point in state["selection"]["points"]]


def nothing_in_view() -> None:
    """Say that the filters leave nothing, and what to do."""
    with st.container(key="nothing_in_view"):
        st.info(_("No order matches these filters. Widen the period or press Reset."), icon=":material/filter_alt_off:")
