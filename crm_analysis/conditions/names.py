"""Short names of conditions, by which commands, addresses and feeds mean a segment that nobody has saved."""

from __future__ import annotations

TAG = "tag:"
"""What stands before the name of a tag."""


def of_tag(tag: str, value: str | None = None) -> str:
    """The name of those who have a tag, or one value of it: tag:region=Hesse."""
    return f"{TAG}{tag}" if value is None else f"{TAG}{tag}={value}"
