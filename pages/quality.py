"""Can these data be trusted? What is missing or suspicious, and the rows behind it."""

import streamlit as st

from crm_analysis.i18n import _
from crm_analysis.ui.cards import heading
from crm_analysis.ui.quality import check_cards, chosen_check, chosen_upload, listed_uploads, rows_card, upload_card
from crm_analysis.ui.welcome import needs_orders

if listed_uploads().empty and needs_orders():
    st.stop()

heading(_("Data quality"), _("What is missing or suspicious in your files, and the rows behind it"))
upload = chosen_upload(listed_uploads())
check = chosen_check()
if check:
    rows_card(check, upload)
check_cards(upload)
upload_card(listed_uploads(upload))
