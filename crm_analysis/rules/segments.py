"""Which segment each cell of scores belongs to, in each school of RFM: ``segments.toml``, read and checked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from types import MappingProxyType
from typing import Any

from crm_analysis.errors import RulesRefused
from crm_analysis.rules.toml import parsed

SCORES = (1, 2, 3, 4, 5)
SEGMENTS_FILE = Path(__file__).with_name("segments.toml")

INCOMPLETE = "Segment map {scheme}, segment {segment}: {entries} is missing. Write an entry for it."
GAP = "Segment map {scheme}: no segment holds {cells}. Give each of these scores to one segment."
OVERLAP = "Segment map {scheme}: several segments hold {cells}. Leave each of these scores in one segment."
UNKNOWN_SCORE = "Segment map {scheme}: there are no scores such as {cells}. Use whole numbers from 1 to {best}."

Cell = tuple[int, int, int]


@dataclass(frozen=True)
class Segment:
    """One segment of a map.

    Args:
        id: Its name in SQL, CSV and links.
        goal: What contact with it is for: keep, grow, second_order, win_back or spend_little.
        names: Language → name.
        cells: The scores (r, f, m) that belong to it.
        rule: The same in short, such as "r 4 5, f 2 3".
    """

    id: str
    goal: str
    names: Mapping[str, str]
    cells: tuple[Cell, ...]
    rule: str


@dataclass(frozen=True)
class Scheme:
    """One school's segment map: every cell of scores belongs to exactly one of its segments.

    Args:
        name: Its name in SQL, links and on the command line.
        scores: The scores that it knows, the worst first.
        segments: Its segments.
    """

    name: str
    scores: tuple[int, ...]
    segments: tuple[Segment, ...]

    @property
    def best(self) -> int:
        """The highest score."""
        return self.scores[-1]


@cache
def schemes() -> Mapping[str, Scheme]:
    """All segment maps by name.

    Raises:
        RulesRefused: A map leaves cells out or gives them twice.
    """
    return MappingProxyType(read(SEGMENTS_FILE.read_text(encoding="utf-8")))


def cells() -> list[tuple[str, int, int, int, str]]:
    """The rows of the table ``segment_cells``: scheme, r, f, m, segment."""
    return [
        (scheme.name, *cell, segment.id)
        for scheme in schemes().values()
        for segment in scheme.segments
        for cell in segment.cells
    ]


def read(text: str) -> dict[str, Scheme]:
    """Read segment maps from TOML and check that each covers every cell exactly once.

    Raises:
        RulesRefused: The text is no TOML, a segment lacks an entry, or a map leaves cells out or gives them twice.
    """
    tables = parsed(text, SEGMENTS_FILE)
    return {name: _scheme(name, table) for name, table in tables.items()}


def _scheme(name: str, table: Mapping[str, Any]) -> Scheme:
    scores = tuple(table.get("scores", SCORES))
    scheme = Scheme(name, scores, tuple(_segment(name, scores, declared) for declared in table.get("segments", ())))
    _check(scheme)
    return scheme


def _segment(scheme: str, scores: tuple[int, ...], declared: Mapping[str, Any]) -> Segment:
    missing = [entry for entry in ("id", "goal", "name", "cells") if entry not in declared]
    if missing:
        raise RulesRefused(INCOMPLETE, scheme=scheme, segment=declared.get("id", "?"), entries=", ".join(missing))
    return Segment(
        id=declared["id"],
        goal=declared["goal"],
        names=MappingProxyType(declared["name"]),
        cells=tuple(cell for block in declared["cells"] for cell in _cells(block, scores)),
        rule=" or ".join(_in_short(block) for block in declared["cells"]),
    )


def _cells(block: Mapping[str, list[int]], scores: tuple[int, ...]) -> Iterator[Cell]:
    """All scores of a block; one that it does not name may be any."""
    for r, f, m in product(*(block.get(measure, scores) for measure in ("r", "f", "m"))):
        if "fm" not in block or fm(f, m) in block["fm"]:
            yield r, f, m


def fm(f: int, m: int) -> int:
    """The mean of frequency and monetary score, its halves rounded up."""
    return (f + m + 1) // 2


def _in_short(block: Mapping[str, list[int]]) -> str:
    return ", ".join(f"{score} {' '.join(map(str, values))}" for score, values in block.items())


def _check(scheme: Scheme) -> None:
    times = Counter(cell for segment in scheme.segments for cell in segment.cells)
    every = set(product(scheme.scores, scheme.scores, scheme.scores))
    _refuse(scheme, GAP, every - set(times))
    _refuse(scheme, OVERLAP, {cell for cell, claimed in times.items() if claimed > 1})
    _refuse(scheme, UNKNOWN_SCORE, set(times) - every)


def _refuse(scheme: Scheme, template: str, faults: Set[Cell]) -> None:
    if faults:
        listed = ", ".join("r{} f{} m{}".format(*cell) for cell in sorted(faults))
        raise RulesRefused(template, scheme=scheme.name, cells=listed, best=scheme.best)
