"""Customers as points: a matrix of scaled features, one row per customer, without blanks."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]
Labels = NDArray[np.intp]
"""The cluster of each point."""


def drawn(size: int, most: int, seed: int) -> Labels:
    """Places of a random sample in their order; of all where there are no more than asked for."""
    return np.arange(size) if size <= most else np.sort(np.random.default_rng(seed).choice(size, most, replace=False))
