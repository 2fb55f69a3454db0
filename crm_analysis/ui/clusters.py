"""What the page of clusters is made of: its switches, the clusters behind it, their pictures and lists, saved ones."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import pandas as pd
import streamlit as st

from crm_analysis.analysis import features as asked
from crm_analysis.analysis import lists, rfm
from crm_analysis.analysis.filters import Filters
from crm_analysis.analysis.reporting import settled
from crm_analysis.charts import clusters as charts
from crm_analysis.charts.clusters import FEATURE_NAMES
from crm_analysis.conditions.names import of_cluster
from crm_analysis.engines.query import Query
from crm_analysis.i18n import N_, _, in_language
from crm_analysis.models.clusters import Clusters, Model
from crm_analysis.rules.clusters import FEATURES, USUAL, clusters_rules
from crm_analysis.store import cluster_models, saved_segments
from crm_analysis.store.cluster_models import SavedClusters
from crm_analysis.ui import address, segment_filter
from crm_analysis.ui.answers import Basis, ask, ask_anew, basis, shop_store
from crm_analysis.ui.cards import card, chart_card
from crm_analysis.ui.choices import pick, switch
from crm_analysis.ui.currency import books_of
from crm_analysis.ui.downloads import csv_button
from crm_analysis.ui.exporting import export_button
from crm_analysis.ui.failures import said_plainly
from crm_analysis.ui.filters import View
from crm_analysis.ui.language import speak
from crm_analysis.ui.navigation import CUSTOMERS
from crm_analysis.ui.plain import sentence
from crm_analysis.ui.segments import names as segment_names
from crm_analysis.ui.tables import cluster_table

MOST_KEPT = 16
AUTO = "auto"
COUNTS = {AUTO: N_("Best number"), **{str(k): str(k) for k in clusters_rules().limits.counts}}
SALES = {"gross": N_("Gross sales"), "net": N_("Net sales")}
FEATURES_KEY, NAME_KEY, SCORED_KEY = "clusters_features", "clusters_name", "clusters_scored_by"


@dataclass(frozen=True)
class Look:
    """What the page's switches are set to: the question, and how its answer is clustered."""

    filters: Filters
    question: Query
    features: tuple[str, ...]
    k: int | None
    sales: str


def choose(view: View) -> Look:
    """Draw the switches of the page.

    Args:
        view: What the filter bar is set to.
    """
    with st.container(key="clusters_switches", horizontal=True, vertical_alignment="center", gap="small"):
        count = pick(_("Number of clusters"), COUNTS, "clusters_k", "k", width=160)
        sales = switch(_("Sales"), SALES, "clusters_sales", "sales")
        features = _features()
    question = asked.features(view.filters, features, sales, named=False)
    return Look(view.filters, question, features, None if count == AUTO else int(count), sales)


def _features() -> tuple[str, ...]:
    """What customers are told apart by; the usual three where nothing is chosen."""
    address.recall(FEATURES_KEY, "features", _read_features)
    with st.popover(_("Told apart by"), icon=":material/tune:", key="clusters_told_apart"):
        chosen = st.pills(
            _("What customers are told apart by"),
            list(FEATURES),
            format_func=lambda feature: _(FEATURE_NAMES[feature]),
            selection_mode="multi",
            key=FEATURES_KEY,
            persist_state="session",
        )
    features = tuple(chosen) or USUAL
    address.write("features", [] if features == USUAL else [",".join(features)])
    return features


def _read_features(said: list[str]) -> list[str]:
    named = [name for name in ",".join(said).split(",") if name in FEATURES]
    return named or list(USUAL)


def found(look: Look) -> Clusters:
    """The clusters, reckoned once per state of the data.

    Raises:
        NotEnoughEvidence: A feature is blank or the same for everybody.
    """
    with st.spinner(_("Looking for clusters …"), show_time=False):
        return _found(basis(), look.features, look.k, look.question)


