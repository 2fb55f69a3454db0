"""Clusters: the numbers behind them, when there are none, their names, and models that score the same way again."""

import io
import json
import os
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import adjusted_rand_score, silhouette_score

from crm_analysis.errors import NotEnoughEvidence, RulesRefused
from crm_analysis.models.clusters import Clusters, Model, profiles
from crm_analysis.models.naming import cluster_names
from crm_analysis.models.scaling import fitted
from crm_analysis.models.separation import silhouettes, without_groups
from crm_analysis.rules import clusters as rules
from crm_analysis.rules.clusters import clusters_rules
from invented_customers import alike, blob, customers, even, export_of, planted

LARGE_SHOPS, LARGE_SHOP = 20, clusters_rules().limits.whole_up_to + 1
SHOPS = int(os.environ.get("CRM_SIMULATED_SHOPS", 40))
RFM = ("recency", "frequency", "monetary")


STRUCTURELESS = {"one cloud": blob, "even figures": even, "customers alike": alike}


def test_the_silhouette_worked_out_by_hand():
    # a = 1 within the pairs, 3 for the far one alone; b: from 0 to 10 and 11 is 10.5, from 1 it is 9.5
    points = np.array([[0.0], [1.0], [10.0], [11.0]])
    expected = np.mean([1 - 1 / 10.5, 1 - 1 / 9.5, 1 - 1 / 9.5, 1 - 1 / 10.5])
    assert silhouettes(points, {2: np.array([0, 0, 1, 1])})[2] == pytest.approx(expected)


def test_a_point_alone_has_no_silhouette():
    points = np.array([[0.0], [1.0], [10.0]])
    assert silhouettes(points, {2: np.array([0, 0, 1])})[2] == pytest.approx((0.9 + 8 / 9 + 0) / 3)


def test_silhouettes_do_not_hang_on_how_many_points_are_reckoned_at_once(monkeypatch):
    points = np.random.default_rng(1).normal(size=(25, 2))
    labels = np.arange(25) % 3
    whole = silhouettes(points, {3: labels})
    monkeypatch.setattr("crm_analysis.models.separation.ROWS", 4)
    assert silhouettes(points, {3: labels})[3] == pytest.approx(whole[3])


def test_silhouettes_are_those_of_scikit_learn():
    rng = np.random.default_rng(6)
    points = rng.normal(size=(800, 3))
    partitions = {k: rng.integers(0, k, 800) for k in (2, 5)} | {"apart": (points[:, 0] > 0).astype(int)}
    for name, found in silhouettes(points, partitions).items():
        assert found == pytest.approx(silhouette_score(points, partitions[name]), abs=1e-5)


def test_clusters_of_very_many_customers_lose_little_by_batches():
    frame, _group = planted(2, 30_000)
    limits = replace(clusters_rules().limits, batches_above=20_000)
    batched = Clusters(seed=1, rules=replace(clusters_rules(), limits=limits)).fit(frame)
    whole = Clusters(seed=1).fit(frame)
    assert batched.sampled_ == whole.sampled_ == 5_000
    assert (batched.model_.k, whole.loss_) == (whole.model_.k, 0)
    assert -0.001 <= batched.loss_ < 0.01
    assert batched.inertia_ <= whole.inertia_ * 1.01
    assert adjusted_rand_score(batched.labels_, whole.labels_) > 0.98


def test_customers_are_at_the_nearest_centre_and_centres_are_means():
    frame, _group = planted(5, 12_000)
    found = Clusters(k=4).fit(frame)
    points = found.model_.scale.matrix(frame)
    assert (found.predict(frame) == found.labels_).mean() > 0.999
    for cluster in range(4):
        centre = points[found.labels_ == cluster + 1].mean(axis=0)
        assert found.model_.centres[cluster] == pytest.approx(centre, abs=0.02)


