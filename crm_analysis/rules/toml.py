"""The text of a rules file as tables, before it is checked what they say."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from crm_analysis.errors import RulesRefused


def parsed(text: str, file: Path) -> dict[str, Any]:
    """A text as the tables that it writes.

    Args:
        text: What is read.
        file: Where such rules stand, to be named.

    Raises:
        RulesRefused: The text is no TOML.
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise RulesRefused(
            "{file} cannot be read as TOML: {fault}. Correct the place that is named.", file=file.name, fault=fault
        ) from fault
