"""One declaration per export of a platform; the folder is the registry."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from types import ModuleType

from crm_analysis.ingest.headings import Headless
from crm_analysis.ingest.platform import Export, Platform, Unusable


def _modules() -> list[ModuleType]:
    return [importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)]


@cache
def all_platforms() -> tuple[Export, ...]:
    """Every declared file, of orders or of anything else, in alphabetical order of its id."""
    declared = [value for module in _modules() for value in vars(module).values() if isinstance(value, Export)]
    return tuple(sorted(declared, key=lambda platform: platform.id))


@cache
def unusable_tables() -> tuple[Unusable, ...]:
    """Every table that is known and refused."""
    named = (value for module in _modules() for value in vars(module).values() if isinstance(value, tuple))
    return tuple(one for values in named for one in values if isinstance(one, Unusable))


@cache
def known_headings() -> frozenset[str]:
    """Every heading that some declaration names, normalised."""
    return frozenset().union(*(platform.headings for platform in all_platforms()))


@cache
def headless_forms() -> tuple[Headless, ...]:
    """Every form of a file that comes without a heading row."""
    return tuple(form for one in all_platforms() if isinstance(one, Platform) for form in one.headless)