def test_figures_without_groups_keep_every_column_and_its_correlations():
    rng = np.random.default_rng(4)
    one = rng.normal(size=2_000)
    points = np.stack([one, one + rng.normal(size=2_000), rng.integers(0, 3, 2_000)], axis=1)
    like = without_groups(points, rng)
    assert (np.sort(like, axis=0) == np.sort(points, axis=0)).all()
    assert np.corrcoef(like.T) == pytest.approx(np.corrcoef(points.T), abs=0.06)


def test_scaling_is_the_z_score_of_log1p_with_blanks_in_the_middle():
    few = customers([0, 1, 3], [1, 1, 7], [10, 20, -5], usual_gap_days=[np.nan, 2, 4])
    scale, matrix = fitted(few, ("recency", "monetary", "usual_gap"))
    assert matrix.mean(axis=0) == pytest.approx(0, abs=1e-6)
    assert matrix.std(axis=0) == pytest.approx(1)
    assert (scale.matrix(few) == matrix).all()
    logs = np.log1p([3, 2, 4])  # the blank counts as the median of 2 and 4
    assert matrix[:, 2] == pytest.approx((logs - logs.mean()) / logs.std())
    assert matrix[2, 1] == matrix[:, 1].min() == pytest.approx(fitted(few, RFM)[0].matrix(few.assign(monetary=0))[2, 2])


def test_robust_scaling_is_not_stretched_by_one_customer():
    many = customers(range(101), [1] * 50 + [2] * 51, [10.0] * 50 + [20.0] * 50 + [1e9])
    _scale, matrix = fitted(many, ("recency", "monetary"), "robust")
    assert np.median(matrix, axis=0) == pytest.approx([0, 0])
    assert np.subtract(*np.quantile(matrix[:, 1], (0.75, 0.25))) == pytest.approx(1)


@pytest.mark.parametrize("values", [[np.nan] * 3, [0.5] * 3])
def test_a_feature_that_tells_nobody_apart_is_refused(values):
    few = customers([0, 1, 3], [1, 1, 7], [10, 20, 5], discount_share=values)
    with pytest.raises(NotEnoughEvidence, match="discount_share"):
        fitted(few, ("recency", "discount_share"))


def test_planted_groups_are_found_whatever_the_seed():
    for seed in range(3):
        frame, group = planted(seed)
        found = Clusters(seed=seed).fit(frame)
        assert not found.declined_
        assert found.model_.k == 3
        assert adjusted_rand_score(found.labels_ - 1, group) >= 0.9


def test_the_first_cluster_spends_most_and_the_last_least():
    found = Clusters().fit(planted(1)[0])
    assert list(found.profiles_["monetary"]) == sorted(found.profiles_["monetary"], reverse=True)
    assert found.profiles_["size"].sum() == 1_200
    assert found.profiles_["net_sales_share"].sum() == pytest.approx(1)
    assert [name["en"] for name in found.model_.names] == [
        "Recently active, frequent buyers",
        "Big spenders, frequent buyers",
        "Small spenders, few orders",
    ]


def test_the_order_of_customers_changes_no_cluster_much():
    frame, _group = planted(1)
    shuffled = frame.sample(frac=1, random_state=9).reset_index(drop=True)
    one = pd.Series(Clusters().fit(frame).labels_, frame["customer_id"])
    other = pd.Series(Clusters().fit(shuffled).labels_, shuffled["customer_id"])
    assert (one == other.reindex(one.index)).mean() > 0.99


@pytest.mark.parametrize("kind", STRUCTURELESS)
def test_where_there_are_no_groups_none_are_found(kind):
    found = Clusters().fit(STRUCTURELESS[kind](np.random.default_rng(7)))
    assert found.declined_
    assert found.doubt_.template.startswith("There are no clusters")
    assert len(found.labels_) == 0
    with pytest.raises(NotEnoughEvidence, match="no clusters"):
        found.predict(planted(1)[0])


@pytest.mark.heavy
@pytest.mark.parametrize("kind", STRUCTURELESS)
def test_groups_are_hardly_ever_found_where_there_are_none(kind):
    accepted = [
        seed
        for seed in range(SHOPS)
        if not Clusters(seed=seed).fit(STRUCTURELESS[kind](np.random.default_rng(seed))).declined_
    ]
    print(f"{kind}: clusters found in {len(accepted)} of {SHOPS} shops without any")
    assert len(accepted) <= 0.05 * SHOPS


