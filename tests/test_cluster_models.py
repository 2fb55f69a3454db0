"""Saved clusters: kept, read again, replaced, forgotten; a name that is none is refused."""

import json
import random
from datetime import date, timedelta

import pytest

from crm_analysis.analysis.features import features
from crm_analysis.analysis.filters import Filters
from crm_analysis.conditions.kinds import Clustered
from crm_analysis.conditions.tree import All, Any, Not
from crm_analysis.engines.duckdb import DuckDBEngine
from crm_analysis.errors import InputRefused, UnknownSegment
from crm_analysis.models.clusters import Clusters, Model
from crm_analysis.store import cluster_models, maintenance, saved_segments, uploads
from crm_analysis.store.cluster_models import SavedClusters
from invented_customers import planted
from shops import TEA_SHOP, open_shop, shop_in_memory


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


def by_sales(*centres):
    """Clusters by log1p of gross sales alone."""
    scale = {"features": ["monetary"], "scaling": "log", "medians": [20.0], "centres": [0.0], "spreads": [1.0]}
    names = [{"en": f"Cluster of {centre}", "zh": f"{centre}"} for centre in centres]
    return {"scale": scale, "centres": [[centre] for centre in centres], "names": names, "seed": 42}


def clusters_of(shop, model="Spring"):
    return dict(shop.rows(f"SELECT customer_id, cluster FROM customer_clusters WHERE model = '{model}'"))


def test_customers_are_in_the_cluster_of_the_nearest_centre(tmp_path):
    """Ann bought for 55, Eve for 10: log1p 4.03 and 2.40, between 4 and 1 nearer to the first and to the second."""
    with shop_in_memory(tmp_path) as shop:
        shop.upload(TEA_SHOP)
        cluster_models.save(shop.store, SavedClusters("Spring", "gross", by_sales(4.0, 1.0)))
        assert clusters_of(shop) == {"ann@x.org": 1, "eve@x.org": 2}
        cluster_models.save(shop.store, SavedClusters("Spring", "gross", by_sales(9.0, 2.5)))
        assert clusters_of(shop) == {"ann@x.org": 2, "eve@x.org": 2}
        cluster_models.delete(shop.store, "Spring")
        assert clusters_of(shop) == {}


CHOSEN = ("recency", "frequency", "monetary", "usual_gap", "weekend_share")


def orders_by_chance(seed, people=150):
    """Some buy once, others every few days up to the last one; some money goes back."""
    chance = random.Random(seed)
    rows = ["Order No,Order date,Customer email,Amount,Quantity,Product,Currency,Refund"]
    for who in range(people):
        gap, last = chance.randrange(1, 40), date(2024, 12, 31) - timedelta(days=chance.randrange(200))
        for number in range(chance.choice([1, 1, 2, 5, 9])):
            amount, back = chance.randrange(100, 20_000) / 100, chance.choice(["", "", "1.00"])
            day = last - timedelta(days=number * gap)
            rows.append(f"{who}-{number},{day},c{who}@x.org,{amount:.2f},1,Tea,EUR,{back}")
    return "\n".join(rows) + "\n"


@pytest.mark.parametrize(("scaling", "sales"), [("log", "gross"), ("robust", "net")])
def test_the_database_scores_as_the_model_does_also_those_who_lack_a_feature(tmp_path, scaling, sales):
    with shop_in_memory(tmp_path) as shop:
        export = orders_by_chance(1)
        half = export[: export.index("\n", len(export) // 2) + 1]
        shop.upload(half)
        engine, question = DuckDBEngine(shop.store), features(Filters(), CHOSEN, sales)
        seen = engine.answer(question)
        assert seen["usual_gap_days"].isna().any()
        model = Clusters(CHOSEN, 4, scaling).fit(seen).model_
        cluster_models.save(shop.store, SavedClusters("Spring", sales, model.as_numbers()))
        for upload in (None, export, "undo"):
            if upload == "undo":
                uploads.undo(shop.store, 2)
            elif upload:
                shop.upload(upload, "whole.csv")
            seen = engine.answer(question)
            assert clusters_of(shop) == dict(zip(seen["customer_id"], model.predict(seen), strict=True))
        assert maintenance.check(shop.store) == []


def test_clusters_that_are_not_there_are_refused_by_name_and_number(tmp_path):
    with shop_in_memory(tmp_path) as shop:
        for name in ("Spring", "a:2"):
            cluster_models.save(shop.store, SavedClusters(name, "gross", by_sales(4.0, 1.0)))
        assert saved_segments.meant(shop.store, "cluster:a:2:1") == Clustered("a:2", ("1",))
        wrong = {
            "cluster:Sprig:1": "no saved clusters 'Sprig'. The closest of those that there are: Spring, a:2.",
            "cluster:Spring:3": "The saved clusters Spring have no cluster '3'. Take a number from 1 to 2.",
            "cluster:Spring:0": "no cluster '0'",
            "cluster:Spring": "no cluster 'Spring'",
            "cluster:": "no saved clusters ''",
            json.dumps({"rule": {"not": {"kind": "clustered", "model": "Spring", "among": ["3"]}}}): "no cluster '3'",
        }
        for text, told in wrong.items():
            with pytest.raises(UnknownSegment) as refusal:
                saved_segments.meant(shop.store, text)
            assert told in str(refusal.value)
        with pytest.raises(UnknownSegment, match="no saved clusters"):
            saved_segments.save(shop.store, "Regulars", Clustered("Autumn"))


def test_clusters_that_a_saved_segment_is_of_stay(tmp_path):
    with shop_in_memory(tmp_path) as shop:
        cluster_models.save(shop.store, SavedClusters("Spring", "gross", by_sales(4.0, 1.0)))
        rule = All((Any((Not(Clustered("Spring", ("2",))),)),))
        saved_segments.save(shop.store, "Regulars", rule)
        with pytest.raises(InputRefused, match="clusters Spring are part of the segment Regulars"):
            cluster_models.delete(shop.store, "Spring")
        with pytest.raises(InputRefused, match="segment Regulars is of cluster 2 of Spring, which would go"):
            cluster_models.save(shop.store, SavedClusters("Spring", "gross", by_sales(4.0)))
        cluster_models.save(shop.store, SavedClusters("Spring", "gross", by_sales(5.0, 3.0, 1.0)))
        saved_segments.delete(shop.store, "Regulars")
        cluster_models.delete(shop.store, "Spring")
