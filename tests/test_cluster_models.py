"""Saved clusters: kept, read again, replaced, forgotten; a name that is none is refused."""

import pytest

from crm_analysis.errors import InputRefused
from crm_analysis.models.clusters import Clusters, Model
from crm_analysis.store import cluster_models
from crm_analysis.store.cluster_models import SavedClusters
from invented_customers import planted
from shops import open_shop


def test_clusters_outlive_the_store_s_closing_and_score_the_same_way(tmp_path):
    frame, _group = planted(1)
    found = Clusters().fit(frame)
    with open_shop(tmp_path) as shop:
        cluster_models.save(shop.store, SavedClusters("  Spring ", "net", found.model_.as_numbers()))
    with open_shop(tmp_path) as shop:
        saved = cluster_models.named(shop.store, "Spring")
        assert saved.sales == "net"
        assert Model.of(saved.numbers) == found.model_
        assert (Model.of(saved.numbers).predict(planted(2)[0]) == found.predict(planted(2)[0])).all()


def test_a_second_one_of_the_same_name_takes_its_place(tmp_path):
    with open_shop(tmp_path) as shop:
        for number in (1, 2):
            cluster_models.save(shop.store, SavedClusters("Spring", "gross", {"number": number}))
        cluster_models.save(shop.store, SavedClusters("Autumn", "gross", {"number": 3}))
        assert [(it.name, it.numbers["number"]) for it in cluster_models.listing(shop.store)] == [
            ("Autumn", 3),
            ("Spring", 2),
        ]
        cluster_models.delete(shop.store, "Spring")
        assert [it.name for it in cluster_models.listing(shop.store)] == ["Autumn"]


@pytest.mark.parametrize("name", ["", "  ", "x" * 81])
def test_a_name_that_is_none_is_refused(tmp_path, name):
    with open_shop(tmp_path) as shop, pytest.raises(InputRefused, match="1 to 80 characters"):
        cluster_models.save(shop.store, SavedClusters(name, "gross", {}))


def test_clusters_that_are_not_there_are_named_with_those_that_are(tmp_path):
    with open_shop(tmp_path) as shop:
        cluster_models.save(shop.store, SavedClusters("Spring", "gross", {}))
        for look_up in (cluster_models.named, cluster_models.delete):
            with pytest.raises(InputRefused, match=r"no saved clusters Autumn. Saved are: Spring"):
                look_up(shop.store, "Autumn")
