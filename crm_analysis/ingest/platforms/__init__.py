"""One declaration per export of a platform; the folder is the registry."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from crm_analysis.ingest.headings import Headless
from crm_analysis.ingest.platform import Export, Platform


@cache
def all_platforms() -> tuple[Export, ...]:
    """Every declared file, of orders or of anything else, in alphabetical order of its id."""
    modules = [importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)]
    declared = [value for module in modules for value in vars(module).values() if isinstance(value, Export)]
    return tuple(sorted(declared, key=lambda platform: platform.id))


@cache
def known_headings() -> frozenset[str]:
    """Every heading that some declaration names, normalised."""
    return frozenset().union(*(platform.headings for platform in all_platforms()))


@cache
def headless_forms() -> tuple[Headless, ...]:
    """Every form of a file that comes without a heading row."""
    return tuple(form for one in all_platforms() if isinstance(one, Platform) for form in one.headless)
