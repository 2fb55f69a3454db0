"""Which groups do customers fall into by themselves?"""

import streamlit as st

from crm_analysis.errors import NotEnoughEvidence
from crm_analysis.i18n import _
from crm_analysis.ui import clusters
from crm_analysis.ui.answers import ask
from crm_analysis.ui.cards import heading, nothing_in_view
from crm_analysis.ui.filters import filter_bar
from crm_analysis.ui.plain import sentence
from crm_analysis.ui.welcome import needs_orders

if needs_orders():
    st.stop()

top = st.container()
view = filter_bar()
with top:
    heading(_("Clusters"), _("Groups that customers fall into by themselves, by how they buy"))
look = clusters.choose(view)
if ask(look.question).empty:
    nothing_in_view()
    st.stop()

try:
    found = clusters.found(look)
except NotEnoughEvidence as blank:
    st.info(sentence(blank), icon=":material/help:")
    st.stop()

clusters.doubted(found)
if found.model_ is None:
    clusters.how_many(look, found)
    clusters.saved(look, None)
else:
    clusters.pictures(look, found, found.model_, view.currency)
