"""The one place that turns a failure into words on the page."""

from __future__ import annotations

from collections.abc import Iterator
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
