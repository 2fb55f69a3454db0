"""The engine inside the app: the store's own DuckDB answers."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Protocol

import duckdb
import pandas as pd

from crm_analysis.engines.query import Query


class HasCursor(Protocol):
    """What the engine needs of a store."""

    def cursor(self) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
        """A cursor of one's own, closed on leaving."""


class DuckDBEngine:
    """Answers questions from a DuckDB store.

    Args:
        store: The open store. Each answer takes a cursor of its own, so that threads may ask at the same time.
    """

    def __init__(self, store: HasCursor) -> None:
        self._store = store

    def answer(self, query: Query) -> pd.DataFrame:
        """Ask one question.

        Returns:
            The columns of the question's header, in its order; money as float, days as ``datetime64``.
        """
        with self._store.cursor() as cursor:
            return cursor.execute(query.sql, query.bound).df()
