"""The groups that customers fall into by themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from crm_analysis.analysis import features as asked
from crm_analysis.analysis.filters import Filters
from crm_analysis.commands.asking import question
from crm_analysis.commands.rfm import sales_option
from crm_analysis.engines.query import Query
from crm_analysis.rules.clusters import FEATURES, USUAL

if TYPE_CHECKING:
    import pandas as pd

    from crm_analysis.models.clusters import Clusters

MOST_CLUSTERS = 20
AUTO = "auto"


class Count(click.ParamType[int | None]):
    """How many clusters: a number, or auto."""

    name = f"2…{MOST_CLUSTERS}|{AUTO}"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int | None:
        """Read the number; auto is none."""
        if value == AUTO:
            return None
        if not str(value).isdigit() or not 2 <= int(value) <= MOST_CLUSTERS:
            self.fail(f"{value!r} is neither {AUTO} nor a whole number from 2 to {MOST_CLUSTERS}.", param, ctx)
        return int(value)


class Features(click.ParamType[tuple[str, ...]]):
    """Names of features with commas between them."""

    name = "features"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        """Read the names, each once."""
        names = tuple(dict.fromkeys(name.strip() for name in value.split(","))) if isinstance(value, str) else value
        if unknown := [name for name in names if name not in FEATURES]:
            self.fail(f"there is no feature {', '.join(unknown)}. Take of: {', '.join(FEATURES)}.", param, ctx)
        return tuple(names)


def _clustered(
    customers: pd.DataFrame,
    k: int | None,
    features: Sequence[str],
    scaling: str,
    seed: int,
    report: bool,
    **_sales: str,
) -> pd.DataFrame | Mapping[str, object]:
    """The cluster of each customer, or the report on how they were found."""
    from crm_analysis.models.clusters import Clusters

    found = Clusters(features, k, scaling, seed).fit(customers)
    if report:
        return _report(found, len(customers))
    if found.declined_ and found.doubt_:
        raise found.doubt_
    names = dict(enumerate(_names(found), start=1))
    clusters = customers[["customer_id"]].assign(cluster=found.labels_)
    return clusters.assign(name=clusters["cluster"].map(names)).sort_values("customer_id")


def _names(found: Clusters) -> list[str]:
    from crm_analysis.i18n import in_language

    return [in_language(name) for name in found.model_.names] if found.model_ else []


def _report(found: Clusters, customers: int) -> Mapping[str, object]:
    from crm_analysis.i18n import sentence

    best = next((row for row in found.by_k_.to_dict("records") if row["k"] == found.best_), {})
    profiles = found.profiles_
    if not found.declined_:
        profiles = profiles.assign(name=_names(found))[["cluster", "name", *profiles.columns[1:]]]
    return {
        "k": found.best_,
        "features": list(found.features),
        "scaling": found.scaling,
        "seed": found.seed,
        "inertia": best.get("inertia") if found.declined_ else found.inertia_,
        "silhouette": best.get("silhouette"),
        "stability": best.get("stability"),
        "declined": found.declined_,
        "why": sentence(found.doubt_) if found.doubt_ else None,
        "silhouette_without_groups": found.without_groups_ if customers and found.sampled_ else None,
        "customers": customers,
        "sampled": found.sampled_,
        "loss": found.loss_,
        "by_k": found.by_k_,
        "profiles": profiles,
    }


@click.command()
@click.option("--k", type=Count(), default=AUTO, show_default=True, help="How many clusters.")
@click.option("--features", type=Features(), default=",".join(USUAL), show_default=True, help="Told apart by.")
@click.option(
    "--scaling",
    type=click.Choice(["log", "robust"]),
    default="log",
    show_default=True,
    help="Logarithms by mean and deviation, or by median and quartiles.",
)
@click.option("--seed", type=int, default=42, show_default=True, help="The same seed finds the same clusters.")
@click.option("--report", is_flag=True, help="Print one JSON object: how they were found and what each is like.")
@sales_option
@partial(question, finish=_clustered)
def clusters(
    filters: Filters, k: int | None, features: Sequence[str], scaling: str, seed: int, report: bool, sales: str
) -> Query:
    """The groups that customers fall into by themselves, by how they buy."""
    return asked.features(filters, features, sales, named=not report)


COMMANDS = (clusters,)
