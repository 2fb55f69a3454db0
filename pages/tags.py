"""Which tags do customers have, by which rules, and since when?"""

import streamlit as st

from crm_analysis.analysis import tags
from crm_analysis.i18n import _
from crm_analysis.ui import segment_filter
from crm_analysis.ui.answers import ask
from crm_analysis.ui.cards import heading
from crm_analysis.ui.rule_tags import rule_tags
from crm_analysis.ui.tags import BY_HAND, BY_RULE, by_hand, chosen_family, chosen_tag, tag_detail
from crm_analysis.ui.welcome import needs_orders

if needs_orders():
    st.stop()

heading(_("Tags"), _("What each customer is like, worked out at every import, as of the last day with orders"))
within = segment_filter.bar()
family = chosen_family()
if family == BY_RULE:
    rule_tags(within)
    st.stop()
segment = segment_filter.selection_of(within)
sizes = ask(tags.sizes(segment))
chosen = chosen_tag(family, sizes)
if chosen:
    tag_detail(chosen, sizes, segment)
if family == BY_HAND:
    by_hand()
