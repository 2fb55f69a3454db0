"""Points of many dimensions on a sheet of paper: the two axes along which they differ most."""

from __future__ import annotations

import numpy as np
import pandas as pd

from crm_analysis.models.points import Floats, Labels, drawn

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
    from sklearn.decomposition import PCA

    axes = PCA(min(2, points.shape[1])).fit(points)
    shown = drawn(len(points), MOST_DRAWN, seed)
    laid = axes.transform(points[shown])
    across = laid[:, 1] if laid.shape[1] > 1 else np.zeros(len(laid))
    kept = float(axes.explained_variance_ratio_.sum())
    return pd.DataFrame({"x": laid[:, 0], "y": across, "cluster": labels[shown]}), kept
