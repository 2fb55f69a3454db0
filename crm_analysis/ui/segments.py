"""What the segments page is made of: the school that is looked at, its pictures, and what to do with each segment."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Literal

import pandas as pd
import streamlit as st

from crm_analysis.analysis import rfm
from crm_analysis.analysis.lists import EVERYBODY
from crm_analysis.charts.score_grid import score_grid
from crm_analysis.charts.segments import treemap
from crm_analysis.i18n import N_, _, in_language, money, percent, plural
from crm_analysis.rules.playbook import Play
from crm_analysis.rules.segments import Scheme, Segment, schemes
from crm_analysis.store import playbook
from crm_analysis.ui.answers import ask, ask_anew, shop_store
from crm_analysis.ui.cards import card, chart_card
from crm_analysis.ui.choices import switch
from crm_analysis.ui.downloads import csv_button
from crm_analysis.ui.explain import how_counted
from crm_analysis.ui.exporting import list_buttons, table_link
from crm_analysis.ui.filters import View
from crm_analysis.ui.playbook import edit_button, play_in_words, playbook_button, rule_language
from crm_analysis.ui.segment_names import SCHOOLS
from crm_analysis.ui.tables import band_table, segment_table

SCHEME = "grid"
TOPIC = "segments"
SALES = {"gross": N_("Gross sales"), "net": N_("Net sales")}
PARTS = {
    "segments": N_("Segments"),
    "movement": N_("Movement"),
    "history": N_("Month by month"),
    "thresholds": N_("Thresholds"),
}

Colour = Literal["green", "blue", "violet", "orange", "gray"]


@dataclass(frozen=True)
class Goal:
    """What contact with a segment is for, and the colour of its badge."""

    name: str
    colour: Colour


GOALS = {
    "keep": Goal(N_("Keep"), "green"),
    "grow": Goal(N_("Grow"), "blue"),
    "second_order": Goal(N_("Second order"), "violet"),
    "win_back": Goal(N_("Win back"), "orange"),
    "spend_little": Goal(N_("Spend little"), "gray"),
}


@dataclass(frozen=True)
class Look:
    """What the switches are set to.

    Args:
        view: What the filter bar is set to.
        scheme: The school.
        sales: Which sales are monetary: gross or net.
        part: A key of ``PARTS``.
    """

    view: View
    scheme: Scheme
    sales: str
    part: str

    @property
    def names(self) -> dict[str, str]:
        """Segment id → its name, the best segment first."""
        return names(self.scheme.name)


def choose(view: View) -> Look:
    """Draw the switches: the school, what is monetary, and the part of the page."""
    with st.container(key="segments_switches", horizontal=True, vertical_alignment="center", gap="small"):
        scheme = switch(_("School"), SCHOOLS, "segments_scheme", "scheme")
        sales = switch(_("Monetary is"), SALES, "segments_sales", "sales")
        st.space("stretch")
        part = switch(_("What to look at"), PARTS, "segments_part", "part")
    return Look(view, schemes()[scheme], sales, part)


def names(scheme: str = SCHEME) -> dict[str, str]:
    """Segment id → its name, the best segment first."""
    return {segment.id: in_language(segment.names) for segment in schemes()[scheme].segments}


def segments_part(look: Look, segments: pd.DataFrame) -> None:
    """Draw how the customers spread over the segments, and one card per segment with what to do.

    Args:
        look: What the switches are set to.
        segments: Answer of ``rfm.segments``.
    """
    view, scheme = look.view, look.scheme.name
    question = rfm.segments(view.filters, scheme, look.sales)
    left, right = st.columns([2, 3])
    with left:
        chart_card(treemap(segments, look.names, view.currency), "segments_treemap", TOPIC, question)
    with right, card("segments_table", _("Segments in figures"), _("The segment that brings most comes first.")):
        segment_table(segments, look.names, view.currency)
        everyone = rfm.members(view.filters, None, scheme, look.sales)
        table_link(_("Download all customers"), EVERYBODY, everyone, "segment_all_csv", primary=True)
    _scores(look)
    with st.container(key="segments_what_to_do", horizontal=True, vertical_alignment="center"):
        st.subheader(_("What to do"), anchor=False, width="stretch")
        playbook_button(look.scheme)
    advice_cards(look, segments)


def _scores(look: Look) -> None:
    """Draw the cells of the scores, and which figures earn each score."""
    filters, scheme = look.view.filters, look.scheme.name
    fields, bands = rfm.grid(filters, scheme, look.sales), rfm.bands(filters, scheme, look.sales)
    left, right = st.columns([4, 3])
    with left:
        chart = score_grid(ask(fields), scheme, look.names, look.view.currency)
        chart_card(chart, "segments_grid", TOPIC, fields, csv=f"cells-{scheme}.csv")
    with right, card("segments_bands", _("What earns each score"), _("The highest score is the best.")):
        band_table(ask(bands), look.view.currency)
        with st.container(key="foot_segments_bands", horizontal=True, horizontal_alignment="distribute"):
            how_counted("segments_bands", TOPIC, bands)
            csv_button(_("Download CSV"), partial(ask_anew, bands), f"scores-{scheme}.csv", "segments_bands_csv")


def advice_cards(look: Look, segments: pd.DataFrame) -> None:
    """Draw one card per segment: who is in it, what to do, and its list to take away.

    Args:
        look: What the switches are set to.
        segments: Answer of ``rfm.segments``.
    """
    rules = {segment.id: segment for segment in look.scheme.segments}
    plays = playbook.plays(shop_store(), look.scheme, rule_language())
    with st.grid(3, min_column_width=300, key="segment_cards"):
        for _place, row in segments.iterrows():
            _advice_card(look, rules[row["segment"]], plays[row["segment"]], row)


def _advice_card(look: Look, rule: Segment, play: Play, row: pd.Series) -> None:
    with card(f"segment_{rule.id}"):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.subheader(in_language(rule.names), anchor=False, width="content")
            st.badge(_(GOALS[rule.goal].name), color=GOALS[rule.goal].colour)
        st.caption(_who(row, look.view.currency))
        play_in_words(play)
        with st.container(key=f"foot_segment_{rule.id}", horizontal=True, horizontal_alignment="distribute"):
            members = rfm.members(look.view.filters, rule.id, look.scheme.name, look.sales)
            list_buttons(f"{look.scheme.name}:{rule.id}", members, f"segment_{rule.id}", disabled=row["customers"] == 0)
            edit_button(look.scheme, rule.id, in_language(rule.names), play)


def _who(row: pd.Series, currency: str | None) -> str:
    """Size and weight of a segment in one line."""
    customers = plural("{count} customer", "{count} customers", int(row["customers"]))
    if row["customers"] == 0:
        return customers
    return _("{customers} · {share} of net sales · {spent} each").format(
        customers=customers,
        share=percent(row["net_sales_share"], 0),
        spent=money(row["average_monetary"], currency, 0),
    )
