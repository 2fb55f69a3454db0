"""Which language a person reads: their choice, else the one this browser remembers, else the browser's own."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import streamlit as st

from crm_analysis.i18n import LANGUAGES, _, closest_language, current_language, use_language

P = ParamSpec("P")
R = TypeVar("R")

PARAMETER = "lang"
COOKIE = "huitou_language"
STATE = "language_choice"
A_YEAR = 60 * 60 * 24 * 365


def speak() -> None:
    """Use the reader's language from here on in this run."""
    if STATE not in st.session_state:
        st.session_state[STATE] = _first_choice()
    use_language(st.session_state[STATE])


def speaking(function: Callable[P, R]) -> Callable[P, R]:
    """Let a fragment speak the reader's language: it runs again without the entry script."""

    @wraps(function)
    def in_language(*args: P.args, **kwargs: P.kwargs) -> R:
        speak()
        return function(*args, **kwargs)

    return in_language


def switch() -> None:
    """Draw the switch, and let the browser remember what was chosen."""
    st.segmented_control(
        _("Language"),
        list(LANGUAGES),
        format_func=LANGUAGES.__getitem__,
        key=STATE,
        required=True,
        label_visibility="collapsed",
        on_change=_mark_chosen,
        persist_state="session",
    )
    if st.session_state.get("language_was_chosen"):
        st.query_params[PARAMETER] = st.session_state[STATE]
    with st.container(key="page_language"):
        st.html(_browser_script(), unsafe_allow_javascript=True)


def _first_choice() -> str:
    remembered = dict(st.context.cookies).get(COOKIE)
    return closest_language(st.query_params.get(PARAMETER) or remembered or st.context.locale)


def _mark_chosen() -> None:
    st.session_state["language_was_chosen"] = True


def _browser_script() -> str:
    """Tell the browser the page's language, for screen readers, and store the choice once one was made."""
    tag = json.dumps(current_language().replace("_", "-"))
    lines = [f"document.documentElement.lang = {tag};"]
    if st.session_state.get("language_was_chosen"):
        cookie = json.dumps(f"{COOKIE}={current_language()}; path=/; max-age={A_YEAR}; SameSite=Lax")
        lines.append(f"document.cookie = {cookie};")
    return f"<script>{' '.join(lines)}</script>"
