"""Which customers deserve which kind of attention?"""

import streamlit as st

from crm_analysis.analysis import rfm
from crm_analysis.i18n import _
from crm_analysis.ui.answers import ask
from crm_analysis.ui.cards import heading, nothing_in_view
from crm_analysis.ui.filters import filter_bar
from crm_analysis.ui.movement import history_part, movement_part
from crm_analysis.ui.segments import choose, segments_part
from crm_analysis.ui.thresholds import thresholds_part
from crm_analysis.ui.welcome import needs_orders

if needs_orders():
    st.stop()

top = st.container()
view = filter_bar()
with top:
    heading(
        _("Segments"),
        _("Customers by how recently, how often and for how much they ordered, {days}").format(days=view.days),
    )
look = choose(view)

segments = ask(rfm.segments(view.filters, look.scheme.name, look.sales))
if not segments["customers"].sum():
    nothing_in_view()
    st.stop()

if look.part == "segments":
    segments_part(look, segments)
elif look.part == "movement":
    movement_part(look)
elif look.part == "history":
    history_part(look)
else:
    thresholds_part(look, segments)
