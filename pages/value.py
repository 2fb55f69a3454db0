"""What will each customer bring, and how far can that be believed?"""

import streamlit as st

from crm_analysis.i18n import _
from crm_analysis.ui import value
from crm_analysis.ui.answers import ask
from crm_analysis.ui.cards import heading, nothing_in_view
from crm_analysis.ui.filters import filter_bar
from crm_analysis.ui.welcome import needs_orders

if needs_orders():
    st.stop()

top = st.container()
view = filter_bar()
with top:
    heading(
        _("Customer value"), _("What each customer is expected to bring, by models that were tried on your own past")
    )
look = value.choose(view)
if ask(look.question).empty:
    nothing_in_view()
    st.stop()

found = value.found(look)
value.verdict(found)
if not found.customers.empty:
    value.figures(look, found)
    value.pictures(look, found)
    value.best(look, found)
    value.proof(look, found)
