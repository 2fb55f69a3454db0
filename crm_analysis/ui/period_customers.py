"""The customers behind a figure of the overview, where the overview's cards lead."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from crm_analysis.analysis import overview
from crm_analysis.i18n import N_, _, currency_sign, number, plural
from crm_analysis.ui.answers import ask
from crm_analysis.ui.cards import card, nothing_in_view
from crm_analysis.ui.choices import switch
from crm_analysis.ui.customer_rows import customer_rows
from crm_analysis.ui.explain import how_counted
from crm_analysis.ui.exporting import list_buttons
from crm_analysis.ui.filters import View, filter_bar

MOST_SHOWN = 200
EVERYBODY = "everybody"
WHO = {
    EVERYBODY: N_("Everybody"),
    "active": N_("Active"),
    "new": N_("New"),
    "returning": N_("Returning"),
    "repeat": N_("Twice or more"),
    "lost": N_("Lost"),
}
MEANINGS = {
    "active": N_("Customers who ordered in the period."),
    "new": N_("Their first order ever lies in the period."),
    "returning": N_("They ordered in the period and had ordered before it."),
    "repeat": N_("They ordered twice or more in the period."),
    "lost": N_("Within the period their silence grew too long: half as long again as the lapse point."),
}

DAYS = {"new": ["first_order_on"], "lost": ["lost_on"]}
"""Which days the table has room for; the download holds all."""


def chosen_who() -> str:
    """Draw the choice of customers: everybody, or those behind a figure of a period; a key of ``WHO``."""
    return switch(_("Which customers"), WHO, "customers_who", "who")


def period_customers(who: str) -> None:
    """Draw the filters, and the customers behind one figure with their list to take away.

    Args:
        who: A key of ``MEANINGS``.
    """
    view = filter_bar()
    question = overview.customers(view.filters, who)
    found = ask(question)
    if found.empty:
        nothing_in_view()
        return
    title = plural("{count} customer", "{count} customers", len(found))
    with card("period_customers", title, f"{_(MEANINGS[who])} {view.days}"):
        _table(found.head(MOST_SHOWN), view, who)
        if len(found) > MOST_SHOWN:
            st.caption(_("The {most} customers who brought most are shown.").format(most=number(MOST_SHOWN)))
        with st.container(key="foot_period_customers", horizontal=True, horizontal_alignment="distribute"):
            how_counted("period_customers", "figures", question)
            list_buttons(f"{who}-customers", question, "period_customers")


def _table(shown: pd.DataFrame, view: View, who: str) -> None:
    config = st.column_config
    money = f"{currency_sign(view.currency)}%,.2f"
    days = {
        "lost_on": config.DateColumn(_("Lost on"), width=90, format="YYYY-MM-DD"),
        "first_order_on": config.DateColumn(_("First order"), width=90, format="YYYY-MM-DD"),
        "last_order_on": config.DateColumn(_("Last order"), width=90, format="YYYY-MM-DD"),
    }
    customer_rows(
        shown.dropna(axis="columns", how="all"),
        f"period_customers_table_{who}",
        {
            "customer_id": config.TextColumn(_("Customer"), width=120),
            "name": config.TextColumn(_("Name"), width=92),
            **{name: days[name] for name in DAYS.get(who, ["last_order_on"])},
            "orders": config.NumberColumn(_("Orders in it"), width=88, format="localized"),
            "net_sales": config.NumberColumn(_("Net sales in it"), width=106, format=money),
            "total_orders": config.NumberColumn(_("Orders in all"), width=92, format="localized"),
            "total_net_sales": config.NumberColumn(_("Net sales in all"), width=110, format=money),
            "country": config.TextColumn(_("Country"), width=90),
        },
        _("One row per customer: orders and net sales in the period and in all."),
    )