@st.cache_resource(max_entries=MOST_KEPT, show_spinner=False, hash_funcs={Query: hash})
def _found(basis: Basis, features: tuple[str, ...], k: int | None, question: Query) -> Clusters:
    """``basis`` is the cache's key only. All readers of the same kind share what is found."""
    return Clusters(features, k).fit(ask(question))


def doubted(clusters: Clusters) -> None:
    """Say where there are no clusters, and what can be done."""
    if clusters.doubt_ is None:
        return
    why = sentence(clusters.doubt_)
    if not clusters.declined_:
        st.warning(f"{_('You asked for these groups.')} {why}", icon=":material/blur_on:")
    elif clusters.sampled_:
        st.info(
            f"{why} {_('Choose a number of clusters above to divide customers anyway.')}", icon=":material/blur_on:"
        )
    else:
        st.info(why, icon=":material/group_off:")


def how_many(look: Look, clusters: Clusters) -> None:
    """Draw how each number of clusters did, where there were customers enough to try."""
    if clusters.sampled_:
        chart = charts.by_k(clusters.by_k_, clusters.without_groups_, clusters.best_, clusters.declined_)
        take = partial(csv_button, _("Download CSV"), lambda: clusters.by_k_, "clusters-by-k.csv", "clusters_by_k_csv")
        chart_card(chart, "clusters_by_k", "clusters", look.question, downloads=take)


def pictures(look: Look, clusters: Clusters, model: Model, currency: str | None) -> None:
    """Draw what each cluster is like, where its customers lie, and which segments they are in."""
    names = cluster_names(model)
    left, right = st.columns(2)
    with left:
        how_many(look, clusters)
    with right:
        chart = charts.plane(clusters.plane_, names, clusters.plane_kept_, len(clusters.labels_))
        chart_card(chart, "clusters_plane", "clusters", look.question)
    _sizes(look, clusters, model, currency)
    means = clusters.profiles_.rename(columns={column: feature for feature, column in FEATURES.items()})
    chart = charts.profiles(means, clusters.differences_, names, currency)
    chart_card(chart, "clusters_profiles", "clusters", look.question)
    _beside_segments(look, clusters, names)
    left, right = st.columns(2)
    with left:
        chart_card(charts.radar(clusters.differences_, names), "clusters_radar", "clusters", look.question)
    with right:
        saved(look, model)


def cluster_names(model: Model) -> list[str]:
    """The names of the clusters in the reader's language."""
    return [in_language(name) for name in model.names]


def listed(customers: pd.DataFrame, model: Model) -> pd.DataFrame:
    """The customers with their cluster and its name, and all features: what a team takes away."""
    labels = model.predict(customers)
    names = dict(enumerate(cluster_names(model), start=1))
    numbered = customers.drop(columns="customer_no").assign(
        cluster=labels, name=pd.Series(labels, customers.index).map(names)
    )
    first = ["customer_id", "cluster", "name"]
    return numbered[[*first, *numbered.columns.drop(first)]]


def _sizes(look: Look, clusters: Clusters, model: Model, currency: str | None) -> None:
    with card("clusters_sizes", _("Clusters in figures"), _("Cluster 1 spends most each.")):
        cluster_table(clusters.profiles_, cluster_names(model), currency)
        with st.container(key="foot_clusters_sizes", horizontal=True):
            _list_button(_("Download all customers"), look, model, None, "clusters_csv_all")
            for cluster in range(1, model.k + 1):
                label = _("Cluster {number}").format(number=cluster)
                _list_button(label, look, model, cluster, f"clusters_csv_{cluster}")


def _list_button(label: str, look: Look, model: Model, cluster: int | None, key: str) -> None:
    """A button for the customers of one cluster, or of all."""

    def rows() -> pd.DataFrame:
        everyone = listed(ask_anew(asked.features(look.filters, tuple(FEATURES), look.sales)), model)
        return everyone if cluster is None else everyone[everyone["cluster"] == cluster]

    name = "clusters.csv" if cluster is None else f"cluster-{cluster}.csv"
    csv_button(label, rows, name, key, primary=cluster is None)


