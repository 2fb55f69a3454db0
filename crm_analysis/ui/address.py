"""The page's address as memory: a link reproduces a view, and a view survives a change of page.

A choice lives in the session while it lasts; the address is read once, when a session begins, and kept in step.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NoReturn

import streamlit as st


def recall(key: str, parameter: str, read: Callable[[list[str]], object]) -> None:
    """Put what the address says into a widget's state, unless the session knows better.

    Args:
        key: The widget's key.
        parameter: Name in the address.
        read: All values of the parameter → the widget's value; it is called with an empty list if there are none.
    """
    if key not in st.session_state:
        st.session_state[key] = read(st.query_params.get_all(parameter))


def one_of(options: Sequence[str]) -> Callable[[list[str]], str]:
    """Read one of the options; the first stands for anything else."""
    return lambda values: next((value for value in values if value in options), options[0])


def write(parameter: str, values: Sequence[str]) -> None:
    """Keep a parameter of the address in step; no values, no parameter."""
    if st.query_params.get_all(parameter) == list(values):
        return
    if values:
        st.query_params[parameter] = list(values)
    else:
        st.query_params.pop(parameter, None)


def go(page: str, parameters: Mapping[str, str], widgets: Mapping[str, str]) -> NoReturn:
    """Open a page with these choices, in place of what the session remembers of them.

    Args:
        page: File of the page.
        parameters: Name in the address → value; what is not named is as the page begins.
        widgets: Every parameter of the page that is set or left out → the key of its widget.
    """
    for key in widgets.values():
        st.session_state.pop(key, None)
    st.switch_page(page, query_params=parameters)
