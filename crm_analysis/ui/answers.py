"""Answers to questions, kept for as long as the data stay the same."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pandas as pd
import streamlit as st

from crm_analysis import settings
from crm_analysis.engines.duckdb import DuckDBEngine
from crm_analysis.engines.query import Query, Value
from crm_analysis.store import Store

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


def ask(query: Query) -> pd.DataFrame:
    """The answer to a question; the same question is counted once per state of the data.

    Args:
        query: Question and parameters.
    """
    store = shop_store()
    return _answer(str(store.path), store.data_version(), query.name, tuple(query.parameters.items()), query.columns)


def ask_anew(query: Query) -> pd.DataFrame:
    """The answer without keeping it: for long lists that are asked for once, such as a download."""
    return _counted(query, shop_store())


@st.cache_data(max_entries=MOST_ANSWERS, show_spinner=False)
def _answer(
    path: str, version: int, name: str, parameters: tuple[tuple[str, Value], ...], columns: tuple[str, ...]
) -> pd.DataFrame:
    """``path`` and ``version`` are the cache's key only: which data were asked."""
    return _counted(Query(name, dict(parameters), columns), shop_store())


def _counted(query: Query, store: Store) -> pd.DataFrame:
    """No more questions at once than there are cores: more would only wait for each other."""
    with _at_once:
        return DuckDBEngine(store).answer(query)
