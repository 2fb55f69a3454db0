"""Opens the store that a command works on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_analysis.settings import Settings

if TYPE_CHECKING:
    from crm_analysis.store import Store


def opened(settings: Settings) -> Store:
    """The store in force, to be used in a ``with`` block."""
    from crm_analysis.store import Store

    return Store.open(settings.store, memory_limit=settings.memory_limit)
