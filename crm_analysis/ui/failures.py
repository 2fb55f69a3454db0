"""The one place that turns a failure into words on the page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st

from crm_analysis.errors import CrmError
from crm_analysis.ui.plain import sentence


@contextmanager
def said_plainly(key: str = "failure") -> Iterator[None]:
    """Show what went wrong as one sentence in the reader's language; anything but a ``CrmError`` is a bug and rises.

    Args:
        key: Names the message: ``.st-key-<key>``; two on one page need two names.
    """
    try:
        yield
    except CrmError as error:
        with st.container(key=key):
            st.error(sentence(error), icon=":material/error:")


def attempt(key: str, change: Callable[[], object]) -> None:
    """Do something that a button asks for, and keep what went wrong until the page is drawn: :func:`say_failed`.

    Args:
        key: Names the message, as for :func:`said_plainly`.
        change: What to do.
    """
    try:
        change()
    except CrmError as error:
        st.session_state[key] = error


def say_failed(key: str) -> None:
    """Show what went wrong when a button was pressed just now, if anything did."""
    with said_plainly(key):
        if error := st.session_state.pop(key, None):
            raise error
