"""From the export that a shop already has to orders in the store."""

import streamlit as st

from crm_analysis.i18n import _
from crm_analysis.ui.cards import card, heading
from crm_analysis.ui.folder import folder_field
from crm_analysis.ui.imports import outcome, watch
from crm_analysis.ui.saved_mappings import mapping_list
from crm_analysis.ui.spool import take_in, waiting
from crm_analysis.ui.upload_log import upload_list
from crm_analysis.ui.waiting import ENDINGS, confirm_files

heading(_("Upload"), _("Drop in the files as your shop exported them. Nothing leaves this computer."))

with card("upload"):
    drop = st.session_state.setdefault("upload_drop", 0)
    files = st.file_uploader(
        _("Order exports: CSV, Excel or zip"), ENDINGS, accept_multiple_files=True, key=f"upload_files_{drop}"
    )
    folder_field()
if files:
    waiting().extend(take_in(files))
    st.session_state["upload_drop"] = drop + 1
    st.rerun()

if waiting():
    confirm_files()
watch()
outcome()
upload_list()
mapping_list()
