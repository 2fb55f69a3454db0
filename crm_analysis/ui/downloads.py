"""Lists to take away: counted when they are asked for, not before."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import streamlit as st

from crm_analysis.export import csv_bytes

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

    Args:
        label: What the button says.
        rows: Gives the rows when the button is pressed.
        file_name: Name of the file.
        key: The button's key.
        primary: Whether it is the page's main action.
        disabled: Whether there is nothing to take away.
    """
    st.download_button(
        label,
        data=lambda: csv_bytes(rows()),
        file_name=file_name,
        mime=CSV,
        key=key,
        icon=":material/download:",
        on_click="ignore",
        type="primary" if primary else "secondary",
        disabled=disabled,
    )
