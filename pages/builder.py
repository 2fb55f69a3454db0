"""Whom does the shop wish to look at, or to write to? A segment of its own, condition by condition."""

import streamlit as st

from crm_analysis.i18n import _
from crm_analysis.ui.builder import draft, people_card, rule_card, saved_card
from crm_analysis.ui.cards import heading
from crm_analysis.ui.welcome import needs_orders

if needs_orders():
    st.stop()

heading(_("Segment builder"), _("Conditions on customers, joined by and, or and not; every page can look at them only"))
rule = rule_card(draft())
people_card(rule)
saved_card(rule)
