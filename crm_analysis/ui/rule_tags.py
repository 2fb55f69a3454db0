"""Tags by rules of the shop's own: each saved segment is one, with its rule in words and whoever it is true of now."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pandas as pd
import streamlit as st

from crm_analysis.analysis import segments
from crm_analysis.analysis.filters import Filters
from crm_analysis.analysis.reporting import Books, books, settled
from crm_analysis.analysis.selecting import compiled
from crm_analysis.conditions.tree import All, Rule
from crm_analysis.conditions.wording import sentence
from crm_analysis.i18n import _, currency_sign, number, percent, plural
from crm_analysis.store import saved_segments
from crm_analysis.ui.answers import ask, ask_anew, shop_store
from crm_analysis.ui.cards import card
from crm_analysis.ui.choices import pick
from crm_analysis.ui.downloads import csv_button
from crm_analysis.ui.explain import how_counted
from crm_analysis.ui.tables import HEADING_HEIGHT, ROW_HEIGHT

MOST_SHOWN = 200
ROWS_IN_VIEW = 12


def rule_tags(within: Rule | None) -> None:
    """Draw the choice of a saved segment, its rule in words, its size, and its customers to take away.

    Args:
        within: Of whom it is told; none: of everybody.
    """
    saved = {segment.name: segment.rule for segment in saved_segments.listing(shop_store())}
    if not saved:
        st.info(_("No rule is saved yet. A segment that you save is a tag here."), icon=":material/rule:")
        return
    chosen = pick(_("Tag"), {name: name for name in saved}, "tags_tag_rule", "tag", width=260)
    view = settled(Filters(), Books.of(ask(books(Filters())).iloc[0].to_dict()))
    rule = saved[chosen] if within is None else All((within, saved[chosen]))
    _detail(chosen, sentence(saved[chosen]), replace(view, segment=compiled(rule, view.report_in)))


def _detail(name: str, rule: str, filters: Filters) -> None:
    size = ask(segments.size(filters)).iloc[0]
    question = segments.members(filters, MOST_SHOWN)
    with card("rule_tag", name, rule):
        st.markdown(
            _("{customers}, {share} of all, have it now.").format(
                customers=plural("{count} customer", "{count} customers", int(size["customers"])),
                share=percent(size["customers"] / size["of"] if size["of"] else 0, 0),
            )
        )
        _table(ask(question), filters.report_in)
        if size["customers"] > MOST_SHOWN:
            st.caption(_("The {most} customers who brought most are shown.").format(most=number(MOST_SHOWN)))
        with st.container(key="foot_rule_tag", horizontal=True, horizontal_alignment="distribute"):
            how_counted("rule_tag", "tags", segments.size(filters), question)
            rows = partial(ask_anew, segments.members(filters))
            csv_button(_("Download CSV"), rows, "tag.csv", "rule_tag_csv", primary=True)


def _table(found: pd.DataFrame, currency: str | None) -> None:
    config = st.column_config
    st.dataframe(
        found,
        hide_index=True,
        placeholder="–",
        row_height=ROW_HEIGHT,
        height=ROW_HEIGHT * min(len(found), ROWS_IN_VIEW) + HEADING_HEIGHT,
        column_order=["customer_id", "name", "orders", "net_sales", "last_order_on", "country"],
        column_config={
            "customer_id": config.TextColumn(_("Customer"), width=210),
            "name": config.TextColumn(_("Name"), width=140),
            "orders": config.NumberColumn(_("Orders"), width=70, format="localized"),
            "net_sales": config.NumberColumn(_("Net sales"), width=110, format=f"{currency_sign(currency)}%,.2f"),
            "last_order_on": config.DateColumn(_("Last order"), width=100, format="YYYY-MM-DD"),
            "country": config.TextColumn(_("Country"), width=110),
        },
        alt=_("One row per customer of whom the rule is true."),
    )
