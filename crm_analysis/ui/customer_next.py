"""What one customer is likely to buy next, on their page: the products, why each, and how that did on the past."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from crm_analysis.analysis import next_product as asked
from crm_analysis.analysis.choices import span
from crm_analysis.analysis.filters import Filters
from crm_analysis.findings.next_product import QUICK, Learned, in_words, learned, told
from crm_analysis.i18n import _
from crm_analysis.ui.answers import Basis, ask, learning_basis
from crm_analysis.ui.cards import card
from crm_analysis.ui.customer import Customer, Row
from crm_analysis.ui.explain import how_counted
from crm_analysis.ui.plain import as_written

WANTED = "customer_next"
MOST_KEPT = 2


def next_card(customer: Customer) -> None:
    """Draw what somebody who has ordered is likely to buy next; in a large shop only where it is asked for."""
    if pd.isna(customer.who["first_order_at"]):
        return
    shop = ask(span()).iloc[0]
    with card("customer_next", _("Next likely product"), _("Learned from all customers, and tried on the past")):
        quick = int(shop["customers"]) <= QUICK
        if quick or st.toggle(_("Work out what they are likely to buy next"), key=WANTED):
            _draw(customer)
        known = asked.known(customer.filters, shop["as_of"].date())
        how_counted("customer_next", "next_product", known.buyers, known.bought)


def _draw(customer: Customer) -> None:
    found = _found(customer.filters)
    named = told(found, [customer.id]).to_dict("records")
    if named:
        st.markdown("\n".join(map(_line, named)))
    st.caption(as_written(found.why))


def _line(row: Row) -> str:
    return f"{row['rank']}. **{as_written(str(row['item']))}** :gray[· {as_written(in_words(row))}]"


def _found(filters: Filters) -> Learned:
    with st.spinner(_("Trying on the past what customers buy next …"), show_time=False):
        return _learned(learning_basis(filters), filters)


@st.cache_resource(max_entries=MOST_KEPT, show_spinner=False, hash_funcs={Filters: hash})
def _learned(basis: Basis, filters: Filters) -> Learned:
    """``basis`` is the cache's key only. All readers of the same kind share what is found."""
    return learned(filters, ask)
