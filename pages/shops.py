"""What should be known of each shop, beside its orders?"""

import streamlit as st

from crm_analysis.i18n import _
from crm_analysis.ui.cards import heading
from crm_analysis.ui.shops import shop_cards
from crm_analysis.ui.welcome import needs_orders

if needs_orders():
    st.stop()

heading(_("Shops"), _("The country, money, clock and week of each shop"))
shop_cards()
