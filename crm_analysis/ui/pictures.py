"""A chart as a picture to take away: copied, PNG or SVG, made by the browser itself, without the internet."""

from __future__ import annotations

from html import escape

import streamlit as st

from crm_analysis.i18n import N_, _

FORMATS = {"copy": N_("Copy picture"), "png": N_("PNG"), "svg": N_("SVG")}


def picture_buttons(key: str) -> None:
    """Draw the buttons that copy a chart or hand it over as a file.

    What they do stands in ``static/pictures.js``, which every page carries.

    Args:
        key: Key of the chart.
    """
    drawn = "".join(_button(key, kind, _(words)) for kind, words in FORMATS.items())
    st.html(f"<div class='pictures'>{drawn}</div>", width="content")


def _button(key: str, kind: str, words: str) -> str:
    return f'<button type="button" data-picture="{kind}" data-chart="{escape(key)}">{escape(words)}</button>'
