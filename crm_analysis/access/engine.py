"""An engine for whoever may not see who customers are: it is asked of a customer by their number, and answers so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from crm_analysis.access.masking import MASKS
from crm_analysis.engines.duckdb import DuckDBEngine
from crm_analysis.engines.query import SELECTION, Query, Value, personal_columns
from crm_analysis.engines.selection import Bound, Selection
from crm_analysis.errors import RightMissing
from crm_analysis.store import Store
from crm_analysis.store.customers import ids_of, numbered

CUSTOMER = "customer_id"
"""The parameter that names a customer."""
PROBES = ("search", "written", "digits")
"""Parameters by which one could try letter by letter who is a customer."""
BETWEEN_IDS = "\x1f"

NO_SEARCH = "Your role does not see who customers are, and searches for none by name or address. Take their number."
"""A refusal that only a page which forgot to ask for the right brings up."""
_COMPARED = re.compile(r"customers\.customer_id\b[^$]*\$(\w+)")
"""The parameter of a choice that a customer's id is compared with."""


class MaskedEngine:
    """Answers what the store's own engine answers, but for what says who customers are.

    A customer's id is their number, ``#1024``, in parameters as well as in answers, so that what is composed of several
    answers fits together as it does with ids. Names and addresses are shortened, texts are blank.

    Args:
        store: The open store.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._engine = DuckDBEngine(store)

    def answer(self, query: Query) -> pd.DataFrame:
        """Ask one question.

        Returns:
            The columns of the question's header, in its order.

        Raises:
            RightMissing: It searches customers by what they are called.
            UnknownCustomer: It names a customer otherwise than by number, or one that is not there.
        """
        if any(query.parameters.get(probe) is not None for probe in PROBES):
            raise RightMissing(NO_SEARCH)
        told = {name: self._parameter(name, value) for name, value in query.parameters.items()}
        return self._masked(self._engine.answer(replace(query, parameters=told)), query)

    def _parameter(self, name: str, value: Value) -> Value:
        if name == SELECTION and isinstance(value, Selection):
            return self._selection(value)
        return ids_of(self._store, [str(value)])[0] if name == CUSTOMER and value is not None else value

    def _selection(self, chosen: Selection) -> Selection:
        """The same choice, the customers that it names being named by their ids."""
        compared = set(_COMPARED.findall(chosen.test))
        return replace(chosen, parameters=tuple(self._named(chosen.parameters, compared)))

    def _named(self, parameters: tuple[tuple[str, Bound], ...], compared: set[str]) -> Iterator[tuple[str, Bound]]:
        for name, value in parameters:
            yield name, self._ids(str(value)) if name in compared and value is not None else value

    def _ids(self, numbers: str) -> str:
        """One customer, or a list of them with a mark around each."""
        listed = [number for number in numbers.split(BETWEEN_IDS) if number]
        ids = BETWEEN_IDS.join(ids_of(self._store, listed))
        return f"{BETWEEN_IDS}{ids}{BETWEEN_IDS}" if numbers.startswith(BETWEEN_IDS) else ids

    def _masked(self, answer: pd.DataFrame, query: Query) -> pd.DataFrame:
        kinds = personal_columns(query.name)
        return answer.assign(
            **{name: self._shown(answer[name], kinds[name]) for name in answer.columns if name in kinds}
        )

    def _shown(self, values: pd.Series, kind: str) -> pd.Series:
        """What is shown of a column, each of its values being worked out once."""
        known = values.dropna().unique()
        shown = numbered(self._store, known) if kind == "customer" else {value: MASKS[kind](value) for value in known}
        return values.map(shown).astype("str")
