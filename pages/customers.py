"""Who are the customers, and why does each count as one person?"""

import streamlit as st

from crm_analysis.i18n import _
from crm_analysis.ui import segment_filter
from crm_analysis.ui.cards import heading
from crm_analysis.ui.customers import chosen_customer, customer_list, detail, split_list
from crm_analysis.ui.period_customers import EVERYBODY, chosen_who, period_customers
from crm_analysis.ui.welcome import needs_orders

if needs_orders():
    st.stop()

heading(_("Customer list"), _("Who they are, and what joins the orders of each across your files"))
who = chosen_who()
if who != EVERYBODY:
    period_customers(who)
    st.stop()
customer_list(segment_filter.selection_of(segment_filter.bar()))
customer_id = chosen_customer()
if customer_id:
    detail(customer_id)
split_list()
