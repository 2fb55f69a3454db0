"""Who comes back, and when?"""

import streamlit as st

from crm_analysis.i18n import _
from crm_analysis.ui import payback, retention
from crm_analysis.ui.answers import ask
from crm_analysis.ui.cards import heading, nothing_in_view
from crm_analysis.ui.filters import filter_bar
from crm_analysis.ui.plain import as_written
from crm_analysis.ui.returns import returns_cards
from crm_analysis.ui.welcome import needs_orders

if needs_orders():
    st.stop()

top = st.container()
view = filter_bar()
with top:
    heading(_("Retention"), _("Customers by first order, {days}").format(days=view.days))
look = retention.choose(view)
if weeks := view.weeks(look.by):
    st.caption(as_written(weeks))

cells = ask(look.grid)
if cells.empty:
    nothing_in_view()
    st.stop()

if look.sliced:
    retention.slices_beside_each_other(look, cells)
else:
    retention.one_triangle(look, cells)
returns_cards(look)
payback.paid_back(view, look.by)
