"""Who is leaving, and what are they worth?"""

import streamlit as st

from crm_analysis.i18n import _, day
from crm_analysis.ui import return_panel
from crm_analysis.ui.cards import heading
from crm_analysis.ui.churn import flags_part, list_part, look_at
from crm_analysis.ui.filters import filter_bar
from crm_analysis.ui.welcome import needs_orders

if needs_orders():
    st.stop()

top = st.container()
view = filter_bar()
with top:
    heading(
        _("Churn"), _("Customers by how long they have been silent, at the end of {day}").format(day=day(view.until))
    )
look = look_at(view)
flags_part(look)
list_part(look, return_panel.part(look.filters))