LARGE = {
    kind: (lambda seed, draw=draw: draw(np.random.default_rng(seed), LARGE_SHOP))
    for kind, draw in STRUCTURELESS.items()
}
LARGE["planted groups"] = lambda seed: planted(seed, LARGE_SHOP)[0]


@pytest.mark.heavy
@pytest.mark.parametrize("kind", LARGE)
def test_large_shops_whose_sample_chooses_are_judged_as_well(kind):
    """Fewer draws tell there what figures without groups give."""
    declined = sum(Clusters(seed=seed).fit(LARGE[kind](seed)).declined_ for seed in range(LARGE_SHOPS))
    wrong = declined if kind == "planted groups" else LARGE_SHOPS - declined
    print(f"{kind}: judged wrongly in {wrong} of {LARGE_SHOPS} shops")
    assert wrong <= 0.05 * LARGE_SHOPS


@pytest.mark.heavy
def test_planted_groups_are_hardly_ever_missed():
    missed = [seed for seed in range(SHOPS) if Clusters(seed=seed).fit(planted(seed)[0]).declined_]
    print(f"planted groups missed in {len(missed)} of {SHOPS} shops")
    assert len(missed) <= 0.05 * SHOPS


def test_a_number_that_is_asked_for_is_given_with_the_doubt():
    found = Clusters(k=4).fit(blob(np.random.default_rng(7)))
    assert not found.declined_
    assert found.doubt_ is not None
    assert set(found.labels_) == {1, 2, 3, 4}
    assert len({name["en"] for name in found.model_.names}) == 4


def test_a_thin_shop_is_refused_even_if_a_number_is_asked_for():
    found = Clusters(k=2).fit(planted(1)[0].head(49))
    assert found.declined_
    assert found.doubt_.facts == {"customers": 49, "fewest": 50}
    assert found.best_ is None
    assert Clusters(k=2).fit(planted(1)[0].head(50)).model_.k == 2


def test_a_model_scores_the_same_way_after_a_round_trip():
    frame, _group = planted(3)
    found = Clusters((*RFM, "average_order"), k=5).fit(
        frame.assign(average_order=frame["monetary"] / frame["frequency"])
    )
    read = Model.of(json.loads(json.dumps(found.model_.as_numbers())))
    assert read == found.model_
    others = planted(4)[0].assign(average_order=20.0, usual_gap_days=np.nan)
    assert (read.predict(others) == found.predict(others)).all()
    assert read.predict(others.head(0)).tolist() == []


def test_profiles_are_means_worked_out_by_hand():
    few = customers([0, 10, 20], [1, 3, 5], [10.0, 20.0, 60.0])
    told = profiles(few, np.array([1, 1, 3]), 3).set_index("cluster")
    assert list(told["size"]) == [2, 0, 1]
    assert list(told["net_sales_share"]) == pytest.approx([1 / 3, 0, 2 / 3])
    assert list(told.loc[1, ["recency_days", "frequency", "monetary"]]) == [5, 2, 15]
    assert pd.isna(told.loc[2, "frequency"])


def test_names_tell_what_sets_a_cluster_apart():
    differences = np.array([[-1.0, 2.0, 1.5], [0.1, -0.2, 0.0], [0.5, 0.3, -0.9]])
    names = cluster_names(differences, RFM, clusters_rules().naming)
    assert [name["en"] for name in names] == [
        "Frequent buyers, big spenders",
        "Like the average",
        "Small spenders, long silent",
    ]
    assert [name["zh"] for name in names] == ["常买、消费高", "接近平均", "消费低、久未下单"]


