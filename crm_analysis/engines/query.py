"""A question together with its parameters, apart from who answers it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from textwrap import indent
from types import MappingProxyType

from crm_analysis import schema
from crm_analysis.engines.selection import Bound, Relation, Selection, numbered

Value = str | int | float | date | None | Selection

SQL_FOLDER = Path(__file__).parent.parent / "sql"
SELECTION = "selection"
"""The parameter that is no value: which customers are looked at. Questions of orders and of customers take it."""
CHOSEN = "segment_customers"
"""The common table of the customers that are looked at."""
RESTRICTED = "filtered_orders"
"""The common table that looks at their orders only, where customers are chosen."""
VIEWPOINT = "viewpoint"
"""The common table of the day from which we look."""
MOST_TEXTS = 512

_STARTS_FROM = re.compile(r"^-- starts from: (?P<names>.+)$", re.MULTILINE)
_PERSONAL = re.compile(r"^-- personal: (?P<columns>.+)$", re.MULTILINE)
_BEGINS = re.compile(r"^(?:WITH|SELECT)$", re.MULTILINE)
_CONTINUES = {"WITH": ",", "SELECT": "\nSELECT"}
_PARAMETER = re.compile(r"\$([a-z_]+)\b")
_TABLE = re.compile(r"^(\w+) AS \($", re.MULTILINE)
_WHERE_CHOSEN = re.compile(r"-- where customers are chosen: (?P<code>.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Query:
    """One question of ``sql/`` and the values of its parameters.

    Args:
        name: File name in ``sql/`` without its ending.
        parameters: Parameter name → value; names that the question does not use are dropped.
        columns: Those of the question's columns that are wanted, as others cost time; none: all.
    """

    name: str
    parameters: Mapping[str, Value] = field(default_factory=dict)
    columns: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Freeze the parameters and keep only those that the question names."""
        used = {name: self.parameters.get(name) for name in parameter_names(self.name)}
        chosen = self.parameters.get(SELECTION)
        if chosen is not None and looks_at_customers(self.name):
            used[SELECTION] = chosen
        object.__setattr__(self, "parameters", MappingProxyType(used))

    @property
    def selection(self) -> Selection | None:
        """The customers that are looked at; ``None``: everybody, and guests."""
        chosen = self.parameters.get(SELECTION)
        return chosen if isinstance(chosen, Selection) else None

    @property
    def sql(self) -> str:
        """The whole SELECT, with the common tables it starts from written out: it runs by paste."""
        text = question_text(self.name, self.selection)
        return _only(self.columns, text) if self.columns else text

    @property
    def bound(self) -> dict[str, Bound]:
        """Every parameter of the text and its value, those of the chosen customers among them."""
        own = {name: value for name, value in self.parameters.items() if not isinstance(value, Selection)}
        return own | dict(_bound_of(self.selection, own["as_of"]) if self.selection else ())

    def __hash__(self) -> int:
        """Equal questions with equal parameters are one entry in a cache."""
        return hash((self.name, self.columns, tuple(sorted(self.parameters.items(), key=lambda item: item[0]))))


@cache
def personal_columns(name: str) -> Mapping[str, str]:
    """Column → which of ``schema.PERSONAL_KINDS`` it says of a person: as the schema has it of all questions, and as
    the header ``-- personal: column kind, column kind`` has it of this one.
    """
    header = _PERSONAL.search(_read(name))
    own = dict(said.split() for said in header["columns"].split(", ")) if header else {}
    return MappingProxyType(schema.PERSONAL | own)


@lru_cache(maxsize=MOST_TEXTS)
def question_text(name: str, selection: Selection | None = None) -> str:
    """Read a question and write out the common tables that it starts from.

    A question whose header says ``-- starts from: a, b`` gets the texts of ``sql/ctes/a.sql`` and ``b.sql`` before
    its own first table, so that no definition stands twice. A common table may start from others in the same way.

    Args:
        name: File name without its ending.
        selection: The customers that are looked at. What the texts say of them behind ``-- where customers are
            chosen:`` comes into force, and the relations of the choice stand before the first table that needs them.
    """
    text = _in_force(_read(name), selection)
    tables = common_tables(name)
    if not tables:
        return text
    shared = ",\n".join(_shared(tables, selection))
    return _BEGINS.sub(lambda begins: f"WITH\n{shared}" + _CONTINUES[begins[0]], text, count=1)


def _only(columns: tuple[str, ...], text: str) -> str:
    """The question with its last SELECT as one more common table, of which the columns are taken: engines leave out
    what nobody takes."""
    start = text.rindex("\nSELECT")
    before, select = text[:start], text[start:].strip()
    rows, _order_by, keys = select.rpartition("\nORDER BY ")
    joint = "," if _BEGINS.search(before) else "\nWITH"
    answer = f"answer AS (\n{indent(rows, '    ')}\n)"
    return f"{before}{joint}\n{answer}\nSELECT {', '.join(columns)}\nFROM answer\nORDER BY {keys}\n"


