"""Which columns of a row are filled, as one number: it passes through groups that would else carry all their texts."""

from __future__ import annotations

from collections.abc import Sequence


def filled(columns: Sequence[str]) -> str:
    """SQL of a number whose bit ``n`` says that the ``n``-th of some columns is not NULL."""
    return " | ".join(f"(CAST({column} IS NOT NULL AS INTEGER) << {bit})" for bit, column in enumerate(columns))