def test_no_two_clusters_have_one_name():
    same = np.array([[-1.0, 2.0, 1.5], [1.0, 2.0, 1.5], [0, 0, 0], [0, 0, 0]])
    names = [name["en"] for name in cluster_names(same, RFM, clusters_rules().naming)]
    assert names == [
        "Frequent buyers, big spenders, recently active",
        "Frequent buyers, big spenders, long silent",
        "Like the average 3",
        "Like the average 4",
    ]
    rng = np.random.default_rng(1)
    for _draw in range(200):
        drawn = rng.choice([-1.0, 0.0, 1.0], size=(8, 2))
        for language in ("en", "zh"):
            named = [name[language] for name in cluster_names(drawn, RFM[:2], clusters_rules().naming)]
            assert len(set(named)) == 8


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("fewest_customers = 50", "fewest_customers = 0", "fewest_customers is 0"),
        ("most_k = 8", "most_k = 1", "from 2 to 1 clusters"),
        ('high = { en = "big spenders", zh = "消费高" }', 'high = { en = "big spenders" }', "monetary high"),
        ('en = "big spenders"', 'en = "frequent buyers"', "frequent buyers"),
        ("[limits]", "[limits", "cannot be read as TOML"),
    ],
)
def test_rules_that_make_no_sense_are_refused(old, new, says):
    text = rules.CLUSTERS_FILE.read_text(encoding="utf-8")
    assert old in text
    with pytest.raises(RulesRefused, match=says):
        rules.read(text.replace(old, new, 1))


def test_the_command_finds_planted_groups_and_declines_a_cloud(crm, tmp_path):
    frame, group = planted(2, size=400)
    (tmp_path / "planted.csv").write_text(export_of(frame))
    crm("import", "planted.csv")
    code, out, _err = crm("clusters", "--seed", 1)
    assert code == 0
    found = pd.read_csv(io.StringIO(out))
    assert list(found) == ["customer_id", "cluster", "name"]
    assert len(found) == 400
    assert adjusted_rand_score(found["cluster"].to_numpy() - 1, group) >= 0.9
    report = json.loads(crm("clusters", "--report", "--scaling", "robust", "--k", "auto")[1])
    assert (report["k"], report["declined"], report["why"], report["scaling"]) == (3, False, None, "robust")
    assert report["features"] == ["recency", "frequency", "monetary"]
    assert [row["k"] for row in report["by_k"]] == [2, 3, 4, 5, 6, 7, 8]
    assert [row["cluster"] for row in report["profiles"]] == [1, 2, 3]
    assert sum(row["size"] for row in report["profiles"]) == 400


def test_the_command_says_why_there_are_no_clusters_and_gives_them_where_asked(crm, tmp_path):
    (tmp_path / "cloud.csv").write_text(export_of(blob(np.random.default_rng(3), 300)))
    crm("import", "cloud.csv")
    code, out, err = crm("clusters")
    assert (code, out) == (3, "")
    assert "There are no clusters" in err
    report = json.loads(crm("clusters", "--report")[1])
    assert report["declined"]
    assert report["why"] in err
    assert report["profiles"] == []
    assert report["by_k"][0]["inertia"] > report["by_k"][-1]["inertia"] > 0
    code, out, _err = crm("clusters", "--k", 3, "--features", "frequency,monetary", "--sales", "net")
    assert code == 0
    assert set(pd.read_csv(io.StringIO(out))["cluster"]) == {1, 2, 3}


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("--k", "1"), 2, "from 2 to 20"),
        (("--k", "many"), 2, "from 2 to 20"),
        (("--features", "recency,shoe_size"), 2, "no feature shoe_size"),
        ((), 3, "Too few customers have orders here (0)"),
        (("--k", "3"), 3, "Too few customers have orders here (0)"),
    ],
)
def test_the_command_refuses_what_cannot_be(crm, words, code, says):
    found, out, err = crm("clusters", *words)
    assert (found, out) == (code, "")
    assert says in err


def test_an_empty_shop_has_a_report(crm):
    report = json.loads(crm("clusters", "--report")[1])
    assert (report["k"], report["declined"], report["by_k"], report["profiles"]) == (None, True, [], [])
    assert report["customers"] == 0
