"""Many looks at once find something by chance alone: how much surer each must be."""

from __future__ import annotations

from collections.abc import Sequence


def holm(chances: Sequence[float], weights: Sequence[float]) -> list[float]:
    """Adjust chances for how many there are: weighted Holm.

    Args:
        chances: p-values.
        weights: How much of the whole chance each may use up; above 0.

    Returns:
        The smallest limit of the chance of any false finding at which each would still be found, in the order given.
    """
    order = sorted(range(len(chances)), key=lambda place: chances[place] / weights[place])
    adjusted = [0.0] * len(chances)
    left, so_far = float(sum(weights)), 0.0
    for place in order:
        so_far = max(so_far, min(1.0, chances[place] * left / weights[place]))
        adjusted[place] = so_far
        left -= weights[place]
    return adjusted
