"""Which of the names that there are did somebody mean who wrote another one?"""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import fuzz, process

MOST = 5


def closest(written: str, known: Iterable[str]) -> str:
    """The names that are most like what was written, the closest first, as a refusal tells them; a dash for none."""
    found = process.extract(written, sorted(set(known)), scorer=fuzz.ratio, processor=str.casefold, limit=MOST)
    return ", ".join(name for name, _likeness, _place in found) or "–"
