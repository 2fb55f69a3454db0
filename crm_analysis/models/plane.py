"""Points of many dimensions on a sheet of paper: the two axes along which they differ most."""

from __future__ import annotations

import numpy as np
import pandas as pd

from crm_analysis.models.kmeans import Floats, Labels, drawn

MOST_DRAWN = 1_500


def plane(points: Floats, labels: Labels, seed: int) -> tuple[pd.DataFrame, float]:
    """Lay a sample of points on their first two principal axes.

    Args:
        points: Scaled features, one row per customer.
        labels: Cluster of each.
        seed: Of the sample.

    Returns:
        ``x, y, cluster`` of at most ``MOST_DRAWN`` points, and the share of all variance that the two axes keep.
    """
    centred = points - points.mean(axis=0)
    variances, axes = np.linalg.eigh(np.atleast_2d(np.cov(centred, rowvar=False)))
    two = axes[:, ::-1][:, :2]
    two = two * np.sign(two[np.abs(two).argmax(axis=0), np.arange(two.shape[1])])  # else mirrored at will
    sample = drawn(np.random.default_rng(seed), len(points), MOST_DRAWN)
    laid = centred[sample] @ two
    across = laid[:, 1] if laid.shape[1] > 1 else np.zeros(len(laid))
    kept = float(variances[::-1][:2].sum() / variances.sum())
    return pd.DataFrame({"x": laid[:, 0], "y": across, "cluster": labels[sample]}), kept
