"""A folder of this computer as one upload: for files that are too many, or too large, to hand over to a browser."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from crm_analysis import settings
from crm_analysis.errors import InputRefused
from crm_analysis.i18n import _
from crm_analysis.ingest.folders import look_into
from crm_analysis.ingest.jobs import Task
from crm_analysis.ingest.report import DEFAULT_SHOP, ImportOptions
from crm_analysis.ui import jobs
from crm_analysis.ui.failures import said_plainly
from crm_analysis.ui.language import speak

THIS_COMPUTER = ("127.0.0.1", "localhost", "::1")


def folder_field() -> None:
    """Draw the field, where whoever reads the page sits at this very computer."""
    if settings.load().host not in THIS_COMPUTER:
        return
    with (
        st.popover(_("Import a whole folder"), icon=":material/folder_open:", type="tertiary", key="upload_folder"),
        st.form("upload_folder_form", border=False),
    ):
        st.text_input(_("Folder on this computer"), key="upload_folder_path", placeholder="/home/ann/exports")
        st.text_input(_("Shop"), value=DEFAULT_SHOP, key="upload_folder_shop")
        st.caption(
            _("Every table in it is imported as it is recognised, by name, also from folders below. No file moves.")
        )
        st.form_submit_button(_("Import"), key="upload_folder_import", icon=":material/check:", on_click=_import)


def _import() -> None:
    speak()
    said = st.session_state["upload_folder_path"].strip()
    with said_plainly("failure_folder"):
        folder = Path(said).expanduser()
        tables = look_into(folder).tables if said else ()
        if not tables:
            raise InputRefused("{folder} holds no table. Name a folder with CSV or Excel files.", folder=said or "-")
        options = ImportOptions(shop=st.session_state["upload_folder_shop"].strip() or DEFAULT_SHOP)
        jobs.start([Task(table, str(table.relative_to(folder)), options, keep=True) for table in tables])