@cache
def common_tables(name: str) -> tuple[str, ...]:
    """The files of ``sql/ctes`` that a question starts from, each once and after those that it starts from itself."""
    return tuple(dict.fromkeys(_tables_below(name)))


def _tables_below(name: str) -> Iterator[str]:
    header = _STARTS_FROM.search(_read(name))
    for table in header["names"].split(", ") if header else ():
        yield from _tables_below(f"ctes/{table}")
        yield table


def looks_at_customers(name: str) -> bool:
    """Whether a question can look at chosen customers only."""
    return not {CHOSEN, RESTRICTED}.isdisjoint(common_tables(name))


def _shared(tables: tuple[str, ...], selection: Selection | None) -> Iterator[str]:
    """The texts of common tables, the chosen customers before the first that looks at their orders."""
    chosen = False
    for table in tables:
        if selection and table in (CHOSEN, RESTRICTED) and not chosen:
            yield from map(_relation, selection.relations, range(1, len(selection.relations) + 1))
            yield _in_force(_read(f"ctes/{CHOSEN}").strip(), selection)
            chosen = True
        if not (selection and table == CHOSEN):
            yield _in_force(_read(f"ctes/{table}").strip(), selection)


def _relation(relation: Relation, place: int) -> str:
    """A relation of the choice as common tables: their names and parameters are its own.

    The day from which we look is the question's, unless the relation names one. No table stands inside another: not
    every engine finds it there.
    """
    own = _own_parameters(relation)
    name = f"conditions/{relation.name}"
    tables = [_read(f"ctes/{table}").strip() for table in common_tables(name) if table != VIEWPOINT or "as_of" in own]
    text = ",\n".join([*tables, *_own_tables(_read(name), f"condition_{place}")])
    for table in _TABLE.findall(text)[:-1]:
        used = rf"(?m)^{table}(?= AS \($)|(?<=FROM ){table}\b|(?<=JOIN ){table}\b|\b{table}(?=\.)"
        text = re.sub(used, numbered(table, place), text)
    return _PARAMETER.sub(lambda named: f"${numbered(named[1], place)}" if named[1] in own else named[0], text)


def _own_tables(text: str, name: str) -> Iterator[str]:
    """The common tables of a relation's file, and its last SELECT as one more."""
    start = text.rindex("\nSELECT")
    before = text[:start].split("\nWITH\n")
    if len(before) > 1:
        yield before[1].strip()
    question = text.splitlines()[0]
    yield f"{question}\n{name} AS (\n{indent(text[start:].strip(), '    ')}\n)"


def _bound_of(selection: Selection, as_of: Bound) -> Iterator[tuple[str, Bound]]:
    """The parameters of a choice by their names in a question's text; no relation looks from a later day than it."""
    yield from selection.parameters
    for place, relation in enumerate(selection.relations, start=1):
        said = dict(relation.parameters)
        for name in _own_parameters(relation):
            value = said.get(name)
            yield numbered(name, place), _earlier(value, as_of) if name == "as_of" else value


def _own_parameters(relation: Relation) -> set[str]:
    """What a relation does not share with the question: all but the day from which we look, unless it names one."""
    named = {name for name, _value in relation.parameters}
    return {name for name in parameter_names(f"conditions/{relation.name}") if name != "as_of" or name in named}


def _earlier(own: Bound, as_of: Bound) -> Bound:
    return min(own, as_of) if isinstance(own, date) and isinstance(as_of, date) else own


def _in_force(text: str, selection: Selection | None) -> str:
    """Bring into force what a text says of chosen customers; where none are, it stays a comment."""
    if selection is None:
        return text
    joins = " ".join(
        f"LEFT JOIN condition_{place} ON condition_{place}.customer_no = customers.customer_no"
        for place in range(1, len(selection.relations) + 1)
    )
    told = {"{relations}": joins, "{test}": selection.test}
    return _WHERE_CHOSEN.sub(lambda line: _filled(line["code"], told), text)


def _filled(code: str, told: Mapping[str, str]) -> str:
    for place, words in told.items():
        code = code.replace(place, words)
    return code


def _read(name: str) -> str:
    return (SQL_FOLDER / f"{name}.sql").read_text(encoding="utf-8")


@cache
def parameter_names(name: str) -> tuple[str, ...]:
    """Names of the ``$parameters`` of a question, sorted."""
    code = re.sub(r"--[^\n]*", "", question_text(name))
    return tuple(sorted(set(_PARAMETER.findall(code))))
