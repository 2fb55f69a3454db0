"""Orders that stand in one file twice: the button that counts them once, or both."""

from __future__ import annotations

import streamlit as st

from crm_analysis.i18n import _
from crm_analysis.store import uploads
from crm_analysis.ui.answers import shop_store
from crm_analysis.ui.failures import said_plainly
from crm_analysis.ui.language import speak


def copies_switch(upload_id: int, rows_repeated: float, one_copy: bool, place: str) -> None:
    """Draw the button of an upload that repeats orders; nothing for any other.

    Args:
        upload_id: The upload.
        rows_repeated: Rows that are second copies; NaN for uploads that never looked.
        one_copy: Whether they are left aside now.
        place: Where on the page the button stands, for its key.
    """
    if not rows_repeated > 0:
        return
    st.button(
        _("Keep both") if one_copy else _("Keep one copy"),
        key=f"copies_{place}_{upload_id}",
        icon=":material/content_copy:" if one_copy else ":material/filter_none:",
        help=_("Orders that stand in the file twice."),
        on_click=_choose,
        args=(upload_id, not one_copy),
    )


def _choose(upload_id: int, once: bool) -> None:
    speak()
    with said_plainly("failure_copies"):
        uploads.choose_copies(shop_store(), upload_id, once=once)
