"""Which column of an unknown table says what: a guess that the owner confirms or corrects."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from crm_analysis.i18n import N_, _
from crm_analysis.ingest.generic import CUSTOMER_DAY
from crm_analysis.ingest.report import Inspection
from crm_analysis.ui.tables import HEADING_HEIGHT, ROW_HEIGHT

ROLES = {
    "order_id": N_("Order number"),
    "ordered_at": N_("Order date"),
    "email": N_("Customer: e-mail"),
    "phone": N_("Customer: phone"),
    "buyer_id": N_("Customer: number or user name"),
    "name": N_("Customer: name"),
    "amount": N_("Line amount"),
    "unit_price": N_("Unit price"),
    "quantity": N_("Quantity"),
    "order_total": N_("Order total"),
    "order_discount": N_("Order discount"),
    "refund": N_("Refund"),
    "status": N_("Order status"),
    "product_id": N_("Product number"),
    "product": N_("Product"),
    "category": N_("Category"),
    "brand": N_("Brand"),
    "country": N_("Country"),
    "region": N_("Region"),
    "city": N_("City"),
    "channel": N_("Sales channel"),
    "coupon": N_("Coupon"),
    "currency": N_("Currency"),
}
ROWS_SHOWN = 10


def said(file_id: str) -> Mapping[str, str]:
    """What the owner said so far: role → heading, an empty one for a role that no column fills."""
    mapping: Mapping[str, str] = st.session_state.get(_key("said", file_id), {})
    return mapping


def ask(file_id: str, found: Inspection) -> None:
    """Draw the table of roles and headings; a change is looked at on the next run.

    Args:
        file_id: Names the widget.
        found: What the file looks like; its mapping fills the table the first time.
    """
    guess = st.session_state.setdefault(_key("guess", file_id), _rows(found.mapping))
    st.markdown(f"**{_('Which column says what?')}**")
    st.caption(_("An order needs a number, a date and an amount; to see who comes back it needs a customer too."))
    edited: pd.DataFrame = st.data_editor(
        guess,
        hide_index=True,
        row_height=ROW_HEIGHT,
        height=ROW_HEIGHT * ROWS_SHOWN + HEADING_HEIGHT,
        width=620,
        disabled=["role"],
        key=f"upload_mapping_{file_id}",
        placeholder=_("not in the file"),
        column_config={
            "role": st.column_config.TextColumn(_("What we need"), width=240),
            "heading": st.column_config.SelectboxColumn(
                _("Column of your file"),
                options=[*found.headings, CUSTOMER_DAY],
                format_func=_heading_name,
                width=340,
            ),
        },
        alt=_("Which column of the file says what."),
    )
    _keep(file_id, guess, edited)


def _rows(mapping: Mapping[str, str]) -> pd.DataFrame:
    return pd.DataFrame(
        {"role": [_(name) for name in ROLES.values()], "heading": [mapping.get(role) for role in ROLES]}
    )


def _heading_name(heading: object) -> str:
    return _("(none: a customer's orders of one day are one)") if heading == CUSTOMER_DAY else str(heading)


def _keep(file_id: str, guess: pd.DataFrame, edited: pd.DataFrame) -> None:
    if edited.equals(guess):
        return
    mapping = dict(zip(ROLES, edited["heading"].fillna("").astype(str), strict=True))
    if mapping != said(file_id):
        st.session_state[_key("said", file_id)] = mapping
        st.rerun()


def _key(part: str, file_id: str) -> str:
    return f"upload_mapping_{part}_{file_id}"
