"""The page of clusters: what it shows where there are some, what it says where there are none, and saved ones."""

import numpy as np
import pytest

from invented_customers import blob, export_of, planted

CHARTS = ("by_k", "plane", "profiles", "segments", "radar")


@pytest.fixture
def filled(fill, tmp_path):
    """Puts the orders of customers into the store."""

    def put(frame):
        file = tmp_path / "orders.csv"
        file.write_text(export_of(frame))
        fill(file)

    return put


@pytest.mark.parametrize("language", ["en-GB", "zh-CN"])
def test_planted_groups_are_shown_with_their_lists(filled, read, language):
    filled(planted(2, 400)[0])
    reader = read(language).open("clusters")
    assert not reader.failures
    charts = reader.app.get("plotly_chart")
    assert len(charts) == len(CHARTS)
    assert all(chart.proto.alt for chart in charts)
    lists = [button.key for button in reader.app.download_button]
    assert lists == ["clusters_by_k_csv", "clusters_csv_all", *(f"clusters_csv_{number}" for number in (1, 2, 3))]
    table = reader.app.dataframe[0].value
    assert table["size"].sum() == 400
    assert table["name"].nunique() == 3


def test_where_there_are_none_the_page_says_so_and_divides_on_request(filled, read):
    filled(blob(np.random.default_rng(3), 300))
    reader = read("en-GB").open("clusters")
    assert not reader.failures
    assert "There are no clusters" in reader.words
    assert "No number of clusters stands out" in reader.words
    reader.app.selectbox("clusters_k").set_value("4").run()
    assert not reader.failures
    assert "You asked for these groups. There are no clusters" in reader.words
    assert len(reader.app.dataframe[0].value) == 4


def test_the_address_says_how_many_and_by_what(filled, read):
    filled(planted(2, 400)[0])
    reader = read("en-GB", {"k": "2", "features": "frequency,weekend_share", "sales": "net"}).open("clusters")
    assert not reader.failures
    assert reader.app.selectbox("clusters_k").value == "2"
    assert len(reader.app.dataframe[0].value) == 2


def test_a_feature_that_is_blank_is_named(filled, read):
    filled(planted(2, 400)[0])
    reader = read("en-GB", {"features": "frequency,category_breadth"}).open("clusters")
    assert not reader.failures
    assert r"Feature category\_breadth is blank" in reader.words


def test_a_thin_shop_is_told_what_is_needed(tiny, read):
    assert "Too few customers have orders here (4): at least 50 are needed" in read("en-GB").open("clusters").words


def test_clusters_are_saved_used_and_deleted(filled, read):
    filled(planted(2, 400)[0])
    reader = read("en-GB", {"k": "3"}).open("clusters")
    sizes = list(reader.app.dataframe[0].value["size"])
    reader.app.text_input("clusters_name").set_value("Spring")
    reader.press("clusters_save")
    assert not reader.failures
    assert reader.app.selectbox("clusters_scored_by").value == "Spring"
    told = [text.value for text in reader.app.text if text.value[:1].isdigit()]
    assert [int(text.rpartition(": ")[2]) for text in told] == sizes
    reader.press("clusters_delete")
    assert "clusters_scored_by" not in [box.key for box in reader.app.selectbox]


def test_a_saved_cluster_leads_to_its_customers_and_to_their_export(filled, read):
    filled(planted(2, 400)[0])
    reader = read("en-GB", {"k": "3"}).open("clusters")
    sizes = list(reader.app.dataframe[0].value["size"])
    reader.app.text_input("clusters_name").set_value("Spring")
    reader.press("clusters_save")
    links = [link.proto for link in reader.app.get("page_link") if link.proto.label == "These customers"]
    assert len(links) == 3
    assert "segment=cluster%3ASpring%3A2" in links[1].query_string
    reader.press("clusters_saved_2_export")
    assert f"**{sizes[1]} customers will be written** of {sizes[1]} in the list" in reader.words
    seen = read("en-GB", {"segment": "cluster:Spring:2"}).open("customers")
    assert not seen.failures
    assert "Customers who are in the cluster 2 of Spring" in seen.words
    built = read("en-GB", {"segment": "cluster:Spring:2"}).open("builder")
    assert not built.failures
    assert built.metrics["Customers"] == str(sizes[1])
