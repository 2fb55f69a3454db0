"""The page's dress: its name, mark and style sheet. Colours and fonts are in ``.streamlit/config.toml``."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import streamlit as st

from crm_analysis.i18n import N_, _

PRODUCT = "Huitou 回头客"
STATIC = Path(__file__).parent.parent.parent / "static"


DROPZONE = '[data-testid="stFileUploaderDropzone"]'
STREAMLIT_WORDS = {
    f"{DROPZONE} button p": N_("Choose files"),
    '[data-testid="stFileUploaderDropzoneInstructions"] span': N_("or drop them here, up to 4 GB each"),
}
"""What Streamlit itself writes, and no setting translates: where it stands → what we say instead."""


def set_up() -> None:
    """Say what the page is called; Streamlit wants this first."""
    st.set_page_config(page_title=PRODUCT, page_icon=str(STATIC / "mark.svg"), layout="wide")


def dress() -> None:
    """Put on the style sheet and the mark."""
    st.html(STATIC / "look.css")
    st.logo(str(STATIC / "logo.svg"), icon_image=str(STATIC / "mark.svg"), size="large")
    st.html(f"<style>{''.join(_said_instead(place, _(words)) for place, words in STREAMLIT_WORDS.items())}</style>")


def load_charts_early() -> None:
    """Have the browser load the charting code while the first page is read, so that the first chart need not wait.

    The file's name is Streamlit's own and changes with its version; where it is not found, nothing happens. Our
    own few scripts for charts come along.
    """
    scripts = Path(st.__file__).parent / "static" / "static" / "js"
    names = json.dumps([f"static/js/{script.name}" for script in scripts.glob("PlotlyChart.*.js")])
    script = f"for (const name of {names}) import(new URL(name, document.baseURI));\n{_scripts()}"
    with st.container(key="page_charts"):
        st.html(f"<script>{script}</script>", unsafe_allow_javascript=True)


@cache
def _scripts() -> str:
    return "\n".join(script.read_text(encoding="utf-8") for script in sorted(STATIC.glob("*.js")))


def _said_instead(place: str, words: str) -> str:
    shown = json.dumps(words, ensure_ascii=False)
    return f"{place} {{ font-size: 0; }} {place}::after {{ content: {shown}; font-size: .875rem; }}"
