"""The app's pages by name, so that any page can link to another."""

from __future__ import annotations

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

from crm_analysis.i18n import N_, _

OVERVIEW = "pages/overview.py"
UPLOAD = "pages/upload.py"
RETENTION = "pages/retention.py"
SEGMENTS = "pages/segments.py"
        (TAGS, N_("Tags"), ":material/label:"),
