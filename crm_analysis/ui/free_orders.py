"""Do orders that are worth nothing count? The quiet switch among the filters, and the chip that shows when they do."""

from __future__ import annotations

import streamlit as st

from crm_analysis.analysis.filters import FreeOrders
from crm_analysis.i18n import N_, _, plural
from crm_analysis.ui import address
from crm_analysis.ui.choices import switch

KEY = "filter_free_orders"
PARAMETER = "free_orders"
WAYS = {"ignore": N_("Left out"), "count": N_("Counted")}


def choose(found: int) -> FreeOrders:
    """Draw the switch, and the chip that takes it back; neither where the store holds no such order.

    Args:
        found: Orders worth nothing in the store.
    """
    if not found:
        return "ignore"
    if KEY in st.session_state:
        address.keep(KEY)
    with st.popover(_("More filters"), icon=":material/tune:", type="tertiary", key="filter_more"):
        st.markdown(f"**{_('Orders worth nothing')}**")
        orders = plural("{count} order", "{count} orders", found)
        st.caption(_("Gifts, samples and replacements: {orders} in your files.").format(orders=orders))
        counted = switch(_("Orders worth nothing"), WAYS, KEY, PARAMETER) == "count"
    if counted:
        _chip()
    return "count" if counted else "ignore"


def are_counted() -> bool:
    """Whether somebody asked to count them."""
    return st.session_state.get(KEY) == "count"


def leave_out() -> None:
    """Let them count no longer."""
    st.session_state[KEY] = "ignore"


def _chip() -> None:
    st.button(
        _("Orders worth nothing count"),
        key="filter_free_orders_chip",
        icon=":material/close:",
        help=_("Leave them out again."),
        on_click=leave_out,
    )
