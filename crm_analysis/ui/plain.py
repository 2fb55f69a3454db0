"""Words of the shop's own inside sentences of the page."""

from __future__ import annotations

_MARKUP = frozenset("\\`*_~[]$:<")
"""Letters that would be read as markup."""


def as_written(text: str) -> str:
    """A text that is shown letter by letter, whatever markup it seems to hold."""
    return "".join(f"\\{letter}" if letter in _MARKUP else letter for letter in text)
