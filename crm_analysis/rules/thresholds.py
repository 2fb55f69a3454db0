"""How figures become scores: by parts of equal size, by the mean, or by thresholds that the shop has fixed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType

from crm_analysis.errors import InputRefused
from crm_analysis.rules.segments import Scheme

FIFTHS, MEDIAN, MEAN, FIXED = "fifths", "median", "mean", "fixed"
MEASURES = ("recency", "frequency", "monetary")
KINDS = MappingProxyType({5: (FIFTHS, FIXED), 2: (MEAN, MEDIAN, FIXED)})
"""Number of scores → the ways to give them, the usual one first."""

NO_KIND = "Thresholds of {scheme}: '{kind}' is not among its choices. Take one of: {choices}."
NOT_THREE = (
    "Thresholds: '{text}' has {found} parts. Write those of recency, frequency and monetary with / between them, "
    "such as {example}."
)
NO_NUMBER = {
    "recency": "Thresholds of recency: '{value}' is not a number. Write days with blanks between them.",
    "frequency": "Thresholds of frequency: '{value}' is not a number. Write orders with blanks between them.",
    "monetary": "Thresholds of monetary: '{value}' is not a number. Write amounts with blanks between them.",
}
NOT_STEPS = {
    "recency": "Thresholds of recency: found {found}. Write {wanted} of them, each smaller than the one before.",
    "frequency": "Thresholds of frequency: found {found}. Write {wanted} of them, each larger than the one before.",
    "monetary": "Thresholds of monetary: found {found}. Write {wanted} of them, each larger than the one before.",
}
EXAMPLES = MappingProxyType({5: "'180 90 60 30 / 2 3 5 8 / 50 100 200 500'", 2: "'60 / 5 / 500'"})

_NUMBER = re.compile(r"\d{1,13}(\.\d{1,4})?")


@dataclass(frozen=True)
class Thresholds:
    """What a customer's figures need for each score above 1.

    Args:
        kind: ``fifths`` or ``median``: parts of equal size, of five scores or of two; ``mean``: the better side of it;
            ``fixed``: the figures below.
        recency: Days of silence at most, for the scores from 2 on; falling.
        frequency: Orders at least; rising.
        monetary: Sales at least, in the currency of the report; rising.
    """

    kind: str
    recency: tuple[float, ...] = ()
    frequency: tuple[float, ...] = ()
    monetary: tuple[float, ...] = ()

    def lists(self) -> Mapping[str, str | None]:
        """Measure → its thresholds as one text, as questions and the store read them; None unless they are fixed."""
        figures = {measure: getattr(self, measure) for measure in MEASURES}
        return {measure: " ".join(map(_written, steps)) or None for measure, steps in figures.items()}

    def __str__(self) -> str:
        """The words that ``read`` reads."""
        lists = self.lists()
        return " / ".join(str(lists[measure]) for measure in MEASURES) if self.kind == FIXED else self.kind


def read(text: str, scheme: Scheme) -> Thresholds:
    """Read thresholds from the command line or an address, and check that they fit a school.

    Args:
        text: A kind, or three lists of numbers from the worst to the best, ``/`` between them.
        scheme: The school.

    Raises:
        InputRefused: They are no thresholds, or not of this school.
    """
    if "/" not in text:
        return checked(Thresholds(text.strip()), scheme)
    parts = text.split("/")
    if len(parts) != len(MEASURES):
        raise InputRefused(NOT_THREE, text=text, found=len(parts), example=EXAMPLES[scheme.best])
    return checked(Thresholds(FIXED, *map(steps, MEASURES, parts)), scheme)


def steps(measure: str, text: str) -> tuple[float, ...]:
    """The numbers of one list.

    Args:
        measure: Whose thresholds they are.
        text: Numbers, blanks between them.

    Raises:
        InputRefused: One of them is no number.
    """
    for word in text.split():
        if not _NUMBER.fullmatch(word):
            raise InputRefused(NO_NUMBER[measure], value=word)
    return tuple(map(float, text.split()))


def checked(thresholds: Thresholds, scheme: Scheme) -> Thresholds:
    """Return thresholds that fit a school: a kind that it knows, and of fixed ones as many as it needs, in order.

    Raises:
        InputRefused: They do not fit.
    """
    kinds = KINDS[scheme.best]
    if thresholds.kind not in kinds:
        raise InputRefused(NO_KIND, scheme=scheme.name, kind=thresholds.kind, choices=", ".join(kinds))
    if thresholds.kind == FIXED:
        for measure in MEASURES:
            _check_steps(measure, getattr(thresholds, measure), scheme.best - 1)
    return thresholds


def _check_steps(measure: str, figures: tuple[float, ...], wanted: int) -> None:
    """Fewer days of silence are better; of orders and sales more are."""
    falls = measure == "recency"
    in_order = all((before > after) if falls else (before < after) for before, after in pairwise(figures))
    if len(figures) != wanted or not in_order:
        found = " ".join(map(_written, figures)) or "-"
        raise InputRefused(NOT_STEPS[measure], found=found, wanted=wanted)


def _written(figure: float) -> str:
    """Without needless noughts, never with an exponent."""
    return f"{figure:.4f}".rstrip("0").rstrip(".")
