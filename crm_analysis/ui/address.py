"""The page's address as memory: a link reproduces a view, and a view survives a change of page.

A choice lives in the session while it lasts, and the address is kept in step. It is read when a session begins, and
again when it says something that we did not write there: somebody followed a link, or went back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

WRITTEN = "address_written"


def recall(key: str, parameter: str, read: Callable[[list[str]], object]) -> None:
    """Put what the address says into a widget's state, unless the session knows better.

    A page that is opened by its name in the navigation has an empty address: then the session's choice holds.

    Args:
        key: The widget's key.
        parameter: Name in the address.
        read: All values of the parameter → the widget's value; it is called with an empty list if there are none.
    """
    said = st.query_params.get_all(parameter)
    if key not in st.session_state or (said and said != _written().get(parameter, said)):
        st.session_state[key] = read(said)


def keep(key: str) -> None:
    """Hold on to the state of a widget that several pages draw: else it starts anew on the second page that has it.

    Streamlit keeps the state of a widget that is gone, but only from the end of the next run on.

    Args:
        key: The widget's key, which has a state.
    """
    st.session_state[key] = st.session_state[key]


def one_of(options: Sequence[str]) -> Callable[[list[str]], str]:
    """Read one of the options; the first stands for anything else."""
    return lambda values: next((value for value in values if value in options), options[0])


def write(parameter: str, values: Sequence[str]) -> None:
    """Keep a parameter of the address in step; no values, no parameter."""
    _written()[parameter] = list(values)
    if st.query_params.get_all(parameter) == list(values):
        return
    if values:
        st.query_params[parameter] = list(values)
    else:
        st.query_params.pop(parameter, None)


def _written() -> dict[str, list[str]]:
    """Parameter → the values that this session last put into the address."""
    written: dict[str, list[str]] = st.session_state.setdefault(WRITTEN, {})
    return written
