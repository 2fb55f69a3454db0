"""Below the triangle: how soon customers order again, the ladder, and what is expected; on a small and a real shop."""

from pathlib import Path

import pytest

SAMPLE_SHOP = Path(__file__).parent.parent.parent / "data" / "sample_shop" / "orders_export.csv.gz"


@pytest.fixture
def sample_shop(fill):
    fill(SAMPLE_SHOP)


def methods(reader):
    """The back-test's rows as the page shows them: method → whether it is used."""
    table = reader.app.dataframe[-1].value
    return dict(zip(table["method"], table["used"], strict=True))


def test_a_tiny_shop_has_a_curve_and_learns_why_nothing_is_projected(tiny, read):
    reader = read("en-GB", {"period": "all"}).open("retention")
    assert not reader.failures
    # Ann came back after 33 days, Bob after 28, Cid waits for 107, Dan for 0: a third by day 28, two thirds by day 33.
    assert "Half of all customers order a second time within 33 days" in reader.words
    assert "Too few customers to say how many order once more" in reader.words
    assert "not enough evidence (cohorts: 3 of 3, customers: 3 of 300, complete periods: 5 of 9)" in reader.words


def test_a_shop_of_one_order_is_shown_no_empty_axes(fill, read, tmp_path):
    file = tmp_path / "one.csv"
    file.write_text("Order No,Order date,Customer email,Currency,Amount\n1,2025-01-01,ann@x.org,EUR,10.00\n", "utf-8")
    fill(file)
    reader = read("en-GB", {"period": "all"}).open("retention")
    assert not reader.failures
    assert len(reader.app.get("plotly_chart")) == 0
    assert "Not known yet: every cohort is in its first period." in reader.words
    assert "Not known yet: nobody has been seen for a whole day after their first order." in reader.words
    overview = reader.open("overview")
    assert not overview.failures


def test_slices_are_compared_in_words(tiny, read):
    reader = read("en-GB", {"period": "all", "slice": "country"}).open("retention")
    assert not reader.failures
    assert "does not surely differ between the slices" in reader.words
    assert "not enough evidence" not in reader.words


def test_of_many_slices_the_rest_is_one(sample_shop, read):
    reader = read("en-GB", {"period": "all", "slice": "first_product"}).open("retention")
    assert not reader.failures
    assert "The 7 slices of most customers" in reader.words


@pytest.mark.parametrize("language", ["en-GB", "zh-CN"])
def test_the_sample_shop_is_projected_with_its_errors(sample_shop, read, language):
    reader = read(language, {"period": "all"}).open("retention")
    assert not reader.failures
    assert list(methods(reader).values()).count(True) == 1
    shown = [chart.proto.alt for chart in reader.app.get("plotly_chart")]
    assert len([alt for alt in shown if "%" in alt]) >= 3


def test_what_cannot_be_projected_gives_way_to_who_came_back(sample_shop, read):
    reader = read("en-GB", {"period": "all", "metric": "average_order_value"}).open("retention")
    assert not reader.failures
    assert "Came back: customers of" in reader.words
    value = read("en-GB", {"period": "all", "metric": "cumulative_net_sales_per_customer"}).open("retention")
    assert "Value per customer: customers of" in value.words


def test_what_is_expected_stands_in_the_triangle_where_it_is_asked_for(sample_shop, read):
    seen = read("en-GB", {"period": "all"}).open("retention")
    both = read("en-GB", {"period": "all", "expected": "expected"}).open("retention")
    assert not both.failures
    heatmaps, curves = (
        [reader.app.get("plotly_chart")[place].proto.spec for reader in (seen, both)] for place in (0, 1)
    )
    assert ["~" in spec for spec in heatmaps] == [False, True]
    assert ["Expected of each" in spec for spec in curves] == [False, True]


def test_in_a_thin_shop_nothing_is_expected_in_the_triangle(tiny, read):
    reader = read("en-GB", {"period": "all", "expected": "expected"}).open("retention")
    assert not reader.failures
    assert "Expected of each" not in reader.app.get("plotly_chart")[1].proto.spec
