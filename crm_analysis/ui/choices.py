"""Small switches of a page whose state lives in its address."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from crm_analysis.i18n import _
from crm_analysis.ui import address


def switch(label: str, options: Mapping[str, str], key: str, parameter: str, start: str | None = None) -> str:
    """Draw a switch between a few options.

    Args:
        label: What is chosen, for screen readers.
        options: Value → its marked name.
        key: The widget's key.
        parameter: Name in the address.
        start: Where it starts; the first where None.
    """
    values = list(options)
    usual = values[0] if start is None else start
    address.recall(key, parameter, address.one_of([usual, *values]))
    chosen = st.segmented_control(
        label,
        values,
        format_func=lambda value: _(options[value]),
        key=key,
        required=True,
        label_visibility="collapsed",
        persist_state="session",
    )
    address.write(parameter, [] if chosen == usual else [str(chosen)])
    return str(chosen)


def pick(label: str, options: Mapping[str, str], key: str, parameter: str, width: int = 220) -> str:
    """Draw a list to pick one of many options from; the first is where it starts.

    Args:
        label: What is chosen, for screen readers.
        options: Value → its marked name.
        key: The widget's key.
        parameter: Name in the address.
        width: Pixels.
    """
    names = {value: _(name) for value, name in options.items()}
    values = list(names)
    address.recall(key, parameter, address.one_of(values))
    chosen = st.selectbox(
        label,
        values,
        format_func=names.__getitem__,
        key=key,
        label_visibility="collapsed",
        persist_state="session",
        width=width,
    )
    address.write(parameter, [] if chosen == values[0] else [str(chosen)])
    return str(chosen)
