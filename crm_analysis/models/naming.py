"""Calls each cluster by what sets it apart from all customers, and no two of them alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from crm_analysis.models.points import Floats
from crm_analysis.rules.clusters import Naming, Texts

JOINED = {"en": ", ", "zh": "、"}


def cluster_names(differences: Floats, features: Sequence[str], naming: Naming) -> list[dict[str, str]]:
    """Name clusters.

    Args:
        differences: One row per cluster, one column per feature: the cluster's mean less that of all customers, in
            standard deviations.
        features: What the columns are.
        naming: The words, and how large a difference must be.

    Returns:
        For each cluster, language → name. No two clusters share one: where the strongest words are the same the next
        strongest are added, and where nothing tells them apart, a number.
    """
    words = [_words(row, features, naming) or [naming.average] for row in differences]
    lengths = [int(naming.most_words)] * len(words)
    for _more in features:
        times = Counter(_said(its[:length]) for its, length in zip(words, lengths, strict=True))
        lengths = [
            length + (times[_said(its[:length])] > 1 and length < len(its))
            for its, length in zip(words, lengths, strict=True)
        ]
    chosen = [its[:length] for its, length in zip(words, lengths, strict=True)]
    times = Counter(map(_said, chosen))
    return [_name(its, place if times[_said(its)] > 1 else None) for place, its in enumerate(chosen, start=1)]


def _words(row: Floats, features: Sequence[str], naming: Naming) -> list[Texts]:
    """What may be said of a cluster, the largest difference first."""
    strongest = np.argsort(-np.abs(row), kind="stable")
    return [
        naming.words[features[place]][0 if row[place] > 0 else 1]
        for place in strongest
        if abs(row[place]) >= naming.least_difference
    ]


def _said(words: Sequence[Texts]) -> frozenset[str]:
    """The same for the same words in any order."""
    return frozenset(texts["en"] for texts in words)


def _name(words: Sequence[Texts], number: int | None) -> dict[str, str]:
    """The words one after the other, and the cluster's number where they are another one's as well."""
    behind = "" if number is None else f" {number}"
    return {
        language: _capital(joint.join(texts[language] for texts in words)) + behind
        for language, joint in JOINED.items()
    }


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
