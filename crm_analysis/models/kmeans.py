"""k groups of points, each around its own mean: K-means, whole or in batches, in the manners of scikit-learn.

Points are a matrix of floats, one row per customer, without blanks. Distances are Euclidean.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Labels = NDArray[np.intp]

STARTS = 10
MOST_ROUNDS = 300
STANDSTILL = 1e-5
"""Centres that move by less than this share of the points' variance have come to rest."""
CHUNK = 65_536
"""Distances are reckoned for so many points at once, which bounds the memory that they take."""
BATCH = 10_000
START_SAMPLE = 20_000
BATCHES = 60


class KMeans:
    """Lloyd's algorithm from several starts; the best is kept (Lloyd 1982, IEEE Transactions on Information Theory 28).

    Args:
        k: How many clusters.
        seed: Of the starts, which k-means++ draws (Arthur and Vassilvitskii 2007, SODA, 1027-1035).
        starts: How many.

    Attributes:
        centres_: One row per cluster.
        labels_: Point → row of its centre.
        inertia_: Sum of the squared distances of all points to their centres.
    """

    centres_: Floats
    labels_: Labels
    inertia_: float

    def __init__(self, k: int, seed: int = 0, starts: int = STARTS) -> None:
        self.k = k
        self.seed = seed
        self.starts = starts

    def fit(self, points: Floats) -> KMeans:
        """Find the clusters of at least k points."""
        rng = np.random.default_rng(self.seed)
        tries = [settled(points, spread_out(points, self.k, rng)) for _start in range(self.starts)]
        self.centres_, self.labels_, self.inertia_ = min(tries, key=lambda found: found[2])
        return self

    def predict(self, points: Floats) -> Labels:
        """The cluster whose centre is nearest to each point."""
        return nearest(points, self.centres_)[0]


class BatchKMeans(KMeans):
    """K-means of very many points: starts from a sample and moves the centres batch by batch (Sculley 2010, WWW).

    Args:
        k: How many clusters.
        seed: Of the sample, its starts, and the batches.
        starts: Of the K-means of the sample.

    Attributes:
        loss_: By which share the inertia of the sample is larger than if K-means had seen the sample alone.
    """

    loss_: float

    def fit(self, points: Floats) -> BatchKMeans:
        """Find the clusters."""
        rng = np.random.default_rng(self.seed)
        sample = points[drawn(rng, len(points), START_SAMPLE)]
        whole = KMeans(self.k, self.seed, self.starts).fit(sample)
        self.centres_ = _moved_by_batches(points, whole, rng)
        self.labels_, distances = nearest(points, self.centres_)
        self.inertia_ = float(distances.sum())
        self.loss_ = float(nearest(sample, self.centres_)[1].sum()) / whole.inertia_ - 1 if whole.inertia_ else 0.0
        return self


def nearest(points: Floats, centres: Floats) -> tuple[Labels, Floats]:
    """The nearest centre of each point, and the squared distance to it."""
    parts = [_nearest(chunk, centres) for chunk in chunks(points)]
    labels = np.concatenate([labels for labels, _distances in parts]) if parts else np.zeros(0, dtype=np.intp)
    distances = np.concatenate([distances for _labels, distances in parts]) if parts else np.zeros(0)
    return labels, distances


def chunks(points: Floats, size: int = CHUNK) -> Iterator[Floats]:
    """The points, so many at once."""
    for start in range(0, len(points), size):
        yield points[start : start + size]


def drawn(rng: np.random.Generator, size: int, most: int) -> Labels:
    """Places of a random sample in their order; of all where there are no more than asked for."""
    return np.arange(size) if size <= most else np.sort(rng.choice(size, most, replace=False))


def spread_out(points: Floats, k: int, rng: np.random.Generator) -> Floats:
    """Choose k points that lie far apart: greedy k-means++."""
    trials = 2 + int(np.log(k))
    chosen = [points[rng.integers(len(points))]]
    left = _squared(points, chosen[0])
    for _more in range(1, k):
        if left.sum() <= 0:  # fewer different points than clusters
            chosen.append(points[rng.integers(len(points))])
            continue
        candidates = points[rng.choice(len(points), trials, p=left / left.sum())]
        remaining = [np.minimum(left, _squared(points, candidate)) for candidate in candidates]
        best = int(np.argmin([distances.sum() for distances in remaining]))
        chosen.append(candidates[best])
        left = remaining[best]
    return np.stack(chosen)


def settled(points: Floats, centres: Floats) -> tuple[Floats, Labels, float]:
    """Move centres to the means of their points until they rest: centres, labels, inertia."""
    rest = STANDSTILL * float(points.var(axis=0).sum())
    for _round in range(MOST_ROUNDS):
        moved = _means(points, centres)
        way = float(((moved - centres) ** 2).sum())
        centres = moved
        if way <= rest:
            break
    labels, distances = nearest(points, centres)
    return centres, labels, float(distances.sum())


def _compared(points: Floats, centres: Floats) -> Floats:
    """Squared distances to every centre, less what is the same for all: |p - c|² = |p|² - 2pc + |c|²."""
    compared: Floats = (centres**2).sum(axis=1) - 2 * points @ centres.T
    return compared


def _nearest(points: Floats, centres: Floats) -> tuple[Labels, Floats]:
    compared = _compared(points, centres)
    labels = compared.argmin(axis=1)
    distances = compared[np.arange(len(points)), labels] + (points**2).sum(axis=1)
    return labels, np.maximum(distances, 0.0)


def _squared(points: Floats, centre: Floats) -> Floats:
    distances: Floats = ((points - centre) ** 2).sum(axis=1)
    return distances


def _means(points: Floats, centres: Floats) -> Floats:
    """The mean of each cluster; one that has lost all its points starts anew at the point that is worst off."""
    parts = [_sizes_and_sums(chunk, _compared(chunk, centres).argmin(axis=1), len(centres)) for chunk in chunks(points)]
    sizes, sums = (np.sum([part[place] for part in parts], axis=0) for place in (0, 1))
    means: Floats = sums / np.maximum(sizes, 1)[:, None]
    empty = np.flatnonzero(sizes == 0)
    if len(empty):
        means[empty] = points[np.argsort(-nearest(points, centres)[1], kind="stable")[: len(empty)]]
    return means


def _sizes_and_sums(points: Floats, labels: Labels, k: int) -> tuple[Floats, Floats]:
    sizes = np.bincount(labels, minlength=k).astype(np.float64)
    sums: Floats = np.stack([np.bincount(labels, weights=column, minlength=k) for column in points.T], axis=1)
    return sizes, sums


def _moved_by_batches(points: Floats, start: KMeans, rng: np.random.Generator) -> Floats:
    """Each batch moves a centre to the mean of all points that it has been nearest to so far."""
    seen = np.bincount(start.labels_, minlength=start.k).astype(np.float64)
    centres = start.centres_.copy()
    for _batch in range(BATCHES):
        batch = points[rng.integers(len(points), size=BATCH)]
        sizes, sums = _sizes_and_sums(batch, _compared(batch, centres).argmin(axis=1), start.k)
        seen += sizes
        centres += (sums - sizes[:, None] * centres) / np.maximum(seen, 1)[:, None]
    return centres
