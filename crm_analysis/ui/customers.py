"""What the list of customers is made of: the search, and a table in which a row leads to the customer's page."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from crm_analysis.analysis import customers
from crm_analysis.engines.selection import Selection
from crm_analysis.i18n import _, number
from crm_analysis.ui.answers import ask
from crm_analysis.ui.cards import card
from crm_analysis.ui.customer_rows import customer_rows
from crm_analysis.ui.explain import how_counted
from crm_analysis.ui.exporting import list_buttons
from crm_analysis.ui.identity import KINDS
from crm_analysis.ui.person import sees_customers

MOST_SHOWN = 200


def customer_list(segment: Selection | None) -> None:
    """Draw the search, and the customers that it finds; a click on a row leads to the customer's page.

    Whoever may not see who customers are finds nobody by name: they have all of them, the one with most orders first.

    Args:
        segment: The customers that are looked at; none: everybody.
    """
    with card("customers", _("Find a customer") if sees_customers() else _("Customers")):
        text = _searched() if sees_customers() else ""
        question = customers.search(text, MOST_SHOWN, segment)
        found = ask(question)
        if found.empty:
            st.info(
                _("Nobody is found. Try a shorter part of the name, e-mail or phone, or the whole number of an order."),
                icon=":material/search_off:",
            )
            return
        _customer_table(found)
        if len(found) == MOST_SHOWN:
            st.caption(_("The {most} customers with most orders are shown.").format(most=number(MOST_SHOWN)))
        with st.container(key="foot_customers", horizontal=True, horizontal_alignment="distribute"):
            how_counted("customers", "people", question)
            list_buttons("customers", customers.search(text, segment=segment), "customers")


def _searched() -> str:
    return st.text_input(
        _("Name, e-mail, phone, customer or order number"), key="customers_search", label_visibility="collapsed",
        placeholder=_("Name, e-mail, phone, customer or order number"), icon=":material/search:",
    )  # fmt: skip


def _customer_table(found: pd.DataFrame) -> None:
    config = st.column_config
    customer_rows(
        found.assign(matched_by=found["matched_by"].map(_kinds)).dropna(axis="columns", how="all"),
        "customers_table",
        {
            "customer_id": config.TextColumn(_("Customer"), width=138),
            "name": config.TextColumn(_("Name"), width=110),
            "orders": config.NumberColumn(_("Orders"), width=62, format="localized"),
            "matched_by": config.TextColumn(_("Joined by"), width=130),
            "identifiers": config.NumberColumn(_("Identifiers"), width=84),
            "last_order_at": config.DateColumn(_("Last order"), width=90, format="YYYY-MM-DD"),
            "phone": config.TextColumn(_("Phone"), width=96),
            "country": config.TextColumn(_("Country"), width=70),
        },
        _("One row per customer: who, and by what their orders are joined."),
    )


def _kinds(matched_by: str) -> str:
    return ", ".join(_(KINDS[kind]) for kind in matched_by.split(", "))
