"""Which lists of customers go to other tools, and which have left?"""

import streamlit as st

from crm_analysis.i18n import _
from crm_analysis.ui import segment_filter
from crm_analysis.ui.campaigns import campaign_card
from crm_analysis.ui.cards import heading
from crm_analysis.ui.exports import export_log, feed_list, list_to_export
from crm_analysis.ui.welcome import needs_orders

if needs_orders():
    st.stop()

heading(_("Exports"), _("Lists for other tools: take one away, let a program fetch it, see what has left"))
list_to_export(segment_filter.bar())
campaign_card()
feed_list()
export_log()
