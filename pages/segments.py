"""Which customers deserve which kind of attention?"""

from functools import partial

import streamlit as st

from crm_analysis.analysis import rfm
from crm_analysis.charts.segments import treemap
from crm_analysis.i18n import _
from crm_analysis.ui.answers import ask, ask_anew
from crm_analysis.ui.cards import card, chart_card, heading, nothing_in_view
from crm_analysis.ui.downloads import csv_button
from crm_analysis.ui.filters import filter_bar
from crm_analysis.ui.segments import advice_cards, names
from crm_analysis.ui.tables import segment_table
from crm_analysis.ui.welcome import needs_orders

if needs_orders():
    st.stop()

top = st.container()
view = filter_bar()
with top:
    heading(_("Segments"), _("Customers by how recently, how often and for how much they ordered"))

question = rfm.segments(view.filters)
segments = ask(question)
if not segments["customers"].sum():
    nothing_in_view()
    st.stop()

left, right = st.columns([2, 3])
with left:
    chart_card(treemap(segments, names(), view.currency), "segments_treemap", "segments", question)
with right, card("segments_table", _("Segments in figures"), _("The segment that brings most comes first.")):
    segment_table(segments, names(), view.currency)
    everyone = rfm.members(view.filters)
    csv_button(
        _("Download all customers"), partial(ask_anew, everyone), "customers.csv", "segment_csv_all", primary=True
    )
st.subheader(_("What to do"), anchor=False)
advice_cards(segments, view.filters, view.currency)
