"""Answers to questions, kept for as long as the data stay the same: the door through which data reach the pages.

Whoever may not see who customers are gets their numbers and shortened names, whatever the question.
"""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import streamlit as st

from crm_analysis import settings
from crm_analysis.access.engine import MaskedEngine
from crm_analysis.analysis.filters import Filters
from crm_analysis.engines.duckdb import DuckDBEngine
from crm_analysis.engines.query import Query, Value
from crm_analysis.i18n import _
from crm_analysis.store import Store
from crm_analysis.store.customers import ids_of
from crm_analysis.ui.person import sees_customers

MOST_ANSWERS = 256
MOST_STORES = 2

_at_once = threading.BoundedSemaphore(os.cpu_count() or 1)


def shop_store() -> Store:
    """The store of this installation, opened once per process."""
    chosen = settings.load()
    return _opened(str(chosen.store.resolve()), chosen.memory_limit)


@st.cache_resource(max_entries=MOST_STORES, show_spinner=False, on_release=Store.close)
def _opened(path: str, memory_limit: str) -> Store:
    return Store.open(Path(path), memory_limit=memory_limit)


def open_store() -> None:
    """Open the store before a page asks it anything, and say so: after an update a large one takes minutes."""
    with st.spinner(_("Opening your data; the first time after an update this takes longer …"), show_time=True):
        shop_store()


class Basis(NamedTuple):
    """On what everything hangs that is kept of answers: a part of the key of each cache.

    Args:
        store: Which data.
        version: In which state.
        named: Whether they say who customers are.
    """

    store: str
    version: int
    named: bool


def basis() -> Basis:
    """Which data whoever is at the page asks now, and how they see them."""
    store = shop_store()
    return Basis(str(store.path), store.data_version(), sees_customers())


def learning_basis(filters: Filters) -> Basis:
    """On what everything hangs that is learned from orders: a tag that is given throws none of it away.

    Args:
        filters: The orders to look at; a segment may depend on tags.
    """
    now = basis()
    return now if filters.segment else now._replace(version=shop_store().facts_version())


def ask(query: Query) -> pd.DataFrame:
    """The answer to a question; the same question is counted once per state of the data.

    Args:
        query: Question and parameters.
    """
    return _answer(basis(), query.name, tuple(query.parameters.items()), query.columns)


def ask_anew(query: Query) -> pd.DataFrame:
    """The answer without keeping it: for long lists that are asked for once, such as a download."""
    return _counted(query, basis())


def stored_id(customer_id: str) -> str:
    """The id of a customer as the store has it: what is to be written of them; never to be shown.

    Args:
        customer_id: As :func:`ask` gives it.
    """
    return customer_id if sees_customers() else ids_of(shop_store(), [customer_id])[0]


@st.cache_data(max_entries=MOST_ANSWERS, show_spinner=False)
def _answer(
    basis: Basis, name: str, parameters: tuple[tuple[str, Value], ...], columns: tuple[str, ...]
) -> pd.DataFrame:
    return _counted(Query(name, dict(parameters), columns), basis)


def _counted(query: Query, basis: Basis) -> pd.DataFrame:
    """No more questions at once than there are cores: more would only wait for each other."""
    store = shop_store()
    engine = DuckDBEngine(store) if basis.named else MaskedEngine(store)
    with _at_once:
        return engine.answer(query)
