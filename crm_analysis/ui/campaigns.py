"""Campaigns in a table: whom each reached, and the orders that name it."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from crm_analysis.analysis import campaigns
from crm_analysis.analysis.filters import Filters
from crm_analysis.analysis.reporting import settled
from crm_analysis.i18n import _, currency_sign
from crm_analysis.store import contacts
from crm_analysis.ui.answers import ask_anew, shop_store
from crm_analysis.ui.cards import card
from crm_analysis.ui.currency import books_of
from crm_analysis.ui.downloads import csv_button
from crm_analysis.ui.explain import how_counted
from crm_analysis.ui.failures import attempt, say_failed
from crm_analysis.ui.tables import table

ROWS_IN_VIEW = 10
TABLE = "campaign_table"
FAILED = "failure_campaign"


def campaign_card() -> None:
    """Draw every campaign, the newest first, and what can be done with a marked one."""
    books = books_of(Filters())
    question = campaigns.campaigns(settled(Filters(), books))
    found = ask_anew(question)
    told = _("Whom each reached, and the orders that name it in their file: not said to have come because of it")
    with card("campaigns", _("Campaigns"), told):
        if found.empty:
            st.caption(
                _(
                    "None yet. Name one when you take a list away or note a contact; orders name theirs where the file "
                    "tells it."
                )
            )
        else:
            _table(found, books.currency)
            _marked(found)
        say_failed(FAILED)
        how_counted("campaigns", "campaigns", question)


def _table(found: pd.DataFrame, currency: str | None) -> None:
    config = st.column_config
    table(
        found,
        {
            "campaign": config.TextColumn(_("Campaign"), width=160),
            "first_on": config.DateColumn(_("First contact"), width=92, format="YYYY-MM-DD"),
            "newest_on": config.DateColumn(_("Newest"), width=92, format="YYYY-MM-DD"),
            "contacts": config.NumberColumn(_("Contacts"), width=72, format="localized"),
            "customers": config.NumberColumn(_("Customers"), width=78, format="localized"),
            "orders": config.NumberColumn(_("Orders that name it"), width=128, format="localized"),
            "order_customers": config.NumberColumn(_("Of customers"), width=88, format="localized"),
            "net_sales": config.NumberColumn(_("Net sales"), width=84, format=f"{currency_sign(currency)}%,.2f"),
        },
        _("One row per campaign: whom it reached, and the orders that name it."),
        most=ROWS_IN_VIEW,
        key=TABLE,
        on_select="rerun",
        selection_mode="single-row",
    )


def _marked(found: pd.DataFrame) -> None:
    """Draw what can be done with the marked campaign."""
    rows = st.session_state[TABLE]["selection"]["rows"]
    if not rows or rows[0] >= len(found):
        return
    campaign = str(found["campaign"].iloc[rows[0]])
    with st.container(key="campaign_marked", horizontal=True):
        whom = partial(ask_anew, campaigns.reached(campaign))
        csv_button(_("Whom it reached"), whom, "campaign.csv", "campaign_csv")
        st.button(
            _("Delete what was noted of it here"), key="campaign_delete", icon=":material/delete:",
            on_click=attempt, args=(FAILED, partial(contacts.delete_campaign, shop_store(), campaign)),
        )  # fmt: skip
