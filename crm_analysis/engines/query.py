"""A question together with its parameters, apart from who answers it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType

Value = str | int | float | date | None

SQL_FOLDER = Path(__file__).parent.parent / "sql"
_STARTS_FROM = re.compile(r"^-- starts from: (?P<names>.+)$", re.MULTILINE)
_BEGINS = re.compile(r"^(?:WITH|SELECT)$", re.MULTILINE)
_CONTINUES = {"WITH": ",", "SELECT": "\nSELECT"}
_PARAMETER = re.compile(r"\$([a-z_]+)")


@dataclass(frozen=True)
class Query:
    """One question of ``sql/`` and the values of its parameters.

    Args:
        name: File name in ``sql/`` without its ending.
        parameters: Parameter name → value; names that the question does not use are dropped.
    """

    name: str
    parameters: Mapping[str, Value] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Freeze the parameters and keep only those that the question names."""
        used = parameter_names(self.name)
        bound = {name: self.parameters.get(name) for name in used}
        object.__setattr__(self, "parameters", MappingProxyType(bound))

    @property
    def sql(self) -> str:
        """The whole SELECT, with the common tables it starts from written out: it runs by paste."""
        return question_text(self.name)

    def __hash__(self) -> int:
        """Equal questions with equal parameters are one entry in a cache."""
        return hash((self.name, tuple(sorted(self.parameters.items(), key=lambda item: item[0]))))


@cache
def question_text(name: str) -> str:
    """Read a question and write out the common tables that it starts from.

    A question whose header says ``-- starts from: a, b`` gets the texts of ``sql/ctes/a.sql`` and ``b.sql`` before
    its own first table, so that no definition stands twice. A common table may start from others in the same way.
    """
    text = _read(name)
    tables = common_tables(name)
    if not tables:
        return text
    shared = ",\n".join(_read(f"ctes/{table}").strip() for table in tables)
    return _BEGINS.sub(lambda begins: f"WITH\n{shared}" + _CONTINUES[begins[0]], text, count=1)


@cache
def common_tables(name: str) -> tuple[str, ...]:
    """The files of ``sql/ctes`` that a question starts from, each once and after those that it starts from itself."""
    return tuple(dict.fromkeys(_tables_below(name)))


def _tables_below(name: str) -> Iterator[str]:
    header = _STARTS_FROM.search(_read(name))
    for table in header["names"].split(", ") if header else ():
        yield from _tables_below(f"ctes/{table}")
        yield table


def _read(name: str) -> str:
    return (SQL_FOLDER / f"{name}.sql").read_text(encoding="utf-8")


@cache
def parameter_names(name: str) -> tuple[str, ...]:
    """Names of the ``$parameters`` of a question, sorted."""
    code = re.sub(r"--[^\n]*", "", question_text(name))
    return tuple(sorted(set(_PARAMETER.findall(code))))
