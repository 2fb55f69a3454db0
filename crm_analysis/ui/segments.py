"""Segments in the reader's language: their names and what to do with each, from the rules file."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Literal

import pandas as pd
import streamlit as st

from crm_analysis.analysis import rfm
from crm_analysis.analysis.filters import Filters
from crm_analysis.i18n import N_, _, money, percent, plural
from crm_analysis.i18n import in_language as in_language
from crm_analysis.rules.segments import Segment, schemes
from crm_analysis.ui.answers import ask_anew
from crm_analysis.ui.cards import card
from crm_analysis.ui.downloads import csv_button

SCHEME = "grid"

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


def names() -> dict[str, str]:
    """Segment id → its name."""
    return {segment.id: in_language(segment.names) for segment in schemes()[SCHEME].segments}


def advice_cards(segments: pd.DataFrame, filters: Filters, currency: str | None) -> None:
    """Draw one card per segment: who is in it, what to do, and its list to take away.

    Args:
        segments: Answer of ``rfm.segments``.
        filters: The view, for the lists.
        currency: ISO 4217 code of amounts.
    """
    rules = {segment.id: segment for segment in schemes()[SCHEME].segments}
    with st.grid(3, min_column_width=280, key="segment_cards"):
        for _place, row in segments.iterrows():
            _advice_card(rules[row["segment"]], row, filters, currency)


def _advice_card(rule: Segment, row: pd.Series, filters: Filters, currency: str | None) -> None:
    with card(f"segment_{rule.id}"):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.subheader(in_language(rule.names), anchor=False, width="content")
            st.badge(_(GOALS[rule.goal].name), color=GOALS[rule.goal].colour)
        st.caption(_who(row, currency))
        st.markdown(in_language(rule.actions))
        with st.container(key=f"foot_segment_{rule.id}"):
            csv_button(
                _("Download CSV"),
                partial(ask_anew, rfm.members(filters, rule.id, SCHEME)),
                f"{rule.id}.csv",
                f"segment_csv_{rule.id}",
                disabled=row["customers"] == 0,
            )


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
