"""The list of uploads, where one can be taken out of every figure and brought back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pandas as pd
import streamlit as st

from crm_analysis.i18n import _, minute, number
from crm_analysis.store import Store, uploads
from crm_analysis.ui.answers import shop_store
from crm_analysis.ui.cards import card
from crm_analysis.ui.copies import copies_switch
from crm_analysis.ui.failures import said_plainly
from crm_analysis.ui.imports import rejects_button
from crm_analysis.ui.language import speak
from crm_analysis.ui.plain import as_written
from crm_analysis.ui.platforms import platform_names

PAGE = 8


def upload_list() -> None:
    """Draw all uploads, newest first, a page at a time."""
    listed = uploads.listing(shop_store())
    if listed.empty:
        return
    with card("uploads", _("Uploads"), _("Undo takes a file out of every figure; nothing is deleted.")):
        pages = -(-len(listed) // PAGE)
        place = st.session_state.get("upload_list_page", 1) - 1
        for _place, upload in listed.iloc[place * PAGE : (place + 1) * PAGE].iterrows():
            _row(upload)
        if pages > 1:
            st.pagination(pages, key="upload_list_page")


def _row(upload: pd.Series) -> None:
    upload_id = int(upload["upload_id"])
    undone = pd.notna(upload["undone_at"])
    row = st.container(
        key=f"upload_{upload_id}", horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    )
    with row:
        st.markdown(f"{_title(upload['file'], undone=undone)}  \n:gray[:small[{_details(upload)}]]", width="stretch")
        if upload["rows_rejected"]:
            rejects_button(upload_id, "log")
        copies_switch(upload_id, upload["rows_repeated"], bool(upload["one_copy"]), "log")
        _switch(upload_id, undone=undone)


def _title(file: str, *, undone: bool) -> str:
    shown = as_written(file)
    return f"~~{shown}~~ :gray[{_('undone')}]" if undone else f"**{shown}**"


def _details(upload: pd.Series) -> str:
    rows = _("{rows} rows").format(rows=number(upload["lines_stored"]))
    kind = platform_names().get(upload["layout"], upload["layout"])
    healed = (_("corrected"),) if pd.notna(upload["healed_at"]) else ()
    return " · ".join((kind, as_written(upload["shop"]), rows, minute(_here(upload["uploaded_at"])), *healed))


def _here(moment: pd.Timestamp) -> datetime:
    """A moment in UTC as the clock of the reader's browser shows it."""
    return moment.tz_localize("UTC").tz_convert(st.context.timezone or "UTC").to_pydatetime().replace(tzinfo=None)


def _switch(upload_id: int, *, undone: bool) -> None:
    label, icon = (_("Redo"), ":material/redo:") if undone else (_("Undo"), ":material/undo:")
    change = uploads.redo if undone else uploads.undo
    st.button(label, key=f"upload_switch_{upload_id}", icon=icon, on_click=_change, args=(change, upload_id))


def _change(change: Callable[[Store, int], None], upload_id: int) -> None:
    speak()
    with said_plainly("failure_undo"):
        change(shop_store(), upload_id)
