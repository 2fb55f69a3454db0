"""Brings features of different kinds onto one scale, on which distances between customers mean something."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from crm_analysis.errors import NotEnoughEvidence
from crm_analysis.models.kmeans import Floats
from crm_analysis.rules.clusters import FEATURES

SCALINGS = ("log", "robust")
"""Of log1p of each feature: the z-score, or the distance from the median in interquartile ranges."""


@dataclass(frozen=True)
class Scale:
    """How each feature is scaled; blanks take the median, so that they draw a customer nowhere.

    Sums below zero, as net sales may be, count as nothing.

    Args:
        features: Of ``rules.clusters.FEATURES``.
        scaling: One of ``SCALINGS``.
        medians: Of the values known of each feature, in its own unit.
        centres: What is 0 on the scale, as log1p.
        spreads: What is 1 on it, as log1p.
    """

    features: tuple[str, ...]
    scaling: str
    medians: tuple[float, ...]
    centres: tuple[float, ...]
    spreads: tuple[float, ...]

    def matrix(self, customers: pd.DataFrame) -> Floats:
        """The scaled features: one row per customer, one column per feature.

        Args:
            customers: The columns of the features, as ``customer_features`` names them.
        """
        known = _logs(customers, self.features, self.medians)
        scaled: Floats = (known - np.array(self.centres)) / np.array(self.spreads)
        return scaled


def fitted(customers: pd.DataFrame, features: Sequence[str], scaling: str = "log") -> Scale:
    """The scale of these customers.

    Args:
        customers: Answer of ``customer_features``.
        features: Which of its features.
        scaling: One of ``SCALINGS``.

    Raises:
        NotEnoughEvidence: A feature is blank or the same for everybody.
    """
    medians = tuple(float(customers[FEATURES[feature]].astype(float).median()) for feature in features)
    logs = _logs(customers, features, medians)
    centres, spreads = _robust(logs) if scaling == "robust" else (logs.mean(axis=0), logs.std(axis=0))
    for feature, spread in zip(features, logs.std(axis=0), strict=True):
        if not spread > 0:
            raise NotEnoughEvidence(
                "Feature {feature} is blank or the same for all customers, so it tells nobody apart. Leave it out.",
                feature=feature,
            )
    return Scale(tuple(features), scaling, medians, tuple(map(float, centres)), tuple(map(float, spreads)))


def _logs(customers: pd.DataFrame, features: Sequence[str], medians: Sequence[float]) -> Floats:
    columns = [
        np.log1p(np.maximum(customers[FEATURES[feature]].to_numpy(dtype=np.float64, na_value=np.nan), 0.0))
        for feature in features
    ]
    filled = [
        np.where(np.isnan(column), np.log1p(max(median, 0.0)), column)
        for column, median in zip(columns, medians, strict=True)
    ]
    return np.stack(filled, axis=1)


def _robust(logs: Floats) -> tuple[Floats, Floats]:
    """Median and interquartile range; the standard deviation where half of all customers share one value."""
    low, middle, high = np.quantile(logs, (0.25, 0.5, 0.75), axis=0)
    return middle, np.where(high > low, high - low, logs.std(axis=0))
