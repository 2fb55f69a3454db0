"""What the shop notes of one customer by hand, newest first."""

from __future__ import annotations

from functools import partial

import streamlit as st

from crm_analysis.i18n import _, minute
from crm_analysis.store import notes
from crm_analysis.ui.answers import shop_store
from crm_analysis.ui.cards import card
from crm_analysis.ui.closed import say_hidden
from crm_analysis.ui.failures import attempt, say_failed
from crm_analysis.ui.person import sees_customers

NEW = "customer_note_new"
FAILED = "failure_note"


def note_card(customer_id: str) -> None:
    """Draw the notes of a customer with a button that deletes each, and the form that adds one.

    Args:
        customer_id: Of whom.
    """
    with card("customer_notes", _("Notes"), _("They follow the person when orders are joined or split")):
        if not sees_customers():
            say_hidden()
            return
        for note in notes.of_customer(shop_store(), customer_id).to_dict("records"):
            with st.container(
                key=f"note_{note['note_id']}", horizontal=True, horizontal_alignment="distribute",
                vertical_alignment="center",
            ):  # fmt: skip
                with st.container(gap=None):
                    st.text(note["text"])
                    st.caption(_("{moment} (UTC)").format(moment=minute(note["made_at"])))
                st.button(
                    _("Delete"), key=f"note_delete_{note['note_id']}", icon=":material/delete:", type="tertiary",
                    on_click=attempt, args=(FAILED, partial(notes.delete, shop_store(), note["note_id"])),
                )  # fmt: skip
        with st.container(key="customer_note_form"):
            st.text_area(
                _("New note"), key=NEW, label_visibility="collapsed", height=80, max_chars=notes.LONGEST,
                placeholder=_("What you want to remember of this customer"),
            )  # fmt: skip
            st.button(
                _("Keep note"), key="customer_note_keep", icon=":material/note_add:",
                on_click=attempt, args=(FAILED, partial(_add, customer_id)),
            )  # fmt: skip
        say_failed(FAILED)


def _add(customer_id: str) -> None:
    notes.add(shop_store(), customer_id, str(st.session_state[NEW]))
    st.session_state[NEW] = ""
