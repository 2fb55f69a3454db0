"""What segments that nobody has saved are called in the reader's language, and those of saved clusters."""

from __future__ import annotations

from crm_analysis.conditions.names import CLUSTER, TAG, cluster_in, of_cluster
from crm_analysis.i18n import N_, _, in_language
from crm_analysis.rules.segments import schemes
from crm_analysis.store import cluster_models
from crm_analysis.store.saved_segments import BETWEEN
from crm_analysis.ui import tag_words
from crm_analysis.ui.answers import shop_store

SCHOOLS = {"grid": N_("Grid of 25"), "shopify": N_("Shopify's names"), "eight": N_("Eight groups")}
"""Segment map → what it is called."""


def name_of(text: str, scheme: str = "") -> str:
    """What a segment is called; saved ones, and what is none, stay as they are.

    Args:
        text: Its name, as commands and addresses take it.
        scheme: The segment map that a bare name is of.
    """
    if text.startswith(TAG):
        return tag_words.name_of(text)
    if text.startswith(CLUSTER):
        model, number = cluster_in(text)
        return _("{model}: cluster {number}").format(model=model, number=number)
    before, _between, segment_id = text.rpartition(BETWEEN)
    known = schemes().get(before or scheme)
    return next((in_language(one.names) for one in (known.segments if known else ()) if one.id == segment_id), text)


def of_clusters() -> list[str]:
    """The names of the clusters of every saved model."""
    return [
        of_cluster(rule.model, *rule.among)
        for saved in cluster_models.listing(shop_store())
        for rule in cluster_models.clusters(saved)
    ]
