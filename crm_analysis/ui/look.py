"""The page's dress: its name, mark and style sheet. Colours and fonts are in ``.streamlit/config.toml``."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

PRODUCT = "Huitou 回头客"
STATIC = Path(__file__).parent.parent.parent / "static"


def set_up() -> None:
    """Say what the page is called; Streamlit wants this first."""
    st.set_page_config(page_title=PRODUCT, page_icon=str(STATIC / "mark.svg"), layout="wide")


def dress() -> None:
    """Put on the style sheet and the mark."""
    st.html(STATIC / "look.css")
    st.logo(str(STATIC / "logo.svg"), icon_image=str(STATIC / "mark.svg"), size="large")
