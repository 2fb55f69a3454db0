"""What customers are told apart by, when there are clusters, and what these are called: ``clusters.toml``, checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from crm_analysis.errors import RulesRefused
from crm_analysis.rules.toml import parsed

CLUSTERS_FILE = Path(__file__).with_name("clusters.toml")
FEATURES = MappingProxyType(
    {
        "recency": "recency_days",
        "frequency": "frequency",
        "monetary": "monetary",
        "average_order": "average_order",
        "tenure": "tenure_days",
        "usual_gap": "usual_gap_days",
        "discount_share": "discount_share",
        "refund_share": "refund_share",
        "category_breadth": "category_breadth",
        "weekend_share": "weekend_share",
    }
)
"""Feature → the column of the question ``customer_features`` that holds it."""
USUAL = ("recency", "frequency", "monetary")
"""What customers are told apart by where nothing else is chosen."""
LANGUAGES = {"en", "zh"}

NO_NUMBER = "Rules of clusters: {name} is {value}. Write a number above 0."
NO_COUNTS = (
    "Rules of clusters: from {fewest_k} to {most_k} clusters are to be tried. Write two whole numbers from 2 on."
)
NO_WORDS = "Rules of clusters: {words} are missing or stand twice. Write each in every language, no two alike."

Texts = Mapping[str, str]
"""Language → text."""


@dataclass(frozen=True)
class Limits:
    """When there are clusters; each field is explained in the file."""

    fewest_customers: int
    fewest_k: int
    most_k: int
    least_silhouette: float
    least_margin: float
    least_stability: float
    whole_up_to: int
    sample: int
    batches_above: int

    @property
    def counts(self) -> range:
        """The numbers of clusters that are tried."""
        return range(self.fewest_k, self.most_k + 1)

    def sample_of(self, customers: int) -> int:
        """How many of so many customers choose the number of clusters."""
        return customers if customers <= self.whole_up_to else self.sample


@dataclass(frozen=True)
class Naming:
    """How clusters are called.

    Args:
        least_difference: Standard deviations from the mean of all customers, below which nothing is named.
        most_words: So many words, unless two clusters would have the same name.
        average: The name of a cluster that nothing sets apart.
        words: Feature → what it says of a cluster whose mean is high, and of one whose mean is low.
    """

    least_difference: float
    most_words: int
    average: Texts
    words: Mapping[str, tuple[Texts, Texts]]


@dataclass(frozen=True)
class ClustersRules:
    """The whole file."""

    limits: Limits
    naming: Naming


@cache
def clusters_rules() -> ClustersRules:
    """The rules that the product uses.

    Raises:
        RulesRefused: The file cannot be read, a number makes no sense, or words are missing.
    """
    return read(CLUSTERS_FILE.read_text(encoding="utf-8"))


def read(text: str) -> ClustersRules:
    """Read and check rules.

    Raises:
        RulesRefused: The text is no TOML, a number makes no sense, or words are missing.
    """
    rules = parsed(text, CLUSTERS_FILE)
    return ClustersRules(_limits(rules.get("limits", {})), _naming(rules.get("naming", {}), rules.get("words", {})))


def _limits(written: Mapping[str, Any]) -> Limits:
    limits = Limits(**_numbers(written, tuple(it.name for it in fields(Limits))))
    if not 2 <= limits.fewest_k <= limits.most_k:
        raise RulesRefused(NO_COUNTS, fewest_k=limits.fewest_k, most_k=limits.most_k)
    return limits


def _naming(written: Mapping[str, Any], words: Mapping[str, Any]) -> Naming:
    numbers = _numbers(written, ("least_difference", "most_words"))
    pairs = {feature: (_texts(words, feature, "high"), _texts(words, feature, "low")) for feature in FEATURES}
    _refuse_twins(pairs)
    return Naming(**numbers, average=_texts({"naming": written}, "naming", "average"), words=MappingProxyType(pairs))


def _numbers(written: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """The named numbers, all above 0."""
    for name in names:
        value = written.get(name)
        if not isinstance(value, int | float) or value <= 0:
            raise RulesRefused(NO_NUMBER, name=name, value=value)
    return {name: written[name] for name in names}


def _texts(written: Mapping[str, Any], entry: str, side: str) -> Texts:
    texts = written.get(entry, {}).get(side, {})
    if any(not texts.get(language) for language in LANGUAGES):
        raise RulesRefused(NO_WORDS, words=f"{entry} {side}")
    return MappingProxyType(texts)


def _refuse_twins(pairs: Mapping[str, tuple[Texts, Texts]]) -> None:
    """Two features that say the same would give different clusters one name."""
    for language in LANGUAGES:
        said = [texts[language] for pair in pairs.values() for texts in pair]
        if twins := sorted({text for text in said if said.count(text) > 1}):
            raise RulesRefused(NO_WORDS, words=", ".join(twins))
