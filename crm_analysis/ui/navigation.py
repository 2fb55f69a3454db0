"""The app's pages by name, so that any page can link to another."""

from __future__ import annotations

import streamlit as st

from crm_analysis.i18n import N_, _

OVERVIEW = "pages/overview.py"
UPLOAD = "pages/upload.py"
RETENTION = "pages/retention.py"
SEGMENTS = "pages/segments.py"

SECTIONS = {
    N_("Understand"): (
        (OVERVIEW, N_("Overview"), ":material/space_dashboard:"),
        (RETENTION, N_("Retention"), ":material/grid_view:"),
        (SEGMENTS, N_("Segments"), ":material/groups:"),
    ),
    N_("Data"): ((UPLOAD, N_("Upload"), ":material/upload_file:"),),
}


def pages() -> dict[str, list[st.Page]]:
    """Section → its pages, named in the reader's language; the first is where the app opens."""
    return {
        _(section): [
            st.Page(path, title=_(title), icon=icon, default=path == OVERVIEW) for path, title, icon in entries
        ]
        for section, entries in SECTIONS.items()
    }
