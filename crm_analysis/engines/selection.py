"""A choice of customers as the questions carry it: relations of ``sql/conditions``, and a test over their columns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

Bound = str | int | float | date | None


@dataclass(frozen=True)
class Relation:
    """One file of ``sql/conditions`` with its own parameters: a row per customer of whom it has something to say.

    Args:
        name: The file's name without its ending.
        parameters: Name and value, sorted by name. Those that it does not name are blank, but for ``as_of``: that is
            the question's, unless it is named here.
    """

    name: str
    parameters: tuple[tuple[str, Bound], ...] = ()


@dataclass(frozen=True)
class Selection:
    """The customers of whom a test is true.

    Args:
        relations: What the test looks at beside ``customers``; the first is ``condition_1`` in the test.
        test: SQL over ``customers`` and the relations' columns; every value in it is a parameter.
        parameters: Name and value of those.
    """

    relations: tuple[Relation, ...]
    test: str
    parameters: tuple[tuple[str, Bound], ...]


def numbered(name: str, place: int) -> str:
    """The name of a parameter that belongs to one relation or test only."""
    return f"{name}_{place}"
