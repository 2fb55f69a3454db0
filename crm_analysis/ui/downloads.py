"""Lists to take away: counted when they are asked for, not before."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import streamlit as st

from crm_analysis.export import csv_bytes
from crm_analysis.i18n import current_language, use_language

CSV = "text/csv"


def csv_button(
    label: str,
    rows: Callable[[], pd.DataFrame],
    file_name: str,
    key: str,
    *,
    primary: bool = False,
    disabled: bool = False,
) -> None:
    """Draw a button that downloads a CSV file.

    The rows are fetched in a thread of their own, which is told the reader's language.

    Args:
        label: What the button says.
        rows: Gives the rows when the button is pressed.
        file_name: Name of the file.
        key: The button's key.
        primary: Whether it is the page's main action.
        disabled: Whether there is nothing to take away.
    """
    language = current_language()

    def content() -> bytes:
        use_language(language)
        return csv_bytes(rows())

    st.download_button(
        label,
        data=content,
        file_name=file_name,
        mime=CSV,
        key=key,
        icon=":material/download:",
        on_click="ignore",
        type="primary" if primary else "secondary",
        disabled=disabled,
    )
