"""How far apart are clusters, how sure are they, and would figures without any groups look the same?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from crm_analysis.models.kmeans import Floats, KMeans, Labels

Singles = NDArray[np.float32]

ROWS = 1_000
"""Distances to all others are reckoned for so many points at once."""
STARTS = 2
"""Of K-means where many fits are compared and no single one is kept."""


def silhouettes(points: Floats, partitions: Mapping[int, Labels]) -> dict[int, float]:
    """Mean silhouette of each partition (Rousseeuw 1987, Journal of Computational and Applied Mathematics 20, 53-65).

    A point's silhouette is (b - a) / max(a, b): a is its mean distance to the others of its cluster, b that to the
    nearest other cluster; 0 for a point alone. Distances are reckoned once for all partitions.

    Args:
        points: At least two.
        partitions: Name → the cluster of each point, from 0.
    """
    single = points.astype(np.float32)  # half the bits and half the time; a silhouette is told to two digits
    members = {name: np.eye(int(labels.max()) + 1, dtype=np.float32)[labels] for name, labels in partitions.items()}
    sums = dict.fromkeys(partitions, 0.0)
    for start in range(0, len(points), ROWS):
        rows = single[start : start + ROWS]
        distances = _distances(rows, single)
        distances[np.arange(len(rows)), start + np.arange(len(rows))] = 0.0
        for name, labels in partitions.items():
            own = labels[start : start + len(rows)]
            sums[name] += float(_silhouettes(distances @ members[name], members[name].sum(axis=0), own).sum())
    return {name: total / len(points) for name, total in sums.items()}


def adjusted_rand(one: Labels, other: Labels) -> float:
    """How far two partitions agree: 1 wholly, 0 as by chance (Hubert and Arabie 1985, Journal of Classification 2)."""
    table = np.zeros((int(one.max()) + 1, int(other.max()) + 1))
    np.add.at(table, (one, other), 1)
    together, rows, columns = (float(_pairs(counts).sum()) for counts in (table, table.sum(axis=1), table.sum(axis=0)))
    by_chance = rows * columns / float(_pairs(np.array([table.sum()]))[0])
    most = (rows + columns) / 2
    return 1.0 if most == by_chance else (together - by_chance) / (most - by_chance)


def stability(points: Floats, k: int, labels: Labels, seed: int, rounds: int) -> float:
    """How far clusters stay the same when customers are drawn anew: mean adjusted Rand index over bootstrap samples.

    Args:
        points: All of them.
        k: How many clusters.
        labels: The clusters that are doubted.
        seed: Of the samples.
        rounds: How many samples.
    """
    rng = np.random.default_rng(seed)
    fits = (
        KMeans(k, seed, STARTS).fit(points[rng.integers(len(points), size=len(points))]) for _round in range(rounds)
    )
    return float(np.mean([adjusted_rand(labels, fit.predict(points)) for fit in fits]))


def without_groups(points: Floats, rng: np.random.Generator) -> Floats:
    """As many points with the same figures in every column and the same correlations, but without groups.

    A normal copula with the rank correlations of the points: whatever clusters are found in it come from the shape of
    single columns, such as many customers with one order, or from columns that go along with each other.
    """
    normal = np.stack([_as_normal((_places(column) + 0.5) / len(points)) for column in points.T], axis=1)
    like = rng.multivariate_normal(np.zeros(points.shape[1]), np.corrcoef(normal, rowvar=False), len(points))
    drawn: Floats = np.take_along_axis(np.sort(points, axis=0), like.argsort(axis=0).argsort(axis=0), axis=0)
    return drawn


def best_without_groups(points: Floats, counts: Sequence[int], seed: int, rounds: int) -> float:
    """The best silhouette, over all numbers of clusters, that such points give, on average.

    Args:
        points: The points that are doubted.
        counts: Numbers of clusters.
        seed: Of the points without groups.
        rounds: How often they are drawn.
    """
    rng = np.random.default_rng(seed)
    return float(np.mean([best_silhouette(without_groups(points, rng), counts, seed) for _round in range(rounds)]))


def best_silhouette(points: Floats, counts: Sequence[int], seed: int) -> float:
    """The best silhouette over all numbers of clusters."""
    fits = {k: KMeans(k, seed, STARTS).fit(points).labels_ for k in counts}
    return max(silhouettes(points, fits).values())


def _places(column: Floats) -> Floats:
    """The place of each value in order, from 0; equal values share the middle of theirs."""
    _values, of_row, counts = np.unique(column, return_inverse=True, return_counts=True)
    middles: Floats = (counts.cumsum() - (counts + 1) / 2)[of_row]
    return middles


def _as_normal(shares: Floats) -> Floats:
    """The values of a standard normal distribution below which these shares lie; SciPy's take half a second to load."""
    return np.array(list(map(NormalDist().inv_cdf, shares)))


def _distances(rows: Singles, points: Singles) -> Singles:
    squared = (rows**2).sum(axis=1)[:, None] - 2 * rows @ points.T + (points**2).sum(axis=1)
    distances: Singles = np.sqrt(np.maximum(squared, 0.0, out=squared), out=squared)
    return distances


def _silhouettes(sums: Singles, sizes: Singles, own: Labels) -> Floats:
    """Of points whose summed distances to all clusters are known."""
    places = np.arange(len(own))
    alone = sizes[own] <= 1
    inside = sums[places, own] / np.maximum(sizes[own] - 1, 1)
    means = sums / np.maximum(sizes, 1)
    means[:, sizes == 0] = np.inf
    means[places, own] = np.inf
    outside = means.min(axis=1)
    larger = np.maximum(np.maximum(inside, outside), np.finfo(float).tiny)
    values: Floats = np.where(alone | np.isinf(outside), 0.0, (outside - inside) / larger)
    return values


def _pairs(counts: Floats) -> Floats:
    pairs: Floats = counts * (counts - 1) / 2
    return pairs
