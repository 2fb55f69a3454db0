"""Lists to take away: counted when they are asked for, not before."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import streamlit as st

from crm_analysis.export import csv_bytes
from crm_analysis.i18n import current_language, use_language

CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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

    Args:
        label: What the button says.
        rows: Gives the rows when the button is pressed.
        file_name: Name of the file.
        key: The button's key.
        primary: Whether it is the page's main action.
        disabled: Whether there is nothing to take away.
    """
    handed_over(label, lambda: csv_bytes(rows()), file_name, CSV, key, primary=primary, disabled=disabled)


def handed_over(
    label: str,
    made: Callable[[], bytes],
    file_name: str,
    mime: str,
    key: str,
    *,
    primary: bool = False,
    disabled: bool = False,
) -> None:
    """Draw a button that downloads a file.

    It is made in a thread of its own, which is told the reader's language.

    Args:
        label: What the button says.
        made: Makes the file when the button is pressed.
        file_name: Name of the file.
        mime: What kind of file it is.
        key: The button's key.
        primary: Whether it is the page's main action.
        disabled: Whether there is nothing to take away.
    """
    language = current_language()

    def content() -> bytes:
        use_language(language)
        return made()

    st.download_button(
        label,
        data=content,
        file_name=file_name,
        mime=mime,
        key=key,
        icon=":material/download:",
        on_click="ignore",
        type="primary" if primary else "secondary",
        disabled=disabled,
    )
