"""What is known of one customer?"""

import streamlit as st

from crm_analysis.i18n import _
from crm_analysis.ui import customer as parts
from crm_analysis.ui import customer_tables as tables
from crm_analysis.ui.cards import heading
from crm_analysis.ui.customer_contacts import contacts_card
from crm_analysis.ui.customer_next import next_card
from crm_analysis.ui.customer_notes import note_card
from crm_analysis.ui.customer_outlook import outlook_card
from crm_analysis.ui.customer_tags import tag_card
from crm_analysis.ui.identity import identity_card
from crm_analysis.ui.welcome import needs_orders

if needs_orders():
    st.stop()

customer = parts.chosen()
if customer is None:
    heading(_("Customer profile"), _("Everything about one person: find them here, or mark a row in the customer list"))
    parts.find()
    st.stop()

heading(customer.name, parts.subtitle(customer))
with st.container(key="customer_top", horizontal=True):
    parts.find()
    parts.print_button()
parts.say_what_is_hidden()
parts.figures(customer)
wide, narrow = st.columns([2, 1])
with wide:
    parts.timeline_card(customer)
with narrow:
    parts.contact_card(customer)
    note_card(customer.id)
with st.grid(2, min_column_width=300, key="customer_cards"):  # a card that has nothing to say leaves no hole
    parts.rhythm_card(customer)
    parts.score_card(customer)
    outlook_card(customer)
    next_card(customer)
    tag_card(customer.id)
    tables.goods_card(customer)
tables.order_card(customer)
contacts_card(customer.id)
tables.feedback_card(customer)
tables.event_card(customer)
identity_card(customer.id)
