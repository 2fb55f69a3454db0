"""How and in which campaigns one customer was contacted, and the form that notes a contact."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from crm_analysis.analysis import profile
from crm_analysis.i18n import N_, _
from crm_analysis.store import contacts
from crm_analysis.store.contacts import Contact
from crm_analysis.ui.answers import ask_anew, shop_store, stored_id
from crm_analysis.ui.cards import card
from crm_analysis.ui.contact_words import channel_names
from crm_analysis.ui.downloads import csv_button
from crm_analysis.ui.explain import how_counted
from crm_analysis.ui.exports import list_name
from crm_analysis.ui.failures import attempt, say_failed
from crm_analysis.ui.tables import table

ROWS_IN_VIEW = 8
FAILED = "failure_contact"
TABLE = "customer_contact_table"
DAY, CHANNEL, CAMPAIGN, TEXT = (f"customer_contact_{field}" for field in ("day", "channel", "campaign", "text"))

SOURCES = {"hand": N_("Noted by hand"), "list": N_("List"), "file": N_("File")}


def contacts_card(customer_id: str) -> None:
    """Draw when and how a customer was contacted, with what takes a contact out again, and the form that notes one.

    Args:
        customer_id: Who.
    """
    question = profile.contacts(customer_id)
    # Contacts are noted beside the figures and leave the data version as it is: an answer that was kept would be old.
    found = ask_anew(question)
    with card("customer_contacts", _("Contacts and campaigns"), _("Noted here, with a list, or told by a file")):
        if not found.empty:
            _table(found)
        with st.container(key="customer_contact_actions", horizontal=True):
            with st.popover(_("Note a contact"), icon=":material/add_comment:", key="customer_contact_new"):
                _form(customer_id)
            _delete_button(found)
        say_failed(FAILED)
        with st.container(key="foot_customer_contacts", horizontal=True, horizontal_alignment="distribute"):
            how_counted("customer_contacts", "contacts", question)
            if not found.empty:
                csv_button(_("Download CSV"), lambda: found, "contacts.csv", "customer_contacts_csv")


def _table(found: pd.DataFrame) -> None:
    config = st.column_config
    shown = found.assign(
        channel=found["channel"].map(channel_names()).fillna(found["channel"]),
        source=found["source"].map({source: _(name) for source, name in SOURCES.items()}),
        list=found["list"].map(list_name, na_action="ignore"),
    )
    table(
        shown.dropna(axis="columns", how="all"),
        {
            "contacted_on": config.DateColumn(_("Day"), width=90, format="YYYY-MM-DD"),
            "channel": config.TextColumn(_("Way"), width=110),
            "campaign": config.TextColumn(_("Campaign"), width=150),
            "text": config.TextColumn(_("About"), width=230),
            "source": config.TextColumn(_("Told by"), width=105),
            "list": config.TextColumn(_("List"), width=110),
        },
        _("One row per contact: when, by which way, in which campaign, about what."),
        most=ROWS_IN_VIEW,
        key=TABLE,
        on_select="rerun",
        selection_mode="multi-row",
    )


def _delete_button(found: pd.DataFrame) -> None:
    """Draw the button that deletes the marked contacts, where one of them was noted here."""
    rows = st.session_state.get(TABLE, {}).get("selection", {}).get("rows", [])
    marked = found["contact_id"].iloc[[row for row in rows if row < len(found)]].dropna().astype(int)
    if not marked.empty:
        st.button(
            _("Delete marked"), key="customer_contact_delete", icon=":material/delete:",
            on_click=attempt, args=(FAILED, partial(_delete, list(marked))),
        )  # fmt: skip


def _delete(contact_ids: list[int]) -> None:
    for contact_id in contact_ids:
        contacts.delete(shop_store(), contact_id)


def _form(customer_id: str) -> None:
    names = channel_names()
    st.date_input(_("Day"), value="today", key=DAY, format="YYYY-MM-DD")
    st.selectbox(_("Way"), list(names), format_func=names.__getitem__, key=CHANNEL)
    st.text_input(_("Campaign, if it is part of one"), key=CAMPAIGN, max_chars=contacts.LONGEST_CAMPAIGN)
    st.text_area(_("About"), key=TEXT, height=80, max_chars=contacts.LONGEST_TEXT)
    st.button(
        _("Keep contact"), key="customer_contact_keep", type="primary",
        on_click=attempt, args=(FAILED, partial(_add, customer_id)),
    )  # fmt: skip


def _add(customer_id: str) -> None:
    said = st.session_state
    contact = Contact(said[DAY], str(said[CHANNEL]), str(said[CAMPAIGN]), str(said[TEXT]))
    contacts.add(shop_store(), stored_id(customer_id), contact)
    said[CAMPAIGN] = said[TEXT] = ""
