"""Which groups do customers fall into by themselves, by how they buy?

K-means on scaled features. How many clusters is what gives the best silhouette among those that stay the same when
customers are drawn anew. Where figures without any groups would look as good, there is nothing to find: that is said
instead (compare the gap statistic: Tibshirani, Walther and Hastie 2001, JRSS B 63, 411-423).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from crm_analysis.errors import NotEnoughEvidence
from crm_analysis.i18n import N_
from crm_analysis.models import scaling, separation
from crm_analysis.models.naming import cluster_names
from crm_analysis.models.plane import plane
from crm_analysis.models.points import Floats, Labels, drawn
from crm_analysis.models.scaling import Scale
from crm_analysis.rules.clusters import FEATURES, USUAL, ClustersRules, Limits, clusters_rules

if TYPE_CHECKING:
    from sklearn.cluster import KMeans

SEED = 42
STARTS, STARTS_OF_SAMPLE = 10, 2
"""Of K-means: where its clusters are kept, and where they are taken from a sample to all customers."""
ROUNDS, ROUNDS_OF_SAMPLE = 6, 3
"""How often customers, or figures without groups, are drawn anew."""
DOUBTED = 1_000
"""Customers of a sample on which such comparisons are made."""
MOST_DISTANCES, FEWER_DISTANCES = 5_000, 2_000
"""Of more customers, the silhouettes of so many among themselves are told: distances grow with the square. Fewer do
where the customers are a sample already."""
BATCH, BATCHES = 10_000, 12
LOSS_SAMPLE = 20_000
"""Customers of the sample that tells what is lost by batches."""

TOO_FEW = N_(
    "Too few customers have orders here ({customers}): at least {fewest} are needed to tell groups from chance. "
    "Widen the period or the filters."
)
NOT_SEPARATE = N_(
    "There are no clusters: the best silhouette is {silhouette}, and below {least} customers lie about as near to "
    "another cluster as to their own."
)
AS_WITHOUT = N_(
    "There are no clusters: customers shade into each other. The best silhouette is {silhouette}, but figures with the "
    "same spread and correlations and no groups at all give {without}; at least {least} more is asked for."
)
NOT_STABLE = N_(
    "There are no clusters that last: drawn anew, customers fall into other ones. The steadiest agree to {stability} "
    "(adjusted Rand index); {least} is asked for."
)


@dataclass(frozen=True)
class Model:
    """Clusters as plain numbers: all that is needed to score customers the same way at any time.

    Args:
        scale: How features are scaled.
        centres: One row per cluster, one number per feature, on that scale; cluster 1, the first, spends most.
        names: Of each cluster: language → name.
        seed: It was found with.
    """

    scale: Scale
    centres: tuple[tuple[float, ...], ...]
    names: tuple[Mapping[str, str], ...]
    seed: int

    @property
    def k(self) -> int:
        """How many clusters."""
        return len(self.centres)

    def predict(self, customers: pd.DataFrame) -> Labels:
        """The cluster of each customer, from 1.

        Args:
            customers: Answer of ``customer_features``.
        """
        from sklearn.metrics import pairwise_distances_argmin

        if customers.empty:
            return np.zeros(0, dtype=np.intp)
        labels: Labels = pairwise_distances_argmin(self.scale.matrix(customers), np.array(self.centres, np.float32)) + 1
        return labels

    def as_numbers(self) -> dict[str, Any]:
        """The model as lists, numbers and texts, for a file of JSON."""
        return {
            "scale": asdict(self.scale),
            "centres": [list(centre) for centre in self.centres],
            "names": [dict(name) for name in self.names],
            "seed": self.seed,
        }

    @classmethod
    def of(cls, numbers: Mapping[str, Any]) -> Model:
        """The model that ``as_numbers`` has written."""
        scale: dict[str, Any] = {
            name: tuple(it) if isinstance(it, list | tuple) else it for name, it in numbers["scale"].items()
        }
        centres = tuple(tuple(centre) for centre in numbers["centres"])
        return cls(Scale(**scale), centres, tuple(numbers["names"]), numbers["seed"])


class Clusters:
    """Clusters of customers, in the manners of scikit-learn: ``fit`` learns what ends in ``_``.

    Args:
        features: Of ``rules.clusters.FEATURES``: what customers are told apart by.
        k: How many clusters; None lets the data say.
        scaling: One of ``scaling.SCALINGS``.
        seed: Of everything that is drawn.
        rules: Limits and words.

    Attributes:
        by_k_: One row per number of clusters tried: ``k, inertia, silhouette, stability``. Of more customers than
            ``whole_up_to`` it is that of a sample, its inertia raised to all of them.
        sampled_: How many customers that was reckoned from.
        without_groups_: The best silhouette that figures without groups give; NaN where there were too few customers.
        doubt_: Why there are no clusters; None where there are.
        model_: The clusters; None where there are none and no number of them was asked for.
        labels_: Cluster of each customer, from 1; empty without a model.
        inertia_: Sum of the squared distances to the centres on the scale; NaN without a model.
        loss_: By which share it is larger on a sample than if that had been clustered whole; 0 unless in batches.
        differences_: One row per cluster, one column per feature: how far its mean lies from that of all customers on
            the scale, in standard deviations.
        plane_: A sample of customers on two principal axes: ``x, y, cluster``.
        plane_kept_: The share of all variance that these two keep.
        profiles_: One row per cluster: ``cluster, size, share, net_sales, net_sales_share`` and, in its own unit, the
            mean of each feature that customers are told apart by, and of recency, frequency and monetary.
    """

    by_k_: pd.DataFrame
    sampled_: int
    without_groups_: float
    doubt_: NotEnoughEvidence | None
    model_: Model | None
    labels_: Labels
    inertia_: float
    loss_: float
    profiles_: pd.DataFrame
    differences_: pd.DataFrame
    plane_: pd.DataFrame
    plane_kept_: float

    def __init__(
        self,
        features: Sequence[str] = USUAL,
        k: int | None = None,
        scaling: str = "log",
        seed: int = SEED,
        rules: ClustersRules | None = None,
    ) -> None:
        self.features = tuple(features)
        self.k = k
        self.scaling = scaling
        self.seed = seed
        self.rules = rules or clusters_rules()

    @property
    def declined_(self) -> bool:
        """Whether there are no clusters to work with."""
        return self.model_ is None

    @property
    def best_(self) -> int | None:
        """How many clusters there are or, where they are doubted, give the best silhouette; None without any."""
        if self.model_ is not None:
            return self.model_.k
        return None if self.by_k_.empty else int(self.by_k_["k"].iloc[int(self.by_k_["silhouette"].argmax())])

    def fit(self, customers: pd.DataFrame) -> Clusters:
        """Find the clusters of customers.

        Args:
            customers: Answer of ``customer_features``.

        Raises:
            NotEnoughEvidence: A feature is blank or the same for everybody.
        """
        from threadpoolctl import threadpool_limits

        self._learn_nothing()
        limits = self.rules.limits
        if len(customers) < limits.fewest_customers:
            self.doubt_ = NotEnoughEvidence(TOO_FEW, customers=len(customers), fewest=limits.fewest_customers)
            return self
        scale, points = scaling.fitted(customers, self.features, self.scaling)
        # Most fits are of a thousand points, where threads wait for each other longer than they work.
        with threadpool_limits(1):
            # K-means begins a small fit in two thirds of the time where its points have double precision.
            sample = points[drawn(len(points), limits.sample_of(len(points)), self.seed)].astype(np.float64)
            if len(sample) == len(points):
                points = sample
            fits = self._fits(sample, len(points))
            self._compare(sample, fits, len(points))
            best = self._judge(sample, len(points), limits)
            if self.k or self.doubt_ is None:
                self._settle(customers, scale, points, fits[self.k or best])
        return self

    def predict(self, customers: pd.DataFrame) -> Labels:
        """The cluster of each customer, from 1.

        Raises:
            NotEnoughEvidence: There are no clusters.
        """
        if self.model_ is None:
            raise self.doubt_ or ValueError("fit before you predict")
        return self.model_.predict(customers)

    def _learn_nothing(self) -> None:
        self.by_k_ = pd.DataFrame(columns=["k", "inertia", "silhouette", "stability"])
        self.sampled_, self.without_groups_ = 0, np.nan
        self.doubt_, self.model_ = None, None
        self.labels_, self.inertia_, self.loss_ = np.zeros(0, dtype=np.intp), np.nan, 0.0
        self.profiles_, self.differences_ = pd.DataFrame(), pd.DataFrame()
        self.plane_, self.plane_kept_ = pd.DataFrame(), np.nan

    def _fits(self, sample: Floats, customers: int) -> dict[int, KMeans]:
        """The clusters of a sample, for each number of them that is tried or asked for."""
        from sklearn.cluster import KMeans

        counts = sorted({*self.rules.limits.counts, *([self.k] if self.k else [])})
        starts = STARTS if len(sample) == customers else STARTS_OF_SAMPLE
        return {k: KMeans(k, n_init=starts, random_state=self.seed).fit(sample) for k in counts}

    def _compare(self, sample: Floats, fits: Mapping[int, KMeans], customers: int) -> None:
        """How each number of clusters does."""
        doubted = drawn(len(sample), DOUBTED, self.seed)
        told = drawn(len(sample), MOST_DISTANCES if len(sample) == customers else FEWER_DISTANCES, self.seed)
        apart = separation.silhouettes(sample[told], {k: fit.labels_[told] for k, fit in fits.items()})
        rounds = self._rounds(customers)
        rows = [
            {
                "k": k,
                "inertia": fit.inertia_ * customers / len(sample),
                "silhouette": apart[k],
                "stability": separation.stability(sample[doubted], k, fit.labels_[doubted], self.seed, rounds),
            }
            for k, fit in fits.items()
        ]
        self.by_k_, self.sampled_ = pd.DataFrame(rows), len(sample)

    def _rounds(self, customers: int) -> int:
        return ROUNDS if self.rules.limits.sample_of(customers) == customers else ROUNDS_OF_SAMPLE

    def _judge(self, sample: Floats, customers: int, limits: Limits) -> int:
        """How many clusters are best; whether there are any at all goes to ``doubt_``."""
        tried = self.by_k_[self.by_k_["k"].isin(limits.counts)]
        lasting = tried[tried["stability"] >= limits.least_stability]
        best = (tried if lasting.empty else lasting).sort_values(["silhouette", "k"], ascending=[False, True]).iloc[0]
        points = sample[drawn(len(sample), DOUBTED, self.seed)]
        own = separation.best_silhouette(points, limits.counts, self.seed)
        self.without_groups_ = separation.best_without_groups(points, limits.counts, self.seed, self._rounds(customers))
        self.doubt_ = _doubt(best, own, self.without_groups_, tried["stability"].max(), limits)
        return int(best["k"])

    def _settle(self, customers: pd.DataFrame, scale: Scale, points: Floats, found: KMeans) -> None:
        """Take the clusters of the sample to all customers, put them in order and name them."""
        settled = self._taken_to_all(points, found)
        labels = found.labels_ if settled is found else settled.predict(points)
        self.inertia_ = -float(settled.score(points))
        order = _most_valuable_first(customers, labels, settled.n_clusters)
        centres, labels = settled.cluster_centers_[order], np.argsort(order)[labels]
        # Column by column, as sums along the rows of a narrow matrix take five times as long.
        means, spreads = np.transpose([(it.mean(dtype=np.float64), it.std(dtype=np.float64)) for it in points.T])
        differences = (centres - means) / spreads
        self.differences_ = pd.DataFrame(differences, columns=list(self.features))
        names = cluster_names(differences, self.features, self.rules.naming)
        self.model_ = Model(scale, tuple(tuple(map(float, row)) for row in centres), tuple(names), self.seed)
        self.labels_ = labels + 1
        self.profiles_ = profiles(customers, self.labels_, self.model_.k, self.features)
        shown = drawn(len(points), self.rules.limits.whole_up_to, self.seed)
        self.plane_, self.plane_kept_ = plane(points[shown], self.labels_[shown], self.seed)

    def _taken_to_all(self, points: Floats, found: KMeans) -> KMeans:
        """The clusters of all customers, where those found may be of a sample: whole, or in batches of very many."""
        from sklearn.cluster import KMeans, MiniBatchKMeans

        if len(points) == self.sampled_:
            return found
        near = {"n_clusters": found.n_clusters, "n_init": 1, "random_state": self.seed}
        if len(points) <= self.rules.limits.batches_above:
            return KMeans(**near, init=found.cluster_centers_).fit(points)
        sample = points[drawn(len(points), LOSS_SAMPLE, self.seed)]
        whole = KMeans(**near, init=found.cluster_centers_).fit(sample)
        batched = MiniBatchKMeans(**near, init=whole.cluster_centers_, compute_labels=False, reassignment_ratio=0)
        # ``fit`` would weigh all customers anew for every batch that it draws, which takes most of its time.
        rng = np.random.default_rng(self.seed)
        for _batch in range(BATCHES):
            batched.partial_fit(points[rng.integers(len(points), size=BATCH)])
        self.loss_ = float(batched.score(sample) / whole.score(sample) - 1) if whole.inertia_ else 0.0
        return batched


def profiles(customers: pd.DataFrame, labels: Labels, k: int, features: Sequence[str] = USUAL) -> pd.DataFrame:
    """What each cluster is like; see ``Clusters.profiles_``.

    Args:
        customers: Answer of ``customer_features``.
        labels: Cluster of each, from 1.
        k: How many clusters; one without a customer has blanks.
        features: Those that customers are told apart by.
    """
    columns = [column for feature, column in FEATURES.items() if feature in {*USUAL, *features}]
    size = _sums(labels, None, k)
    net_sales = _sums(labels, customers["net_sales"], k)
    told = {
        "cluster": np.arange(1, k + 1),
        "size": size,
        "share": size / max(len(customers), 1),
        "net_sales": net_sales,
        "net_sales_share": net_sales / net_sales.sum() if net_sales.sum() else np.nan,
    }
    return pd.DataFrame(told | {column: _means(labels, customers[column], k) for column in columns})


def _means(labels: Labels, values: pd.Series, k: int) -> Floats:
    """Of the values known in each cluster, from 1; NaN without any. Several times as quick as grouping a frame."""
    known = values.notna().to_numpy()
    if not known.all():
        labels, values = labels[known], values[known]
    with np.errstate(invalid="ignore"):
        means: Floats = _sums(labels, values, k) / _sums(labels, None, k)
    return means


def _sums(labels: Labels, values: pd.Series | None, k: int) -> NDArray[Any]:
    """Of the values in each cluster, from 1; how many there are where no values are given."""
    weights = None if values is None else values.to_numpy(dtype=np.float64)
    return np.bincount(labels, weights=weights, minlength=k + 1)[1:]


def _most_valuable_first(customers: pd.DataFrame, labels: Labels, k: int) -> Labels:
    """Clusters by what their customers spend on average, the most first."""
    spent = customers["monetary"].to_numpy(dtype=np.float64)
    means = np.bincount(labels, weights=spent, minlength=k) / np.maximum(np.bincount(labels, minlength=k), 1)
    return np.argsort(-means, kind="stable")


def _doubt(best: pd.Series, own: float, without: float, steadiest: float, limits: Limits) -> NotEnoughEvidence | None:
    """The first reason not to speak of clusters."""
    if best["silhouette"] < limits.least_silhouette:
        return NotEnoughEvidence(NOT_SEPARATE, silhouette=_two(best["silhouette"]), least=limits.least_silhouette)
    if own < without + limits.least_margin:
        facts = {"silhouette": _two(own), "without": _two(without), "least": limits.least_margin}
        return NotEnoughEvidence(AS_WITHOUT, **facts)
    if best["stability"] < limits.least_stability:
        return NotEnoughEvidence(NOT_STABLE, stability=_two(steadiest), least=limits.least_stability)
    return None


def _two(value: float) -> str:
    return f"{value:.2f}"
