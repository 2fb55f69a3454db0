"""Short names of conditions, by which commands, addresses and feeds mean a segment that nobody has saved."""

from __future__ import annotations

TAG = "tag:"
"""What stands before the name of a tag."""
CLUSTER = "cluster:"
"""What stands before the name of saved clusters, behind which the number of one of them follows."""


def of_tag(tag: str, value: str | None = None) -> str:
    """The name of those who have a tag, or one value of it: tag:region=Hesse."""
    return f"{TAG}{tag}" if value is None else f"{TAG}{tag}={value}"


def of_cluster(model: str, number: str) -> str:
    """The name of those who are in a cluster: cluster:Spring:2."""
    return f"{CLUSTER}{model}:{number}"


def cluster_in(text: str) -> tuple[str, str]:
    """The model and the number in the name of a cluster; read from the right, as models may have a colon."""
    model, _colon, number = text.removeprefix(CLUSTER).rpartition(":")
    return model, number
