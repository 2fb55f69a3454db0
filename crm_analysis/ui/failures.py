"""The one place that turns a failure into words on the page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from crm_analysis.errors import CrmError
from crm_analysis.i18n import sentence


@contextmanager
def said_plainly() -> Iterator[None]:
    """Show what went wrong as one sentence in the reader's language; anything but a ``CrmError`` is a bug and rises."""
    try:
        yield
    except CrmError as error:
        with st.container(key="failure"):
            st.error(sentence(error), icon=":material/error:")
