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
from crm_analysis.ui.plain import sentence

PATH, SHOP, REFUSAL = "upload_folder_path", "upload_folder_shop", "upload_folder_refusal"
PLACEHOLDER = "~/Downloads"
THIS_COMPUTER = ("127.0.0.1", "localhost", "::1")


def folder_field() -> None:
    """Draw the field, where whoever reads the page sits at this very computer."""
    if settings.load().host not in THIS_COMPUTER:
        return
    with (
        st.popover(_("Import a whole folder"), icon=":material/folder_open:", type="tertiary", key="upload_folder"),
        st.form("upload_folder_form", border=False),
    ):
        st.text_input(_("Folder on this computer"), key=PATH, placeholder=PLACEHOLDER)
        st.text_input(_("Shop"), value=DEFAULT_SHOP, key=SHOP)
        st.caption(_("Every table in it is imported by name, also from folders below. No file is moved or changed."))
        st.form_submit_button(_("Import"), key="upload_folder_import", icon=":material/check:", on_click=_import)
        if REFUSAL in st.session_state:
            st.error(sentence(st.session_state[REFUSAL]), icon=":material/error:")


def _import() -> None:
    """Begin with all tables of the folder that was named; a refusal stands below the fields until the next try."""
    st.session_state.pop(REFUSAL, None)
    try:
        tasks = _tasks(st.session_state[PATH].strip(), st.session_state[SHOP].strip() or DEFAULT_SHOP)
    except InputRefused as refusal:
        st.session_state[REFUSAL] = refusal
    else:
        jobs.start(tasks)


def _tasks(said: str, shop: str) -> list[Task]:
    folder = Path(said).expanduser()
    tables = look_into(folder).tables if said else ()
    if not tables:
        raise InputRefused("{folder} holds no table. Name a folder with CSV or Excel files.", folder=said or "-")
    options = ImportOptions(shop=shop)
    return [Task(table, table.relative_to(folder).as_posix(), options, keep=True) for table in tables]
