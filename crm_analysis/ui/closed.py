"""What stands in place of what is not for the role of whoever is at the page."""

from __future__ import annotations

import streamlit as st

from crm_analysis.ui.cards import heading
from crm_analysis.ui.navigation import is_closed
from crm_analysis.ui.person import not_for_this_role

ICON = ":material/visibility_off:"


def run(page: st.Page) -> None:
    """Run the page that is asked for, or say in its place why it is not shown."""
    if not is_closed(page):
        page.run()
        return
    heading(page.title)
    st.info(not_for_this_role(), icon=ICON)


def say_hidden(what: str = "") -> None:
    """Say in small grey words why something is not shown.

    Args:
        what: A sentence that says what, where it is not plain.
    """
    st.caption(f"{ICON} {not_for_this_role()} {what}".rstrip())


def refused_button(label: str, key: str, *, primary: bool = False) -> None:
    """Draw a button that cannot be pressed, and says why when it is pointed at.

    Args:
        label: What it says.
        key: Its key.
        primary: Whether it is the page's main action.
    """
    st.button(
        label, key=key, icon=ICON, type="primary" if primary else "secondary", disabled=True, help=not_for_this_role()
    )
