"""Who are the customers?"""

import streamlit as st

from crm_analysis.i18n import _
from crm_analysis.ui import segment_filter
from crm_analysis.ui.cards import heading
from crm_analysis.ui.customer_rows import ADDRESS
from crm_analysis.ui.customers import customer_list
from crm_analysis.ui.identity import split_list
from crm_analysis.ui.navigation import CUSTOMER
from crm_analysis.ui.period_customers import EVERYBODY, chosen_who, period_customers
from crm_analysis.ui.welcome import needs_orders

if needs_orders():
    st.stop()
if ADDRESS in st.query_params:
    st.switch_page(CUSTOMER, query_params={ADDRESS: st.query_params[ADDRESS]})

heading(_("Customer list"), _("Who they are, and what joins the orders of each across your files"))
who = chosen_who()
if who != EVERYBODY:
    period_customers(who)
    st.stop()
customer_list(segment_filter.selection_of(segment_filter.bar()))
split_list()
