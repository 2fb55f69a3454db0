"""Which column of an unknown table says what: a guess that the owner confirms or corrects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from crm_analysis.i18n import N_, _
from crm_analysis.ingest.generic import CUSTOMER_DAY
from crm_analysis.ingest.report import Inspection

NEEDED = {
    "order_id": N_("Order number"),
    "ordered_at": N_("Order date"),
    "amount": N_("Line amount"),
    "email": N_("Customer: e-mail"),
    "phone": N_("Customer: phone"),
    "buyer_id": N_("Customer: number or user name"),
}
USEFUL = {
    "name": N_("Customer: name"),
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
ROLES = NEEDED | USEFUL


def said(file_id: str) -> Mapping[str, str]:
    """What the owner corrected: role → heading, an empty one for a role that no column fills; nothing if nothing."""
    guess: Mapping[str, str] | None = st.session_state.get(_guess_key(file_id))
    if guess is None:
        return {}
    chosen = {role: st.session_state.get(_key(role, file_id)) or "" for role in ROLES}
    return {} if chosen == {role: guess.get(role, "") for role in ROLES} else chosen


def ask(file_id: str, found: Inspection) -> None:
    """Draw one field per role; a change is looked at on the next run.

    Args:
        file_id: Names the fields.
        found: What the file looks like; its mapping fills the fields the first time.
    """
    guess = st.session_state.setdefault(_guess_key(file_id), dict(found.mapping))
    st.markdown(f"**{_('Which column says what?')}**")
    st.caption(
        _(
            "An order needs a number, a date and an amount: of the line, of the whole order, or a unit price. "
            "To see who comes back it needs a customer too."
        )
    )
    _fields(NEEDED, file_id, found.headings, guess)
    with st.expander(_("More columns"), key=f"upload_more_{file_id}"):
        _fields(USEFUL, file_id, found.headings, guess)


def _fields(roles: Mapping[str, str], file_id: str, headings: Sequence[str], guess: Mapping[str, str]) -> None:
    with st.grid(3, min_column_width=200):
        for role, name in roles.items():
            offered = [*headings, *([CUSTOMER_DAY] if role == "order_id" else [])]
            st.selectbox(
                _(name),
                offered,
                index=offered.index(guess[role]) if guess.get(role) in offered else None,
                format_func=_heading_name,
                placeholder=_("not in the file"),
                key=_key(role, file_id),
                persist_state="session",
            )


def _heading_name(heading: str) -> str:
    return _("(none: a customer's orders of one day are one)") if heading == CUSTOMER_DAY else heading


def _key(role: str, file_id: str) -> str:
    return f"upload_column_{role}_{file_id}"


def _guess_key(file_id: str) -> str:
    return f"upload_guess_{file_id}"