def _beside_segments(look: Look, clusters: Clusters, names: list[str]) -> None:
    scores = rfm.scores(look.filters, sales=look.sales)
    # The same customers in the same order as those that were clustered, with their names.
    customers = ask(asked.features(look.filters, sales=look.sales))["customer_id"]
    segments = ask(scores).set_index("customer_id")["segment"].reindex(customers).fillna("–")
    counts = pd.crosstab(clusters.labels_, segments.to_numpy())
    known = segment_names()
    counts = counts[[*(it for it in known if it in counts), *(it for it in counts if it not in known)]]
    chart_card(charts.comparison(counts, names, known), "clusters_segments", "clusters", look.question, scores)


def saved(look: Look, model: Model | None) -> None:
    """Draw the clusters that were saved: keep the present ones, and score today's customers by earlier ones."""
    store = shop_store()
    kept = cluster_models.listing(store)
    if not model and not kept:
        return
    with card(
        "clusters_saved",
        _("Saved clusters"),
        _("Saved clusters stay as they are: new customers are scored the same way, month after month."),
    ):
        if model:
            _save_form(look, model)
        if kept:
            _score_by(look, {it.name: it for it in kept})


def _save_form(look: Look, model: Model) -> None:
    with st.form("clusters_save_form", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(_("Name"), key=NAME_KEY, max_chars=cluster_models.LONGEST_NAME, width=280)
        st.form_submit_button(
            _("Save these clusters"),
            key="clusters_save",
            icon=":material/save:",
            on_click=_save,
            args=(look.sales, model),
        )


def _save(sales: str, model: Model) -> None:
    speak()
    name = str(st.session_state[NAME_KEY])
    with said_plainly("failure_clusters"):
        cluster_models.save(shop_store(), SavedClusters(name, sales, model.as_numbers()))
        st.session_state[SCORED_KEY] = name.strip()


def _score_by(look: Look, kept: dict[str, SavedClusters]) -> None:
    """Draw how many of today's customers fall into each cluster of a saved model."""
    name = st.selectbox(_("Score by"), list(kept), index=None, key=SCORED_KEY, persist_state="session")
    if name is None:
        return
    model = Model.of(kept[name].numbers)
    question = asked.features(look.filters, model.scale.features, kept[name].sales)
    scored = listed(ask(question), model)
    sizes = scored["cluster"].value_counts().reindex(range(1, model.k + 1), fill_value=0)
    for cluster, words in enumerate(cluster_names(model), start=1):
        _saved_cluster(of_cluster(name, str(cluster)), f"{cluster} {words}: {sizes[cluster]}", f"saved_{cluster}")
    csv_button(_("Download all customers"), lambda: scored, "clusters.csv", "clusters_scored_csv")
    st.button(
        _("Delete"),
        key="clusters_delete",
        icon=":material/delete:",
        type="tertiary",
        on_click=_delete,
        args=(name,),
    )


def _saved_cluster(segment: str, words: str, key: str) -> None:
    """Draw a cluster of saved ones in words, and the ways to its customers: it is a segment.

    Args:
        segment: Its name as one.
        words: Its number, its name, and how many of the customers in view are in it.
        key: Names the widgets.
    """
    whole = Filters()
    customers = lists.named(
        segment, settled(whole, books_of(whole)), rule=saved_segments.of_list(shop_store(), segment)
    )
    st.text(words)
    with st.container(key=f"clusters_{key}", horizontal=True, vertical_alignment="center", gap="small"):
        st.page_link(
            CUSTOMERS,
            label=_("These customers"),
            icon=":material/person_search:",
            query_params={segment_filter.ADDRESS: [segment]},
        )
        export_button(segment, customers, f"clusters_{key}_export")


def _delete(name: str) -> None:
    speak()
    with said_plainly("failure_clusters"):
        cluster_models.delete(shop_store(), name)
        st.session_state[SCORED_KEY] = None
